"""What has to be changed in the files so that they say what the sheets say."""

from __future__ import annotations

import re

from bot.studio.sheets.cells import clean
from bot.studio.sheets.columns import FIELDS, LIST_TITLES, LISTS, Column
from bot.studio.sheets.edits import Edit, Plan
from bot.studio.sheets.filled import group
from bot.studio.sheets.found import Cell, Filled, Question
from bot.studio.sheets.merge import merged
from bot.studio.sheets.snapshot import Entry, Topic, digest, entry_digest
from bot.studio.sheets.state import State
from bot.studio.sheets.values import Values, short

_ID = re.compile(r"[a-z][a-z0-9_]*")


class Planner:
    """Compares the sheets with what was exported (`state`) and with what the files say (`now`)."""

    def __init__(self, sheets: Filled, state: State, now: dict[str, Topic], typed: bool) -> None:
        self.sheets, self.state, self.now = sheets, state, now
        self.values = Values(sheets, typed)
        self.plan = Plan(findings=sheets.findings)

    def run(self, delete: bool) -> Plan:
        """The plan; `delete` allows that topics without a row are removed."""
        for name, row in self.sheets.rows.items():
            old = self.now.get(name)
            if old is None:
                self._new(name, row)
            elif name not in self.state.topics:
                self._wrong(row["id"].where, f"导出以后已经有人加了 {name}", "重新导出再改")
            else:
                self._known(old, row)
        for name in self.state.topics - self.sheets.rows.keys():
            if name in self.now:
                self._gone(self.now[name], delete)
        known = self.sheets.rows.keys() | self.state.topics
        for name, cell in self.sheets.named.items():
            if name not in known:
                fix = "检查编号；新主题先在“主题”表里加一行"
                self._wrong(cell.where, f"没有叫 {name} 的主题", fix)
        return self.plan

    def _wrong(self, where: str, message: str, fix: str) -> None:
        self.sheets.find(where, message, fix)

    def _new(self, name: str, row: dict[str, Cell]) -> None:
        if name in self.state.topics:
            self._wrong(row["id"].where, f"导出以后有人删掉了 {name}", "删掉这一行，或重新导出")
            return
        if not _ID.fullmatch(name):
            self._wrong(
                row["id"].where, f"编号“{name}”不行", "用小写英文、数字和下划线，如 scam_new"
            )
        folder = group(row["group"])
        if folder not in {topic.group for topic in self.now.values()}:
            told = f"没有叫“{row['group'].text}”的分组"
            self._wrong(row["group"].where, told, "从单子里选一个，如 骗术")
        edit = Edit(name, folder, None, cells={("id", ""): row["id"].where})
        for column in FIELDS:
            value = self.values.value(column, row[column.field], ())
            if value not in (None, "", []):
                edit.fields[column.field] = value
            edit.cells[column.field, ""] = row[column.field].where
        for kind in LISTS:
            entries = self._entries(edit, kind, [])
            if entries:
                edit.lists[kind] = entries
        self.plan.edits.append(edit)

    def _known(self, old: Topic, row: dict[str, Cell]) -> None:
        edit = Edit(old.id, old.group, old, cells={("id", ""): row["id"].where})
        if group(row["group"]) != old.group:
            self._wrong(row["group"].where, "已有主题的分组不能在表格里改", f"改回 {old.group}")
        for column in FIELDS:
            edit.cells[column.field, ""] = row[column.field].where
            self._field(edit, old, column, row[column.field])
        for kind in LISTS:
            self._list(edit, old, kind)
        if edit.changes:
            self.plan.edits.append(edit)
            self._note_merge(edit, old)

    def _field(self, edit: Edit, old: Topic, column: Column, cell: Cell) -> None:
        """One cell of a topic that is known."""
        current, base = old.cell(column), self.state.cells[old.id, column.field]
        text = self.values.shown(column, cell, current)
        if text is None or digest(text) == base or text == current:
            return
        if digest(current) != base:
            said = f"导出以后有人改过 {old.path} 的同一处，现在是“{short(current)}”"
            self._wrong(cell.where, said, "重新导出，再改这一格")
            return
        value = self.values.value(column, cell, (old.data.get(column.field),))
        if value is not None:
            edit.fields[column.field] = value

    def _list(self, edit: Edit, old: Topic, kind: str) -> None:
        """One of the three lists of questions of a topic that is known."""
        current, base = old.entries(kind), self.state.lists.get((old.id, kind), [])
        theirs = [(entry_digest(entry), entry) for entry in current]
        entries = self._entries(edit, kind, current)
        mine = [(entry_digest(entry), entry) for entry in entries]
        marks, now = [mark for mark, _ in mine], [mark for mark, _ in theirs]
        if marks in (base, now):
            return
        known = dict(theirs)
        whole = merged(base, [(mark, known.get(mark, entry)) for mark, entry in mine], theirs)
        if whole is None:
            changed = [entry[0] for mark, entry in mine if mark not in base]
            place = edit.cells[(kind, changed[0]) if changed else ("id", "")]
            said = f"导出以后有人改过 {edit.id} 的{LIST_TITLES[kind]}，和您改的是同一处"
            self._wrong(place, said, "重新导出，再改一遍")
        else:
            edit.lists[kind] = whole

    def _entries(self, edit: Edit, kind: str, current: list[Entry]) -> list[Entry]:
        """The questions of one list as the sheet has them."""
        texts = {text for text, _ in current}
        questions: list[Question] = self.sheets.lists.get((edit.id, kind), [])
        there = {question.cell.text for question in questions}
        missing = [text for text, _ in current if clean(text) not in there]
        found = []
        for question in questions:
            text = self.values.original(question.cell, missing)
            if text in missing:
                missing.remove(text)
            if text not in texts and not self.values.usable(question.cell):
                continue
            edit.cells[kind, text] = question.cell.where
            found.append((text, question.mark))
        return found

    def _note_merge(self, edit: Edit, old: Topic) -> None:
        changed = [p for p, raw in old.raws if self.state.files.get(p) != digest(raw)]
        for path in changed:
            self.plan.notes.append(f"{path}：导出以后有人改过，改的不是同一处，两边的改动都保留。")

    def _gone(self, old: Topic, delete: bool) -> None:
        """A topic whose row is missing."""
        if not delete:
            told = f"“主题”表里没有 {old.id}（{old.data['title']}）"
            self.plan.notes.append(f"{told}：文件保留不动。真要删除，加 --delete。")
        elif any(self.state.files.get(p) != digest(raw) for p, raw in old.raws):
            self._wrong("主题", f"导出以后有人改过 {old.path}，不能删", "重新导出，再删")
        else:
            self.plan.edits.append(Edit(old.id, old.group, old, deleted=True))
