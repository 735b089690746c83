"""The features of texts, counted: what was counted before an edit need not be counted again.

Cutting and counting a text does not depend on the others. So the counts of each group of texts (a
topic's questions) are kept in a file named by all that decides them; an edit changes one group.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from functools import lru_cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from scipy import sparse

from bot.content import text
from bot.content.text import normalise
from bot.understanding import counting, features, linear, words
from bot.understanding.counting import Counted, counted, joined
from bot.understanding.parallel import each

_PROGRAMS = (text, words, features, counting, linear)
_LIBRARIES = ("jieba", "OpenCC", "pypinyin")
_MOST = 1000  # texts in a file, so that all processors have something to do


def counted_texts(
    lexicon: Sequence[str], groups: Sequence[Sequence[str]], kept: Path | None
) -> Counted:
    """The features of all texts, one group after the other; `lexicon` are its words.

    `kept` is the folder of what was counted before; afterwards it holds these groups and no others.
    """
    parts = list(_parts(groups))
    names = [_name(lexicon, part) for part in parts]
    tokenizer = words.overlay(lexicon)

    def count(part: Sequence[str]) -> Counted:
        plain = map(normalise, part)
        return counted(features.features(one, words.cut(tokenizer, one)) for one in plain)

    found = [_read(kept / name) if kept else None for name in names]
    missing = [place for place, one in enumerate(found) if one is None]
    for place, made in zip(missing, each(count, [parts[i] for i in missing]), strict=True):
        found[place] = made
        if kept:
            _write(kept / names[place], made)
    if kept:
        _forget(kept, names)
    return joined([one for one in found if one is not None])


def _parts(groups: Sequence[Sequence[str]]) -> Iterator[Sequence[str]]:
    for group in groups:
        for start in range(0, len(group), _MOST):
            yield group[start : start + _MOST]


def _name(lexicon: Sequence[str], texts: Sequence[str]) -> str:
    digest = sha256(_programs())
    for several in (lexicon, texts):
        digest.update("\n".join([*several, ""]).encode("utf-8", "replace") + b"\0")
    return f"{digest.hexdigest()[:32]}.npz"


@lru_cache(maxsize=1)
def _programs() -> bytes:
    """Changes with every program and library that decides how a text is counted."""
    sources = [Path(module.__file__ or "").read_bytes() for module in _PROGRAMS]
    return sha256(b"\0".join([*sources, *(version(name).encode() for name in _LIBRARIES)])).digest()


def _read(file: Path) -> Counted | None:
    """What is kept in a file; nothing if there is none or it is damaged."""
    try:
        with np.load(file, allow_pickle=False) as kept:
            shape = (len(kept["starts"]) - 1, len(kept["keys"]))
            parts = kept["times"].astype(float), kept["columns"], kept["starts"]
            return Counted(kept["keys"], kept["blocks"], sparse.csr_matrix(parts, shape=shape))
    except (OSError, ValueError, KeyError, EOFError, BadZipFile):
        return None


def _write(file: Path, made: Counted) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    partial = file.with_suffix(f".{os.getpid()}.part")
    with partial.open("wb") as out:
        np.savez(
            out,
            keys=made.keys,
            blocks=made.blocks,
            times=made.counts.data.astype(np.uint16),  # a message is not that long
            columns=made.counts.indices,
            starts=made.counts.indptr,
        )
    os.replace(partial, file)


def _forget(folder: Path, names: Sequence[str]) -> None:
    wanted = set(names)
    for file in folder.glob("*.npz"):
        if file.name not in wanted:
            file.unlink(missing_ok=True)  # another process may have been here first
