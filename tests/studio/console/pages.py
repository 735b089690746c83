"""Reads the console's pages as a browser does: forms with their fields, and the text."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: dict[str, dict[str, str]] = {}
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self._form: dict[str, str] | None = None
        self._area = self._select = ""
        self._fresh = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.append((tag, given))
        name = given.get("name") or ""
        if tag == "form":
            self._form = self.forms.setdefault(given.get("id") or given.get("action") or "", {})
        elif self._form is None:
            return
        elif tag == "input":
            chosen = given.get("type") not in ("radio", "checkbox") or "checked" in given
            self._form.update({name: given.get("value") or ""} if chosen else {})
        elif tag == "textarea":
            self._area, self._fresh = name, True
            self._form[name] = ""
        elif tag == "select":
            self._select = name
        elif tag == "option" and ("selected" in given or self._select not in self._form):
            self._form[self._select] = given.get("value") or ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = ""
        if tag == "form":
            self._form = None

    def handle_data(self, data: str) -> None:
        if self._area and self._form is not None:
            if self._fresh and data.startswith("\n"):
                data = data[1:]  # a line break right behind the tag is none of the text
            self._fresh = False
            self._form[self._area] += data
        else:
            self.words.append(data)


def reading(page: str) -> _Reader:
    found = _Reader()
    found.feed(page)
    found.close()
    return found


def form(page: str, name: str = "editor") -> dict[str, str]:
    """What the browser would send if nothing was changed."""
    return dict(reading(page).forms[name])


def words(page: str) -> str:
    """What can be read."""
    return " ".join(" ".join(reading(page).words).split())


def tags(page: str) -> list[Any]:
    return reading(page).tags
