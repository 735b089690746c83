"""A file's bytes as the text in a browser's text field, and back."""

from __future__ import annotations

_BOM = b"\xef\xbb\xbf"


def typed(raw: bytes) -> str:
    """What the field shows: a field knows line feeds only. Raises UnicodeDecodeError."""
    return plain(raw.decode("utf-8-sig"))


def plain(text: str) -> str:
    """What a browser sends, with line feeds."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def raw_of(text: str, began: bytes) -> bytes:
    """The file's bytes for a text that began as `began`: its line ends and its mark stay.

    What nobody changed comes back byte for byte.
    """
    text = plain(text)
    try:
        if text == typed(began):
            return began
    except UnicodeDecodeError:
        pass
    if text and not text.endswith("\n"):
        text += "\n"
    if b"\r\n" in began:
        text = text.replace("\n", "\r\n")
    return (_BOM if began.startswith(_BOM) else b"") + text.encode("utf-8", "replace")
