"""Chinese text, made uniform for comparing and understanding, and back in the reader's script."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from opencc import OpenCC

_INVISIBLE = re.compile(
    r"[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]"
)
_SLASH = re.compile(r"^[\s/\uff0f\u2044\u2215]+")
_EMOJI = re.compile(r"[\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff\u3030\u303d]+")
# The marks of bot.content.masking: that something was hidden says nothing of what it is about.
_HIDDEN = re.compile("〔(?:号码|姓名|地址|账号)已隐去〕")
_REPEATED = re.compile(r"(.)\1{2,}")
_SPACE_IN_CHINESE = re.compile(r"(?<=[\u3400-\u9fff]) +(?=[\u3400-\u9fff])")
_SPOKEN = dict(zip("零〇一二三四五六七八九幺", "001234567891", strict=False))
_SPOKEN_RUN = re.compile(f"[{''.join(_SPOKEN)}]{{3,}}")
# Courtesy before the matter: it says nothing about the topic.
_PADDING = re.compile(
    r"^(?:(?:您好|你好|哈喽|嗨|喂|在吗|在不在|有人吗|请问一下|请问|问一下|问下|想问问|想问一下|想问下"
    r"|想咨询一下|想咨询下|咨询一下|咨询下|麻烦问一下|麻烦问下|打扰一下|打扰了|不好意思"
    r"|我想请问一下|我想请问|我想问问|我想问一下|我想问下|我想问|我想咨询一下|我想咨询"
    r"|警察同志|警官|民警同志|同志|小助手|机器人|老师|师傅|大哥|姐)[,,。.!!~??、啊呀哈 ]*)+"
)


@lru_cache(maxsize=1)
def _to_simplified() -> OpenCC:
    return OpenCC("t2s")


@lru_cache(maxsize=1)
def _to_traditional() -> OpenCC:
    return OpenCC("s2tw")


def simplify(text: str) -> str:
    """Traditional characters to simplified ones; everything else stays."""
    return _to_simplified().convert(text)


def traditional(text: str) -> str:
    """Simplified characters to traditional ones, as used in Taiwan; words are not exchanged."""
    return _to_traditional().convert(text)


def is_traditional(text: str) -> bool:
    """Whether somebody writes traditional characters: more of them than of simplified ones."""
    simplified, converted = simplify(text), _to_traditional().convert(text)
    only_traditional = sum(a != b for a, b in zip(text, simplified, strict=False))
    only_simplified = sum(a != b for a, b in zip(text, converted, strict=False))
    return only_traditional > 0 and only_traditional >= only_simplified


def visible(text: str) -> str:
    """Without control characters, direction marks and other things that nobody sees."""
    return _INVISIBLE.sub("", text)


def plain(text: str) -> str:
    """Free text as Rasa may have it: nothing invisible, no half characters, no leading slash.

    A leading slash would be a command to Rasa (`/restart`, `/intent{...}`).
    """
    said = _SLASH.sub("", visible(text)).strip()
    return said.encode("utf-8", "ignore").decode("utf-8")


@lru_cache(maxsize=64)  # a dozen readers look at the message under way
def normalise(text: str) -> str:
    """The form in which a message is understood.

    NFKC, simplified, lower case, no emoji, at most two of one character in a row, spoken digits as
    digits (九六一一零 -> 96110), what was masked as 某, courtesy at the start dropped unless there
    is nothing else.
    """
    text = _HIDDEN.sub("某", visible(unicodedata.normalize("NFKC", text)))
    text = simplify(_EMOJI.sub(" ", text)).lower()
    text = _SPOKEN_RUN.sub(lambda run: "".join(_SPOKEN[c] for c in run.group()), text)
    text = _REPEATED.sub(r"\1\1", " ".join(text.split()))
    text = _SPACE_IN_CHINESE.sub("", text).strip()
    return _PADDING.sub("", text).strip() or text
