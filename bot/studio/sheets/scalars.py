"""How a text is written in YAML: bare where that is safe, otherwise in quotes."""

from __future__ import annotations

import json
import re

import yaml

# What other YAML readers take for a truth value or for nothing.
_WORDS = frozenset(
    ["true", "false", "yes", "no", "on", "off", "y", "n", "null", "none", "nan", "~", "=", "<<"]
)
_NUMBER = re.compile(r"[-+.~\d][-+.,:_\da-fA-FeExXoTZ ]*")
# `title：…` and `title:…` at the start of a line are told as slips when the file is read.
_SLIP = re.compile(r"[a-z_]+\s*[:：]|- +\{|[a-z_]+: +\{")
_ONE_LINE = re.compile(
    r"[\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]*"
)
_ESCAPED = re.compile(r"[\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
# No text to a reader, and 100,000 of them would be too deep for it.
_NESTED, _BRACKETS = re.compile(r"[\[{]|[-?:] "), re.compile(r"[\[\]{},]")
_STR = "tag:yaml.org,2002:str"
_NEVER_BARE = ("tag:yaml.org,2002:bool", "tag:yaml.org,2002:null")


def scalar(value: str | bool, quote: str = "", flow: bool = False, bare: bool = False) -> str:
    """`value` as YAML on one line.

    `quote` is the quote to be used if it can be ("" for none); `flow` says that it stands between
    brackets; `bare` that numbers and dates need no quotes, as in `hotlines: [96110]`.
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if quote == '"' or not _ONE_LINE.fullmatch(value):
        return _double(value)
    if quote == "'" or not _plain(value, flow, bare):
        return "'" + value.replace("'", "''") + "'"
    return value


def block(value: str) -> list[str] | None:
    """The lines of a literal block that reads as `value`; None if it has to be quoted."""
    lines = value.split("\n")
    if not lines[0] or lines[0][0] == " " or not lines[-1]:
        return None
    fit = all(
        _ONE_LINE.fullmatch(line) and not _SLIP.match(line.strip()) and (line.strip() or not line)
        for line in lines
    )
    return lines if fit else None


def bare_number(node: yaml.Node) -> bool:
    """Whether a number or date stands there without quotes."""
    return isinstance(node, yaml.ScalarNode) and not node.style and node.tag != _STR


def _plain(value: str, flow: bool, bare: bool) -> bool:
    """Whether every reader takes the bare text for this very text."""
    if value != value.strip() or value.lower() in _WORDS or _SLIP.match(value):
        return False
    if _NESTED.match(value) or (flow and _BRACKETS.search(value)):
        return False
    before, after = ("[", "]") if flow else ("- ", "")
    try:
        node = yaml.compose(f"{before}{value}{after}\n", Loader=yaml.CSafeLoader)
    except yaml.YAMLError:
        return False
    items = node.value if isinstance(node, yaml.SequenceNode) else []
    if len(items) != 1 or not isinstance(items[0], yaml.ScalarNode):
        return False
    same = items[0].value == value and not items[0].style
    if bare:
        return same and items[0].tag not in _NEVER_BARE
    return same and items[0].tag == _STR and not _NUMBER.fullmatch(value)


def _double(value: str) -> str:
    quoted = json.dumps(value, ensure_ascii=False)
    return _ESCAPED.sub(lambda found: f"\\u{ord(found.group()):04x}", quoted)
