"""Custom actions, run by Rasa's action server (`python -m rasa_sdk --actions actions`)."""
