"""An Excel workbook with these sheets: how it looks and what may be chosen in its cells."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.content.model import GROUPS
from bot.studio.sheets.cells import dangerous, escaped
from bot.studio.sheets.columns import (
    ACTIONS,
    HELP,
    NO,
    NORMAL,
    SHEETS,
    STATE,
    TOPICS,
    URGENT,
    YES,
    Column,
)
from bot.studio.sheets.tables import Table

if TYPE_CHECKING:
    from openpyxl import Workbook  # type: ignore[import-untyped]

_TEXT = "@"  # nothing becomes a number, a date or a formula
_IDS = f"={TOPICS}!$A$2:$A$2000"


def write(path: Path, tables: dict[str, Table]) -> None:
    """Writes the workbook. Raises OSError if that fails."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    book.properties.creator = "孝感反诈问答"
    for name, table in tables.items():
        if name in SHEETS:
            _data_sheet(book, name, table)
        else:
            _plain_sheet(book, name, table)
    book.save(path)


def _data_sheet(book: Workbook, name: str, table: Table) -> None:
    from openpyxl.utils import get_column_letter  # type: ignore[import-untyped]

    sheet = book.create_sheet(name)
    sheet.freeze_panes = "C2" if name == TOPICS else "A2"
    for number, column in enumerate(SHEETS[name], 1):
        letter = get_column_letter(number)
        sheet.column_dimensions[letter].width = column.width
        sheet.column_dimensions[letter].number_format = _TEXT  # rows that will be added
        _choices(sheet, column, letter, name)
    last = get_column_letter(len(SHEETS[name]))
    sheet.auto_filter.ref = f"A1:{last}{len(table)}"
    sheet.append(list(_headings(sheet, table[0])))
    row = _cells(sheet, len(SHEETS[name]))
    for values in table[1:]:
        sheet.append(list(row(values)))


def _headings(sheet: Any, titles: list[str]) -> Iterator[Any]:
    from openpyxl.cell import WriteOnlyCell  # type: ignore[import-untyped]
    from openpyxl.styles import Alignment, Font, PatternFill  # type: ignore[import-untyped]

    for title in titles:
        cell = WriteOnlyCell(sheet, title)
        cell.font = Font(bold=True, color="FFFFFF")
        cell.fill = PatternFill("solid", fgColor="1F4E79")
        cell.alignment = Alignment(vertical="center", horizontal="center")
        cell.number_format = _TEXT
        yield cell


def _cells(sheet: Any, count: int) -> Any:
    """A function from texts to cells; the cells are used again and again, which is fast."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment

    def cell(quoted: bool) -> Any:
        made = WriteOnlyCell(sheet, "")
        made.number_format = _TEXT
        made.alignment = Alignment(wrap_text=True, vertical="top")
        made.quotePrefix = quoted  # stays a text even if somebody edits it
        return made

    both = {quoted: [cell(quoted) for _ in range(count)] for quoted in (False, True)}

    def row(values: list[str]) -> Iterator[Any]:
        for number, value in enumerate(values):
            used = both[dangerous(value)][number]
            used.value = escaped(value) or None
            if value:
                used.data_type = "s"  # "=1+1" is a text
            yield used

    return row


def _choices(sheet: Any, column: Column, letter: str, name: str) -> None:
    """What may be chosen from a list in this column."""
    from openpyxl.worksheet.datavalidation import DataValidation  # type: ignore[import-untyped]

    said = _said(column, name)
    if not said:
        return
    formula, told = said
    rule = DataValidation(type="list", formula1=formula, allow_blank=True, showErrorMessage=True)
    rule.errorTitle, rule.error = "不能这样填", told
    rule.add(f"{letter}2:{letter}1048576")
    sheet.data_validations.append(rule)


def _said(column: Column, name: str) -> tuple[str, str] | None:
    """The formula of a list to choose from, and what is said if something else is written."""
    if column.kind == "id":
        return None if name == TOPICS else (_IDS, "请从单子里选主题的编号；新主题先加到“主题”表")
    choices = {
        "flag": (NORMAL, URGENT) if column.field == "kind" else (YES, NO),
        "group": GROUPS.values(),
        "action": ACTIONS.values(),
    }.get(column.kind)
    if choices is None:
        return None
    return f'"{",".join(choices)}"', f"请填：{'、'.join(choices)}"


def _plain_sheet(book: Workbook, name: str, table: Table) -> None:
    """The explanations, or the hidden sheet."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font

    sheet = book.create_sheet(name)
    if name == STATE:
        sheet.sheet_state = "veryHidden"
    sheet.column_dimensions["A"].width = 110 if name == HELP else 12
    for number, row in enumerate(table):
        cells = [WriteOnlyCell(sheet, value) for value in row]
        for cell in cells if name == HELP else []:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.font = Font(bold=number == 0 or row[0] in ("可以改", "怎么增减", "不能改", "放心"))
        sheet.append(cells)
