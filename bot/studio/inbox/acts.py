"""What a trainer does about a question in the inbox, and how it is undone.

Nothing is printed here. Whoever calls keeps what is returned: it is all that undoing needs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.content.checks import errors
from bot.content.load import FAQ
from bot.studio import new, saving
from bot.studio.desk import Desk
from bot.studio.pending import hash_of
from bot.studio.refused import Refused
from bot.studio.sheets import disk, journal
from bot.studio.sheets.layout import Document
from bot.studio.yaml_edit import EditError, add_item, remove_item, remove_key

_PATIENCE = 5.0  # seconds
_BUSY = "别人正在保存或导入，没有动文件 → 过一会儿再来一次。"


@dataclass(frozen=True)
class Written:
    """A file that is changed: relative to the project, with what names its bytes before and after
    (bot.studio.pending.hash_of)."""

    file: str
    before: str | None
    after: str | None


First = Callable[[Sequence[Written]], None]  # is told before anything is written: to note who


def _nothing(_: Sequence[Written]) -> None:
    pass


def add_question(
    desk: Desk, topic_id: str, text: str, urgent: bool = False, first: First = _nothing
) -> Written:
    """Puts a question into a topic's file; only the added line changes. Raises Refused."""
    path = _file_of(desk.root, topic_id)
    if path is None:
        raise Refused(f"没有 {topic_id} 这个主题 → 写 data/faq 里的文件名。")
    before, look, file = path.read_bytes(), desk.look(), _relative(desk.root, path)
    try:
        changed = add_item(before.decode("utf-8"), (key_of(urgent),), text).encode("utf-8")
    except EditError as error:
        raise Refused(f"加不进去：{error}") from error
    wrong = errors(look.with_topic(file, changed).added(look))
    if wrong:
        raise Refused("没有加，文件照旧：", *map(str, wrong))
    return _saved(desk.root, file, before, changed, first)


def take_out(
    root: Path, file: str, text: str, urgent: bool = False, first: First = _nothing
) -> Written:
    """Undoes `add_question`, whatever else was edited since. Raises Refused if it is not there."""
    before = saving.read(root / file) or b""
    asked = Document(before.decode("utf-8")).data((key_of(urgent),)) or []
    if text not in asked:
        raise Refused(f"{file} 里已经没有“{text}”这一句，没有可以撤的。")
    at: tuple[str | int, ...] = (key_of(urgent), len(asked) - 1 - asked[::-1].index(text))
    remove, at = (remove_key, at[:1]) if len(asked) == 1 else (remove_item, at)
    try:
        changed = remove(before.decode("utf-8"), at).encode("utf-8")
    except EditError as error:
        raise Refused(f"撤不了：{error}") from error
    return _saved(root, file, before, changed, first)


def start_topic(
    root: Path, topic: str, group: str, title: str, asked: list[str], first: First = _nothing
) -> list[Written]:
    """Makes the two files of a new topic, with these questions in it. Raises Refused.

    It is a draft: until it is filled in, `check` reports it and nothing can be published.
    """
    try:
        with journal.alone(root, _PATIENCE):
            files = new.skeletons(root, topic, group, title, asked)
            made = [
                Written(_relative(root, path), None, hash_of(text.encode()))
                for path, text in files.items()
            ]
            first(made)
            new.write_all(files)
    except new.Refused as refused:
        raise Refused(str(refused)) from refused
    except journal.Busy as busy:
        raise Refused(_BUSY) from busy
    except OSError as error:
        raise Refused(f"写不进去（{error.strerror}），什么也没有改。") from error
    return made


def drop_topic(root: Path, made: Sequence[Written], first: First = _nothing) -> list[Written]:
    """Undoes `start_topic`. Raises Refused if somebody has written in it since."""
    try:
        with journal.alone(root, _PATIENCE):
            for one in made:
                if hash_of(saving.read(root / one.file)) not in (one.after, None):
                    raise Refused(f"{one.file} 已经有人改过，撤不了 → 不要这个主题，就把它删掉。")
            gone = [Written(one.file, one.after, None) for one in made]
            first(gone)
            for one in made:
                disk.put(root / one.file, None)
    except journal.Busy as busy:
        raise Refused(_BUSY) from busy
    return gone


def key_of(urgent: bool) -> str:
    """In which list of a topic's file a question stands."""
    return "urgent_questions" if urgent else "questions"


def _file_of(root: Path, topic_id: str) -> Path | None:
    """A topic's file; the name is compared, never made into a path."""
    found = (path for path in sorted((root / FAQ).glob("*/*.yml")) if path.stem == topic_id)
    return next(found, None)


def _saved(root: Path, file: str, before: bytes, changed: bytes, first: First) -> Written:
    """Raises Refused if somebody saved meanwhile: nothing of theirs is overwritten."""
    written = Written(file, hash_of(before), hash_of(changed))
    try:
        saving.save(root, file, saving.mark(before), changed, lambda: first([written]))
    except saving.Changed as overtaken:
        raise Refused("别人刚改了这个文件，没有动它 → 再来一次。") from overtaken
    except saving.Busy as busy:
        raise Refused(_BUSY) from busy
    except OSError as error:
        raise Refused(f"写不进去（{error.strerror}），文件照旧。") from error
    return written


def _relative(root: Path, path: Path) -> str:
    return path.relative_to(root).as_posix()
