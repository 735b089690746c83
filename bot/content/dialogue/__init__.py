"""Conversations of several turns: what comes next is decided here, from plain data, without Rasa."""
