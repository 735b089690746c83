"""The trainers' workbench: what `python -m bot` does."""
