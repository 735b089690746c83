"""Keeps the garbage collector off what stays: a server's libraries, model and content.

Rasa and TensorFlow leave 900,000 objects behind. To look through them for garbage stops a server
for a third of a second, and whoever writes just then waits; they are set aside (gc.freeze).
"""

from __future__ import annotations

import gc


def settle() -> None:
    """Sets aside what is there now; for the end of a start, and after another model was loaded."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()
