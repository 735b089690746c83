"""Where everything stands in a YAML text, and the text with some of it exchanged."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import yaml

from bot.studio.sheets.nodes import EditError, Loc, child, flow_nodes, value_of
from bot.studio.sheets.order import Kept
from bot.studio.sheets.scalars import scalar

Splice = tuple[int, int, str]

_INDICATOR = re.compile(r"[|>][-+\d]*")


class Document:
    """A YAML text and its nodes. Raises EditError if it cannot be read."""

    def __init__(self, text: str) -> None:
        self.bom = "\ufeff" if text.startswith("\ufeff") else ""
        self.eol = "\r\n" if "\r\n" in text else "\n"
        body = text[len(self.bom) :]
        self.body = body if body.endswith(("\n", "\r")) else body + self.eol
        try:
            self.root = yaml.compose(self.body, Loader=yaml.CSafeLoader)
        except (yaml.YAMLError, UnicodeError) as error:
            raise EditError("文件里有 YAML 读不懂的地方，先运行 make check 改好") from error

    def find(self, loc: Loc) -> Any:
        """The node at `loc`, if there is one."""
        node = self.root
        for step in loc:
            node = child(node, step)
        return node

    def data(self, loc: Loc) -> Any:
        """What stands at `loc`: texts, booleans, lists and dicts; None if nothing does."""
        return value_of(self.find(loc))

    def spliced(self, splices: list[Splice]) -> str:
        """The whole text with pieces exchanged."""
        return self.bom + self.piece(0, len(self.body), splices)

    def piece(self, start: int, end: int, splices: list[Splice]) -> str:
        """A part of the text with pieces of it exchanged."""
        text, at = "", start
        for first, last, new in sorted(splices):
            text, at = text + self.body[at:first] + new, last
        return text + self.body[at:end]

    def replaced_scalar(self, node: Any, value: str | bool, bare: bool = False) -> Splice:
        """The exchange of one scalar, in the same quotes if that is possible."""
        start, end = node.start_mark.index, self.end(node)
        flow = "\n" not in self.body[start:end] and id(node) in {
            id(one) for one in flow_nodes(self.root)
        }
        quote = node.style if node.style in ("'", '"') else ""
        new = scalar(value, quote, flow, bare)
        if node.style in ("|", ">"):  # the remark behind the indicator stays
            header = self.body[start : self.line_end(start)].rstrip("\r\n")
            new += _INDICATOR.sub("", header, count=1)
        if self.body[start - 1 : start] in (":", "-"):  # the value was empty
            new = " " + new
        return start, end, new

    def replaced_block(self, node: Any, lines: list[str]) -> list[Splice]:
        """The exchange of a text by a literal block of these lines."""
        start, end = node.start_mark.index, self.end(node)
        first = self.line_end(start)
        margin = self._margin(node, first, end)
        block = self.eol.join(margin + line if line else "" for line in lines)
        if node.style not in ("|", ">"):
            return [(start, end, "|-"), (first, first, block + self.eol)]
        if end <= first:  # nothing stood in it
            return [(start, start + 1, "|"), (first, first, block + self.eol)]
        if self.body[end - 1] == "\n":  # `|+`: the empty lines behind it are part of the text
            block += self.eol * (len(node.value) - len(node.value.rstrip("\n")))
        return [(start, start + 1, "|"), (first, end, block)]

    def _margin(self, node: Any, first: int, end: int) -> str:
        """The indentation of a block: its own, or two more than that of its line."""
        if node.style in ("|", ">"):
            for line in self.body[first:end].splitlines():
                if line.strip():
                    return line[: len(line) - len(line.lstrip(" "))]
        line = self.body[self.line_start(node.start_mark.index) :]
        return " " * (2 + len(line) - len(line.lstrip(" -")))

    def with_key(self, loc: Loc, lines: list[str], order: Sequence[str]) -> str:
        """The text with a new key's lines behind the keys that come before it in `order`."""
        parent = self.find(loc[:-1])
        if not isinstance(parent, yaml.MappingNode) or parent.flow_style or not parent.value:
            raise EditError(f"没有地方写 {loc[-1]}；请直接改文件")
        key = str(loc[-1])
        earlier = order[: order.index(key)] if key in order else [k.value for k, _ in parent.value]
        before = [value for name, value in parent.value if name.value in earlier]
        last = before[-1] if before else parent.value[0][1]
        at = self.line_end(self.end(last))
        margin = " " * parent.start_mark.column
        return self.spliced([(at, at, "".join(margin + line + self.eol for line in lines))])

    def without_key(self, loc: Loc) -> str:
        """The text without a key and its value."""
        key, value = self._pair(loc)
        start = self.line_start(key.start_mark.index)
        if self.body[start : key.start_mark.index].strip():
            raise EditError(f"{loc[-1]} 前面还有别的内容，请直接改文件")
        return self.spliced([(start, self.line_end(self.end(value)), "")])

    def relisted(self, loc: Loc, plan: list[Kept]) -> str:
        """The text with the items of the list at `loc` as `plan` says."""
        from bot.studio.sheets.items import block_list, emptied, filled, flow_list

        node = self.find(loc)
        if isinstance(node, yaml.SequenceNode) and node.value:
            if node.flow_style:
                return flow_list(self, node, plan)
            return block_list(self, node, plan) if plan else emptied(self, loc, node)
        return filled(self, loc, [entry.value for entry in plan])

    def end(self, node: Any) -> int:
        """Where a value ends, without the remarks and empty lines behind it."""
        if isinstance(node, yaml.MappingNode | yaml.SequenceNode) and not node.flow_style:
            last = node.value[-1]
            return self.end(last[1] if isinstance(last, tuple) else last)
        end = int(node.end_mark.index)
        if isinstance(node, yaml.ScalarNode) and node.style in ("|", ">"):
            head = self.body[node.start_mark.index : self.line_end(node.start_mark.index)]
            if "+" not in head.split("#")[0]:
                return len(self.body[:end].rstrip("\r\n "))
        return end

    def line_start(self, index: int) -> int:
        return max(self.body.rfind("\n", 0, index), self.body.rfind("\r", 0, index)) + 1

    def line_end(self, index: int) -> int:
        """Behind the line break that follows `index`."""
        if index and self.body[index - 1] == "\n":
            return index
        at = self.body.find("\n", index)
        return at + 1 if at >= 0 else len(self.body)

    def _pair(self, loc: Loc) -> tuple[Any, Any]:
        for key, value in self.find(loc[:-1]).value:
            if key.value == loc[-1]:
                return key, value
        raise EditError(f"没有 {loc[-1]}")

    def after_colon(self, loc: Loc) -> int:
        """Behind the colon of a key."""
        return self.body.index(":", self._pair(loc)[0].end_mark.index) + 1
