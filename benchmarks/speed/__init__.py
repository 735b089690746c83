"""Speed, measured: Rasa's stock pipeline and ours, in turn, in one run."""
