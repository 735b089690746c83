"""One JSON Schema for each kind of file, made from the models and what the fields are called."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from pydantic import BaseModel

from bot.content import model
from bot.content.checks import numbers, topics
from bot.content.checks.registry import ALWAYS
from bot.content.load import LISTS, MESSAGE_KEYS
from bot.studio.schema.texts import LIMITS, REFRESH, ROLES, TEXTS, VALUES, Schema
from bot.studio.schema.words import Words

_PICK = "按 Ctrl+空格 选一个"


def schema(kind: str, known: Words) -> Schema:
    """The schema for one kind of file."""
    title, _, build = FILES[kind]
    body = build()
    text, shared = json.dumps(body), _definitions(known)
    used = {name: one for name, one in shared.items() if f"#/definitions/{name}" in text}
    head = {"$schema": "http://json-schema.org/draft-07/schema#", "title": title}
    return {**head, **body, **({"definitions": used} if used else {})}


def _definitions(known: Words) -> Schema:
    """What several fields share: the names that exist, and the rules for texts."""
    return {
        "topic": _choice(known.topics, f"没有这个主题 → {_PICK}；刚加的，{REFRESH}"),
        "hotline": _choice(known.hotlines, f"不是能给居民看的号码 → {_PICK}；刚登记的，{REFRESH}"),
        "flag": _choice(known.flags, f"没有这条可疑话 → {_PICK}；刚加的，{REFRESH}"),
        "audience": {
            "anyOf": [{"enum": known.audiences}, _text({"minLength": 1, "maxLength": 30})]
        },
        "group": {"anyOf": [{"enum": known.groups}, _text({"minLength": 1, "maxLength": 30})]},
        "source": _rule(
            f"^(?:{topics._SOURCE.pattern})$", "写成 F2.1、S01、R2、反电信网络诈骗法 31 这样"
        ),
        "spoken": {"allOf": spoken(known)},
        "asked": _rule(
            rf"^(?![\s\S]*{numbers._MOBILE_OR_ID.pattern})",
            "含有手机号、身份证号或银行卡号：换成“138xxxx”这样的写法",
        ),
    }


def spoken(known: Words) -> list[Schema]:
    """As numbers.references and numbers.bare_numbers; JavaScript's `u` allows no idle escapes."""
    shown = "|".join(map(_escaped, [*known.hotlines, *sorted(numbers._FILLED)]))
    listed = "|".join(_escaped(key) for key in known.registered if re.fullmatch(r"[\d-]+", key))
    date = r"(?!20\d\d-\d+(?:-\d+)?(?!-*\d))"
    number = rf"(?<![\d.-])(?:{listed}|{date}\d[\d-]{{3,}}\d)(?!-*\d)(?!\s*[{numbers._UNITS}])"
    site = r"(?:https?://|www\.|[A-Za-z0-9]\.(?:cn|com|net|org)(?![A-Za-z0-9]))"
    return [
        _rule(
            rf"^(?![\s\S]*\{{(?!(?:{shown})\}})[^{{}}]*\}})", "花括号里不是登记册里能给居民看的号码"
        ),
        _rule(
            rf"^(?![\s\S]*(?:{number}|{site})(?![^{{}}]*\}}))",
            "直接写了号码或网址：写成 {96110} 这样；新号码先在 data/hotlines.yml 登记",
        ),
    ]


def _escaped(key: str) -> str:
    return re.sub(r"[.*+?^${}()|[\]\\/]", r"\\\g<0>", key)


def _rule(pattern: str, told: str) -> Schema:
    """A pattern with the editor's message in Chinese (a keyword that other readers ignore)."""
    return {"pattern": pattern, "patternErrorMessage": told}


def _choice(values: Mapping[Any, str], otherwise: str = "") -> Schema:
    """One of the values; numbers may be written with or without quotes, as in the reader.

    `otherwise` is what the editor says of anything else; its own words would list all of them.
    """
    every: dict[Any, str] = {_plain(value): told for value, told in values.items()}
    every |= {str(value): told for value, told in every.items() if isinstance(value, int)}
    said = otherwise or f"只能写 {'、'.join(map(str, values))}"
    return {"enum": list(every), "enumDescriptions": list(every.values()), "errorMessage": said}


def _plain(value: Any) -> Any:
    """A number where an editor would read one: 110, not 0712-96110."""
    return int(value) if re.fullmatch(r"0|[1-9]\d*", str(value)) else value


def _text(prop: Schema, role: str | None = None) -> Schema:
    """A text as it is measured by the models: without the blanks around it."""
    least, most = prop.get("minLength", 0), prop.get("maxLength")
    rules: list[Schema] = [{"$ref": f"#/definitions/{role}"}] if role else []
    if least:
        said = f"要 {least} 到 {most} 个字" if most else f"至少 {least} 个字"
        rules.insert(0, _rule(_length(least, most), said))
    # The reader takes 12381 as a text; a sentence, though, is more than a number.
    return {
        "type": "string" if least > 3 else ["string", "number"],
        **({"allOf": rules} if rules else {}),
    }


def _length(least: int, most: int | None) -> str:
    rest = rf"[\s\S]{{{max(least - 2, 0)},{most - 2 if most else ''}}}\S"
    return rf"^\s*\S(?:{rest}){'?' if least < 2 else ''}\s*$"


