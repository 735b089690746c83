"""Understanding, measured: Rasa's stock Chinese pipeline and ours, on the same data in one run."""
