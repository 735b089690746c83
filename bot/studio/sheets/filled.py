"""What the sheets say: topics and questions with the cells that they stand in, and slips."""

from __future__ import annotations

from collections.abc import Iterator

from bot.content.model import GROUPS
from bot.studio.sheets.cells import clean
from bot.studio.sheets.columns import (
    HELD_OUT,
    KINDS,
    NO,
    QUESTIONS,
    SHEETS,
    TOPICS,
    YES,
)
from bot.studio.sheets.found import Cell, Filled, Question
from bot.studio.sheets.reading import Book, Rows

_YES = frozenset(["是", "true", "1", "1.0", "y", "yes", "对", "√"])
_NO = frozenset(["否", "false", "0", "0.0", "n", "no", "不是", "×"])


def filled(book: Book) -> Filled:
    """What `book` says."""
    found = Filled()
    for row in _records(book, TOPICS, found):
        _topic(row, found)
    for row in _records(book, QUESTIONS, found):
        _question(row, found)
    for row in _records(book, HELD_OUT, found):
        _held_out(row, found)
    return found


def flag(cell: Cell) -> str | None:
    """是 or 否, however it is written; None for anything else."""
    text = cell.text.lower()
    return YES if text in _YES else NO if text in _NO else None


def group(cell: Cell) -> str:
    """The folder of a group that is named in Chinese."""
    return {title: name for name, title in GROUPS.items()}.get(cell.text, cell.text)


def _topic(row: dict[str, Cell], found: Filled) -> None:
    name = row["id"]
    if name.empty:
        found.find(name.where, "这一行没有编号", "填上主题的编号，或清空这一行")
    elif name.text in found.rows:
        found.find(name.where, f"编号 {name.text} 写了两行", "只留一行")
    else:
        found.rows[name.text] = row


def _question(row: dict[str, Cell], found: Filled) -> None:
    if row["text"].empty or not _has_topic(row, found):
        return
    kind = KINDS.get(row["kind"].text)
    if kind is None:
        found.find(row["kind"].where, f"种类“{row['kind'].text}”看不懂", "填 普通 或 紧急")
        return
    found.lists.setdefault((row["topic"].text, kind), []).append(Question(row["text"]))


def _held_out(row: dict[str, Cell], found: Filled) -> None:
    if row["text"].empty or not _has_topic(row, found):
        return
    mark = flag(row["urgent"])
    if mark is None:
        found.find(row["urgent"].where, f"紧急“{row['urgent'].text}”看不懂", "填 是 或 否")
        return
    questions = found.lists.setdefault((row["topic"].text, "held_out"), [])
    questions.append(Question(row["text"], mark))


def _has_topic(row: dict[str, Cell], found: Filled) -> bool:
    topic = row["topic"]
    if topic.text:
        found.named.setdefault(topic.text, topic)
        return True
    found.find(topic.where, "没有写是哪个主题", "填上主题的编号，或清空这一行")
    return False


def _records(book: Book, sheet: str, found: Filled) -> Iterator[dict[str, Cell]]:
    """The rows of a sheet by field, wherever its columns are."""
    rows: Rows = book.sheets.get(sheet) or []
    if sheet not in book.sheets:
        found.find(sheet, "少了这个工作表", "不要改工作表的名字；删掉了就重新导出")
    start, places = _headings(sheet, rows)
    missing = [column.title for column in SHEETS[sheet] if column.field not in places]
    if missing:
        fix = "恢复这一列和它的标题；不想改的列也要留着"
        if sheet in book.sheets:
            found.find(f"{sheet}!A1", f"少了这一列：{'、'.join(missing)}", fix)
        return
    for number, values in rows[start:]:
        yield {
            name: Cell(values[at] if at < len(values) else None, f"{sheet}!{_letter(at)}{number}")
            for name, at in places.items()
        }


def _headings(sheet: str, rows: Rows) -> tuple[int, dict[str, int]]:
    """Where the rows begin, and the column of each field; the headings may stand further down."""
    best: tuple[int, dict[str, int]] = (0, {})
    for index, (_, values) in enumerate(rows[:10]):
        titles = [clean(str(value)) for value in values]
        fields = ((column.field, column.title) for column in SHEETS[sheet])
        places = {name: titles.index(title) for name, title in fields if title in titles}
        if len(places) > len(best[1]):
            best = (index + 1, places)
    return best


def _letter(index: int) -> str:
    letters = ""
    while index >= 0:
        letters, index = chr(ord("A") + index % 26) + letters, index // 26 - 1
    return letters