def _object(kind: type[BaseModel], omit: Iterable[str] = ()) -> Schema:
    """The schema of a model, with what is told of each field."""
    made, fields = kind.schema(), {f.alias: f for f in kind.__fields__.values()}
    properties = {}
    for name, prop in made["properties"].items():
        if name not in omit:
            value = _value(kind, name, prop)
            if fields[name].allow_none:
                value = {"anyOf": [value, {"type": "null"}]}
            properties[name] = {**told(kind.__name__, name), **value}
    required = [name for name in made.get("required", []) if name in properties]
    return {
        "type": "object",
        "additionalProperties": False,
        "required": required,
        "properties": properties,
    }


def _value(kind: type[BaseModel], name: str, prop: Schema) -> Schema:
    if "$ref" in prop or "allOf" in prop:
        return _object(model.Condition)
    if prop["type"] == "array":
        bounds: Schema = {key: prop[key] for key in ("minItems", "maxItems") if key in prop}
        return {"type": "array", **bounds, "items": _value(kind, name, prop["items"])}
    if "enum" in prop:
        return _choice({value: VALUES.get(value, "") for value in prop["enum"]})
    if prop["type"] == "boolean":
        return {"type": "boolean", "errorMessage": "写 true（是）或 false（否），不加引号"}
    if "pattern" in prop:
        return {"type": "string", **_rule(prop["pattern"], "写成 06-09 这样的月-日")}
    if prop.get("format") == "date":
        day = r"^\d{4}-(?:0?[1-9]|1[0-2])-(?:0?[1-9]|[12]\d|3[01])$"
        return {"type": "string", **_rule(day, "写成 2026-11-22 这样的日期")}
    role = _of(ROLES, kind.__name__, name)
    if role in ("spoken", "asked", None):
        return _text({**prop, **LIMITS.get(f"{kind.__name__}.{name}", {})}, role)
    return {"allOf": [{"$ref": f"#/definitions/{role}"}]}


def _of(table: Mapping[str, Any], kind: str, name: str) -> Any:
    """The entry for this model's field, or the one for all fields of this name."""
    return table.get(f"{kind}.{name}", table.get(name))


def told(kind: str, name: str) -> dict[str, str]:
    """The Chinese name of a field, what to write there and an example. Raises KeyError."""
    found = _of(TEXTS, kind, name)
    if found is None:
        raise KeyError(f"{kind}.{name}")
    title, what, example = found
    return {"title": title, "description": f"{what}。例：{example}"}


def _topic() -> Schema:
    """Whoever needs help this minute reads 110 in the first sentence (topics.urgent_first)."""
    first = _rule(r"^[^。！!]*\{110\}", "紧急主题的第一句要写上 {110}")
    urgent = {"required": ["urgent"], "properties": {"urgent": {"const": True}}}
    then = {"if": urgent, "then": {"properties": {"answer": first}}}
    return {**_object(model.Topic, ("id", "group")), **then}


def _hotlines() -> Schema:
    """Those without which nobody in danger can be helped must be there (registry.always_needed)."""
    entry = _object(model.Hotline, ("key",))
    never = {name: {"const": False} for name in ("verify_first", "receive_only")}
    fit = {"confidence": {"enum": ["高", "中"]}, "kind": {"const": "电话"}, **never}
    needed = {key: {**entry, "allOf": [{"properties": fit}]} for key in ALWAYS}
    return {
        "type": "object",
        "required": list(ALWAYS),
        "properties": needed,
        "additionalProperties": entry,
    }


def _messages() -> Schema:
    keys = sorted(MESSAGE_KEYS)
    one = _text({"minLength": 1}, "spoken")
    made = {key: {**told("Message", key), **one} for key in keys}
    return {"type": "object", "additionalProperties": False, "required": keys, "properties": made}


def _held_out() -> Schema:
    listed = {
        **told("HeldOut", "questions"),
        "type": "array",
        "items": _object(model.HeldOutQuestion),
    }
    only = {"additionalProperties": False, "required": ["questions"]}
    return {"type": "object", **only, "properties": {"questions": listed}}


def _listed(path: str) -> Callable[[], Schema]:
    return lambda: {"type": "array", "items": _object(LISTS[path][0])}


# Schema -> (title, the files that it is for, how it is made).
FILES: dict[str, tuple[str, str, Callable[[], Schema]]] = {
    "topic": ("一个主题", "data/faq/*/*.yml", _topic),
    "hotlines": ("号码登记册", "data/hotlines.yml", _hotlines),
    "tips": ("防骗提醒", "data/tips.yml", _listed("data/tips.yml")),
    "seasons": ("按时节的提醒", "data/seasons.yml", _listed("data/seasons.yml")),
    "red_flags": ("可疑话", "data/red_flags.yml", _listed("data/red_flags.yml")),
    "deciding_questions": (
        "拿不准时再问的话",
        "data/deciding_questions.yml",
        _listed("data/deciding_questions.yml"),
    ),
    "quiz": ("小测验的题", "data/quiz.yml", _listed("data/quiz.yml")),
    "case_questions": (
        "问当事人的话",
        "data/case/questions.yml",
        _listed("data/case/questions.yml"),
    ),
    "case_advice": ("给当事人的单子", "data/case/advice.yml", _listed("data/case/advice.yml")),
    "case_asides": ("当事人插进来的话", "data/case/asides.yml", _listed("data/case/asides.yml")),
    "risk_examples": (
        "分辨诈骗的例子",
        "data/risk_examples.yml",
        lambda: _object(model.RiskExamples),
    ),
    "messages": ("固定句子", "data/messages.yml", _messages),
    "held_out": ("考题", "tests/questions/*/*.yml", _held_out),
}
