"""From where a request comes: nobody can choose it by writing a header."""

from __future__ import annotations

import pytest

from bot.channel.address import behind, trusted_proxies

PROXIES = trusted_proxies({"TRUSTED_PROXIES": "10.0.0.0/8, 127.0.0.1,fd00::/8"})


@pytest.mark.parametrize(
    ("peer", "written", "found"),
    [
        ("203.0.113.7", "", "203.0.113.7"),
        ("203.0.113.7", "198.51.100.1", "203.0.113.7"),  # whoever is no proxy is not believed
        ("10.1.2.3", "", "10.1.2.3"),
        ("10.1.2.3", "198.51.100.1", "198.51.100.1"),
        ("10.1.2.3", "1.1.1.1, 198.51.100.1", "198.51.100.1"),  # the rest is the client's own
        ("10.1.2.3", "1.1.1.1, 198.51.100.1, 10.9.9.9", "198.51.100.1"),
        ("10.1.2.3", "10.4.4.4, 10.5.5.5", "10.4.4.4"),
        ("10.1.2.3", "nonsense", "10.1.2.3"),
        ("10.1.2.3", "1.1.1.1, ", "10.1.2.3"),
        ("10.1.2.3", "1.1.1.1, <script>, 10.9.9.9", "10.9.9.9"),
        ("127.0.0.1", "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),  # a household's
        ("127.0.0.1", "2001:db8:1:2:ffff::1", "2001:db8:1:2::"),
        ("127.0.0.1", "[2001:db8::1]", "2001:db8::"),
        ("::ffff:10.1.2.3", "198.51.100.1", "198.51.100.1"),
        ("10.1.2.3", "::ffff:198.51.100.1", "198.51.100.1"),
        ("fd00::1", "198.51.100.1", "198.51.100.1"),
        ("", "198.51.100.1", ""),
    ],
)
def test_the_nearest_that_is_no_proxy_of_ours(peer: str, written: str, found: str) -> None:
    assert behind(peer, written, PROXIES) == found


def test_without_proxies_only_the_socket_counts() -> None:
    assert trusted_proxies({}) == ()
    assert behind("127.0.0.1", "198.51.100.1", ()) == "127.0.0.1"


@pytest.mark.parametrize("given", ["nginx", "10.0.0.1/8", "10.0.0.0/99", "*"])
def test_what_is_no_network_is_said(given: str) -> None:
    with pytest.raises(ValueError, match="TRUSTED_PROXIES"):
        trusted_proxies({"TRUSTED_PROXIES": given})
