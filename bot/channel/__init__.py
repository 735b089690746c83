"""How messages come in and answers go out over HTTP."""
