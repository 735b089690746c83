"""A text while it is being masked: two copies to search in, and what was found.

Both copies are as long as the text, character for character, so that a place in one is a place in
the others. `plain` is in simplified characters and half width; in `told` letters are small as well,
and Chinese numerals are digits.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

MASK = "〔号码已隐去〕"
NAME = "〔姓名已隐去〕"
ADDRESS = "〔地址已隐去〕"
ACCOUNT = "〔账号已隐去〕"
# What fills a copy where something was dealt with: letters, so that nothing is joined across them.
GONE, KEPT, SUM = "ß", "þ", "æ"

# The characters that introduce personal data, and surnames, of which only one script is searched.
_SIMPLER = dict(
    zip(
        "張陳劉楊黃趙吳孫馬許鄧馮蕭鄭謝韓葉蘇呂鍾盧賈鄒陸龔賴顧萬錢嚴龍賀孔湯閻譚範鄔聶尹歐諸餘於對號戶開碼證驗"
        "電話機聯係繫賬帳聽說個這區縣鎮鄉樓單棟號門牌給轉匯個稱實爲為誰護頭訊",
        "张陈刘杨黄赵吴孙马许邓冯萧郑谢韩叶苏吕钟卢贾邹陆龚赖顾万钱严龙贺孔汤阎谭范邬聂尹欧诸余于对号户开码证验"
        "电话机联系系账账听说个这区县镇乡楼单栋号门牌给转汇个称实为为谁护头讯",
        strict=True,
    )
)
_NUMERALS = dict(
    zip(
        "零〇○一二三四五六七八九壹贰貳叁參肆伍陆陸柒捌玖幺",
        "0001234567891223345667891",
        strict=True,
    )
)
_HAN_DIGITS = "".join(_NUMERALS)
_BLOCKS = ((0x80, 0x3400), (0xFF10, 0xFF1A), (0x1D7CE, 0x1D800))


def _digits() -> dict[int, str]:
    """Circled, full-width, raised and foreign digits."""
    found = {}
    for start, end in _BLOCKS:
        for code in range(start, end):
            digit = unicodedata.digit(chr(code), None)
            if digit is not None:
                found[code] = str(digit)
    return found


_PLAIN = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)} | {0x3000: " "}
_PLAIN |= _digits() | str.maketrans(_SIMPLER)
# A word for a dash, as numbers are dictated.
_LOWER = {upper: upper.lower() for upper in map(chr, range(0x41, 0x5B))}
_TOLD = str.maketrans(_NUMERALS | _LOWER | {"杠": "-", "_": "-"})
# 8000三档: a single numeral behind or before digits counts something else.
_SINGLE = re.compile(
    rf"(?<![{_HAN_DIGITS}])(?:(?<=[0-9])[{_HAN_DIGITS}](?![{_HAN_DIGITS}0-9])"
    rf"|(?<![0-9])[{_HAN_DIGITS}](?=[0-9])"
    rf"|(?<=[0-9] )[{_HAN_DIGITS}](?=[\u3400-\u9fff])(?![{_HAN_DIGITS}]))"
)
_LETTER_O = re.compile(r"(?<=\d)o+(?=\d)")
_ASCII_DIGIT = re.compile("[0-9]")
_SIGN = re.compile("[0-9a-z]")


@lru_cache(maxsize=4)
def _only_digits(public: frozenset[str]) -> frozenset[str]:
    return frozenset(re.sub(r"\D", "", number) for number in public) - {""}


class Hidden:
    """What is found is taken out of both copies, whether it is to be hidden or to be kept."""

    def __init__(self, text: str, public: frozenset[str]) -> None:
        self.text = text
        self.public = _only_digits(public)
        self.plain = text.translate(_PLAIN)
        mixed = bool(_ASCII_DIGIT.search(self.plain))
        self.told = (_SINGLE.sub("个", self.plain) if mixed else self.plain).translate(_TOLD)
        if mixed:
            self.told = _LETTER_O.sub(lambda o: "0" * len(o.group()), self.told)
        self._found: list[tuple[int, int, str]] = []

    def hide(self, start: int, end: int, mark: str = MASK) -> None:
        """A mark is to stand here."""
        self._found.append((start, end, mark))
        self._fill(start, end, GONE)

    def keep(self, start: int, end: int, filler: str = KEPT) -> None:
        """This is innocent and no part of anything that is not."""
        self._fill(start, end, filler)

    def digits(self) -> int:
        """How many digits are left that nothing explains."""
        return len(_ASCII_DIGIT.findall(self.told))

    def signs(self) -> int:
        """How many digits and Latin letters there are."""
        return len(_SIGN.findall(self.told))

    def is_public(self, start: int, end: int) -> bool:
        """Whether a registered number stands here."""
        return re.sub(r"\D", "", self.told[start:end]) in self.public

    def masked(self) -> str:
        """The text with its marks."""
        pieces: list[str] = []
        after = 0
        for start, end, mark in sorted(self._found):
            if start >= after:  # what is inside of another is hidden with it
                pieces += [self.text[after:start], mark]
            after = max(after, end)
        return "".join([*pieces, self.text[after:]])

    def _fill(self, start: int, end: int, filler: str) -> None:
        patch = filler * (end - start)
        self.told = self.told[:start] + patch + self.told[end:]
        self.plain = self.plain[:start] + patch + self.plain[end:]
