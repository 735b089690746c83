"""Sheets read back, from a workbook or from CSV files: raw cells with their places."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.studio.sheets.cells import Formula, Repeated, unescaped, unguarded
from bot.studio.sheets.columns import SHEETS, STATE

Rows = list[tuple[int, list[Any]]]


@dataclass(frozen=True)
class Book:
    """The rows of each sheet, with their numbers; `typed` if cells may hold numbers and dates."""

    sheets: dict[str, Rows]
    typed: bool


class Unreadable(Exception):
    """The file is no workbook, or no folder of ours; the message is for trainers."""


def read(path: Path) -> Book:
    """Reads a workbook, or a folder of CSV files. Raises Unreadable."""
    if path.is_dir():
        return Book({name: _csv(path / f"{name}.csv") for name in (*SHEETS, STATE)}, False)
    if not path.exists():
        raise Unreadable(
            f"没有 {path} 这个文件 → 检查文件名；要先导出：python -m bot export {path}"
        )
    try:
        return Book(_workbook(path), True)
    except (OSError, KeyError, ValueError, TypeError, zipfile.BadZipFile, SyntaxError) as error:
        fix = "在 Excel 里另存为 .xlsx 再试（.xls、.et 都不行）"
        raise Unreadable(f"{path} 打不开，不是 .xlsx 文件，或已经损坏 → {fix}") from error


def write_csv(folder: Path, tables: dict[str, list[list[str]]], guard: Any) -> None:
    """Writes one CSV file a sheet, for Excel in UTF-8. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in tables.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerows([guard(value) for value in row] for row in table)


def _workbook(path: Path) -> dict[str, Rows]:
    from openpyxl import load_workbook  # type: ignore[import-untyped]

    with path.open("rb") as file:  # whatever the file is called
        book = load_workbook(io.BytesIO(file.read()))
    return {sheet.title.strip(): list(_rows(sheet)) for sheet in book.worksheets}


def _rows(sheet: Any) -> Iterator[tuple[int, list[Any]]]:
    """Rows with anything in them; a merged cell says everywhere what it says at its corner."""
    merged: dict[tuple[int, int], Repeated] = {}
    for area in sheet.merged_cells.ranges:
        corner = sheet.cell(area.min_row, area.min_col).value
        if isinstance(corner, str):
            merged |= dict.fromkeys(area.cells, Repeated(corner))
    for number, cells in enumerate(sheet.iter_rows(), 1):
        values = [_value(cell) for cell in cells]
        if not all(value in (None, "") for value in values):
            yield (
                number,
                [
                    merged.get((number, column)) if value is None else value
                    for column, value in enumerate(values, 1)
                ],
            )


def _value(cell: Any) -> Any:
    value = getattr(cell.value, "text", cell.value)  # an array formula has a text
    if not isinstance(value, str):
        return value
    return Formula(value) if cell.data_type == "f" else unescaped(value)


def _csv(path: Path) -> Rows:
    if not path.exists():
        raise Unreadable(
            f"文件夹里没有 {path.name} → 用 python -m bot export {path.parent} --csv 导出"
        )
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        fix = "另存为“CSV UTF-8（逗号分隔）”，不要存成普通的 CSV，那样会丢字"
        raise Unreadable(f"{path} 不是 UTF-8 编码 → {fix}") from error
    csv.field_size_limit(10**9)
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    found = [(number, [unguarded(value) for value in row]) for number, row in enumerate(rows, 1)]
    return [(number, row) for number, row in found if any(row)]
