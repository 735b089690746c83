"""Everything personal that residents may write, and what of it may be found afterwards: nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa
import yaml

from bot.content.load import ROOT

_TEXTS: dict[str, Any] = yaml.safe_load((ROOT / "tests/content/masking.yml").read_text("utf-8"))
_MARKED = re.compile("⟦(.*?)⟧", re.DOTALL)
MARKED = [text for texts in _TEXTS["personal"].values() for text in texts]
TEXTS = [text.replace("⟦", "").replace("⟧", "") for text in MARKED]
# Two letters may be anybody's: 李某 stands in the content as well.
SECRETS = sorted({s for text in MARKED for s in _MARKED.findall(text) if len(s) > 3})
# Clocks, probabilities and ids that nobody wrote have long numbers in them.
_NOBODYS = re.compile(r"\d+\.\d{3,}(e-\d+)?|\b[0-9a-f]{32,64}\b")
_DIGITS = sorted({d for s in SECRETS if len(d := re.sub(r"\D", "", s)) >= 7})
ABOUT_RESIDENTS = ("events", "replies", "asked", "feedback", "conversations")


def everything(url: str) -> dict[str, str]:
    """What stands in the tables, as text; the content that is published is not residents'."""
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        names = set(sa.inspect(connection).get_table_names()) - {"blobs", "versions"}
        assert names >= set(ABOUT_RESIDENTS)
        rows = {n: connection.execute(sa.text(f'SELECT * FROM "{n}"')).fetchall() for n in names}
    engine.dispose()
    return {name: _readable(map(_written, found)) for name, found in rows.items()}


def _written(row: Any) -> str:
    """Without the number of the row."""
    return str(tuple(value for name, value in row._mapping.items() if name != "id"))


def _readable(rows: Iterable[str]) -> str:
    """JSON writes Chinese as \\uXXXX, and str() doubles the backslash."""
    text = "\n".join(rows)
    return re.sub(r"\\+u([0-9a-f]{4})", lambda found: chr(int(found.group(1), 16)), text)


def found_in(places: Mapping[str, str], *, shortest: int = 4) -> list[tuple[str, str]]:
    """(place, secret) of everything personal that is there, as written or its digits alone.

    Secrets of fewer than `shortest` characters are left out: in a database's bytes the clocks are
    cut where its pages end, and four digits of one are sooner or later somebody's.
    """
    hits = []
    for place, text in places.items():
        text = _NOBODYS.sub("", text)
        hits += [(place, s) for s in SECRETS if len(s) >= shortest and _stands_in(s, text)]
        runs = set(re.findall(r"\d{7,}", text))
        hits += [(place, d) for d in _DIGITS if any(d in run for run in runs)]
    return hits


def _stands_in(secret: str, text: str) -> bool:
    """A few digits are somebody's only where they stand for themselves: 4567, not port 54567."""
    if secret.isdigit() and len(secret) < 7:
        return re.search(rf"(?<!\d){secret}(?!\d)", text) is not None
    return secret in text
