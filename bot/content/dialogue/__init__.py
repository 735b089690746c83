"""Conversations of several turns, without Rasa: what comes next, from plain data."""
