"""What a trainer does about a question in the inbox, and how it is undone.

Nothing is printed here. Whoever calls keeps what is returned: it is all that undoing needs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.content.checks import check, errors
from bot.content.load import FAQ
from bot.studio import new
from bot.studio.pending import hash_of
from bot.studio.sheets import disk
from bot.studio.sheets.layout import Document
from bot.studio.yaml_edit import EditError, add_item, remove_item, remove_key


class Refused(Exception):
    """It was not done, and no file is changed; `lines` says why, for trainers."""

    def __init__(self, lines: Sequence[str]) -> None:
        super().__init__("\n".join(lines))
        self.lines = list(lines)


@dataclass(frozen=True)
class Written:
    """A file that was changed: relative to the project, with what names its bytes before and
    after (bot.studio.pending.hash_of)."""

    file: str
    before: str | None
    after: str | None


def add_question(root: Path, topic_id: str, text: str, urgent: bool = False) -> Written:
    """Puts a question into a topic's file; only the added line changes. Raises Refused."""
    path = _file_of(root, topic_id)
    if path is None:
        raise Refused([f"没有 {topic_id} 这个主题 → 写 data/faq 里的文件名。"])
    before = path.read_bytes()
    known = set(errors(check(root)[1]))
    try:
        changed = add_item(before.decode("utf-8"), (key_of(urgent),), text).encode("utf-8")
    except EditError as error:
        raise Refused([f"加不进去：{error}"]) from error
    _put(path, before, changed)
    wrong = [one for one in errors(check(root)[1]) if one not in known]
    if wrong:
        disk.put(path, before)
        raise Refused(["没有加，文件照旧：", *map(str, wrong)])
    return Written(_relative(root, path), hash_of(before), hash_of(changed))


def take_out(root: Path, file: str, text: str, urgent: bool = False) -> Written:
    """Undoes `add_question`, whatever else was edited since. Raises Refused if it is not there."""
    path = root / file
    before = path.read_bytes() if path.exists() else b""
    document = Document(before.decode("utf-8"))
    asked = document.data((key_of(urgent),)) or []
    if text not in asked:
        raise Refused([f"{file} 里已经没有“{text}”这一句，没有可以撤的。"])
    at: tuple[str | int, ...] = (key_of(urgent), len(asked) - 1 - asked[::-1].index(text))
    remove, at = (remove_key, at[:1]) if len(asked) == 1 else (remove_item, at)
    try:
        changed = remove(before.decode("utf-8"), at).encode("utf-8")
    except EditError as error:
        raise Refused([f"撤不了：{error}"]) from error
    _put(path, before, changed)
    return Written(file, hash_of(before), hash_of(changed))


def start_topic(root: Path, topic: str, group: str, title: str, asked: list[str]) -> list[Written]:
    """Makes the two files of a new topic, with these questions in it. Raises Refused.

    It is a draft: until it is filled in, `check` reports it and nothing can be published.
    """
    try:
        made = new.skeletons(root, topic, group, title, asked)
        new.write_all(made)
    except new.Refused as refused:
        raise Refused([str(refused)]) from refused
    except OSError as error:
        raise Refused([f"写不进去（{error.strerror}），什么也没有改。"]) from error
    return [Written(_relative(root, p), None, hash_of(text.encode())) for p, text in made.items()]


def drop_topic(root: Path, made: Sequence[Written]) -> list[Written]:
    """Undoes `start_topic`. Raises Refused if somebody has written in it since."""
    for one in made:
        path = root / one.file
        if path.exists() and hash_of(path.read_bytes()) != one.after:
            raise Refused([f"{one.file} 已经有人改过，不能撤 → 不要这个主题，就在主题页里删。"])
    for one in made:
        disk.put(root / one.file, None)
    return [Written(one.file, one.after, None) for one in made]


def key_of(urgent: bool) -> str:
    """In which list of a topic's file a question stands."""
    return "urgent_questions" if urgent else "questions"


def _file_of(root: Path, topic_id: str) -> Path | None:
    """A topic's file; the name is compared, never made into a path."""
    found = (path for path in sorted((root / FAQ).glob("*/*.yml")) if path.stem == topic_id)
    return next(found, None)


def _put(path: Path, before: bytes, changed: bytes) -> None:
    """Raises Refused if somebody saved meanwhile: nothing of theirs is overwritten."""
    if path.read_bytes() != before:
        raise Refused(["别人刚改了这个文件，没有动它 → 再来一次。"])
    disk.put(path, changed)


def _relative(root: Path, path: Path) -> str:
    return path.relative_to(root).as_posix()
