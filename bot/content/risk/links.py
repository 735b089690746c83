"""Takes the links of a message apart, without opening them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import urlsplit

import tldextract

from bot.content.load import Content
from bot.content.risk.evidence import Evidence
from bot.content.text import visible

_LINK = re.compile(
    r"(?:https?://)?(?<![a-z0-9@.-])(?:[a-z0-9][a-z0-9-]{0,62}\.)+"
    r"(?:[a-z]{2,18}|xn--[a-z0-9]{2,})(?::\d+)?(?:/[^\s\u3000-\uffef]*)?|https?://\d+(?:\.\d+){3}"
    r"(?::\d+)?(?:/[^\s\u3000-\uffef]*)?",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"\d+(?:\.\d+){3}")
# Shorteners hide where a link goes.
_SHORTENERS = {
    "t.cn", "url.cn", "dwz.cn", "suo.im", "suo.nz", "mrw.so", "985.so", "bit.ly", "tinyurl.com",
    "goo.gl", "is.gd", "t.co", "u.nu", "reurl.cc", "w.url.cn", "dwz.mk", "sourl.cn", "c1n.cn",
}  # fmt: skip
_ODD_ENDINGS = {
    "top", "xyz", "vip", "icu", "cc", "club", "site", "online", "shop", "win", "bid", "loan",
    "work", "fun", "live", "pw", "tk", "ml", "ga", "cf", "gq", "buzz", "life", "cyou", "sbs",
    "cfd", "bond",
}  # fmt: skip
# What others pretend to be. Look-alikes are told by these; they are never recommended from here.
_WELL_KNOWN = (
    "icbc.com.cn", "abchina.com", "boc.cn", "ccb.com", "bankcomm.com", "psbc.com", "cmbchina.com",
    "spdb.com.cn", "cib.com.cn", "cmbc.com.cn", "95516.com", "alipay.com", "taobao.com",
    "tmall.com", "jd.com", "pinduoduo.com", "weixin.qq.com", "qq.com", "12306.cn", "12377.cn",
    "10086.cn", "10010.com", "189.cn", "chsi.com.cn", "gov.cn", "douyin.com", "meituan.com",
    "ctrip.com",
    "sf-express.com", "ems.com.cn", "12321.cn",
)  # fmt: skip
_DIGITS_FOR_LETTERS = str.maketrans("0135", "oles")


@lru_cache(maxsize=1)
def _extract() -> tldextract.TLDExtract:
    """With the list of public endings that comes with the library: nothing is fetched."""
    return tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)


def found(content: Content, text: str) -> list[Evidence]:
    """What is strange about each link."""
    evidence = []
    for match in _LINK.finditer(visible(text)):
        link = match.group().rstrip(".,;:!?")
        reason = strange(link, frozenset(content.hotlines))
        if reason:
            weight, id_, why = reason
            advice = "别点，也别在上面填任何东西；要办事，自己打开官方 App。"
            evidence.append(Evidence(id_, weight, link[:40], why, advice, ("scam_phishing_sms",)))
    return evidence


def strange(link: str, registered: frozenset[str] = frozenset()) -> tuple[int, str, str] | None:
    """(weight, id, reason) of what is strangest about a link, or nothing."""
    parts = urlsplit(link if "//" in link else f"//{link}")
    host = (parts.hostname or "").lower()
    if host in registered or host.removeprefix("www.") in registered:
        return None
    if _ADDRESS.fullmatch(host):
        return 3, "link_ip", "网址是一串数字，正规机构不用这样的网址。"
    real = _extract()(host)
    domain = f"{real.domain}.{real.suffix}" if real.suffix else host
    if not real.suffix or not real.domain:
        return None
    imitated = next(_imitated(host, domain), None)
    if imitated:
        return 3, "link_lookalike", f"真正的域名是 {domain}，样子却像 {imitated}，多半是仿冒。"
    if domain in _SHORTENERS:
        return 1, "link_short", "这是短链接，看不出通到哪里。"
    if "xn--" in domain:
        return 2, "link_characters", f"网址 {domain} 里有容易看混的字符。"
    if real.suffix.split(".")[-1] in _ODD_ENDINGS:
        return 2, "link_ending", f"网址以 .{real.suffix} 结尾，看不出是哪家机构。"
    return None


def _imitated(host: str, domain: str) -> Iterator[str]:
    """Well-known domains that the link looks like without being them."""
    for known in _WELL_KNOWN:
        if domain == known or host == known or host.endswith(f".{known}"):
            return
    flat = domain.translate(_DIGITS_FOR_LETTERS).replace("-", "")
    labels = re.split(r"[.-]", host)
    for known in _WELL_KNOWN:
        name = known.split(".")[0]
        as_label = len(name) >= 3 and name in labels
        disguised = len(name) >= 4 and name.translate(_DIGITS_FOR_LETTERS) in flat.split(".")[0]
        as_digits = name.isdigit() and name in host
        if known in host or as_label or disguised or as_digits:
            yield known
