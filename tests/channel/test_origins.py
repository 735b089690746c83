"""The list of pages that may embed the assistant, as the operator writes it."""

from __future__ import annotations

import pytest

from bot.channel.origins import VARIABLE, allowed


def given(value: str) -> tuple[str, ...]:
    return allowed({VARIABLE: value})


@pytest.mark.parametrize(
    ("value", "origins"),
    [
        ("", ()),
        (" , ,", ()),
        ("https://www.example.gov.cn", ("https://www.example.gov.cn",)),
        ("https://www.example.gov.cn/", ("https://www.example.gov.cn",)),
        (" https://a.cn , http://b.cn:8080,", ("https://a.cn", "http://b.cn:8080")),
        ("HTTPS://Www.Example.Gov.CN", ("https://www.example.gov.cn",)),
        ("http://127.0.0.1:8000,http://localhost", ("http://127.0.0.1:8000", "http://localhost")),
        ("http://[::1]:8000", ("http://[::1]:8000",)),
        ("https://xn--iiqs6v.cn", ("https://xn--iiqs6v.cn",)),
    ],
)
def test_origins_are_read(value: str, origins: tuple[str, ...]) -> None:
    assert given(value) == origins


def test_without_the_variable_nobody_else_may() -> None:
    assert allowed({}) == ()


@pytest.mark.parametrize(
    "value",
    [
        "*",
        "null",
        "www.example.gov.cn",
        "https://",
        "https://*.example.cn",
        "https://www.example.cn/page",
        "https://www.example.cn?x=1",
        "https://user@www.example.cn",
        "ftp://www.example.cn",
        "https://www.example.cn https://b.cn",
        "https://www.example.cn；https://b.cn",
        "https://www.example.cn:port",
        "https://孝感.cn",
        "https://a.cn,null",
        "https://a.cn\nhttps://b.cn",
    ],
)
def test_what_is_no_origin_is_told_with_the_remedy(value: str) -> None:
    with pytest.raises(ValueError, match=VARIABLE) as raised:
        given(value)
    told = str(raised.value)
    wrong = value.split(",")[-1].strip().lower()
    assert wrong in told, "which one"
    assert "→" in told, "and what to do"
    assert "https://www.example.gov.cn" in told
    assert "逗号" in told


@pytest.mark.parametrize(
    ("value", "sent"),
    [("https://a.cn:443", "https://a.cn"), ("http://a.cn:80", "http://a.cn")],
)
def test_a_default_port_is_none_since_browsers_send_none(value: str, sent: str) -> None:
    assert given(value) == (sent,)
