"""What a trainer does about a question in the inbox, and how it is undone.

Nothing is printed here. Whoever calls keeps what is returned: it is all that undoing needs.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bot.content.checks import errors
from bot.content.load import FAQ
from bot.studio import saving
from bot.studio.desk import Look
from bot.studio.pending import hash_of
from bot.studio.refused import Refused
from bot.studio.sheets.layout import Document
from bot.studio.yaml_edit import EditError, add_item, remove_item, remove_key

_BUSY = "别人正在保存或导入，没有动文件 → 过一会儿再来一次。"


@dataclass(frozen=True)
class Written:
    """A file that is changed: relative to the project, with what names its bytes before and after
    (bot.studio.pending.hash_of)."""

    file: str
    before: str | None
    after: str | None


First = Callable[[Written], None]  # is told before anything is written: to note who


def _nothing(_: Written) -> None:
    pass


def add_question(
    root: Path,
    look: Look,
    topic_id: str,
    text: str,
    urgent: bool = False,
    first: First = _nothing,
) -> Written:
    """Puts a question into a topic's file; only the added line changes. Raises Refused.

    `look` is the content as it is, for the check.
    """
    path = _file_of(root, topic_id)
    if path is None:
        raise Refused(f"没有 {topic_id} 这个主题 → 写 data/faq 里的文件名。")
    before, file = path.read_bytes(), path.relative_to(root).as_posix()
    try:
        changed = add_item(before.decode("utf-8"), (key_of(urgent),), text).encode("utf-8")
    except EditError as error:
        raise Refused(f"加不进去：{error}") from error
    wrong = errors(look.with_topic(file, changed).added(look))
    if wrong:
        raise Refused("没有加，文件照旧：", *map(str, wrong))
    return _saved(root, file, before, changed, first)


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
        saving.save(root, file, saving.mark(before), changed, lambda: first(written))
    except saving.Changed as overtaken:
        raise Refused("别人刚改了这个文件，没有动它 → 再来一次。") from overtaken
    except saving.Busy as busy:
        raise Refused(_BUSY) from busy
    except OSError as error:
        raise Refused(f"写不进去（{error.strerror}），文件照旧。") from error
    return written
