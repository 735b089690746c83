"""What the assistant understands of a message: learned from the questions, without Rasa."""
