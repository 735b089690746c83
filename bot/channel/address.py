"""From where a request comes. A header counts only if a proxy of ours has written it.

TRUSTED_PROXIES=127.0.0.1,10.0.0.0/8: from these, X-Forwarded-For is believed, from the right, up to
the first address that is no proxy of ours. Anybody can write the rest of it.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping, Sequence
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from sanic.request import Request

logger = logging.getLogger(__name__)

VARIABLE, HEADER = "TRUSTED_PROXIES", "x-forwarded-for"
Network = IPv4Network | IPv6Network
Address = IPv4Address | IPv6Address
_HOUSEHOLD = 64  # bits of an IPv6 address; the rest is the client's to choose


def trusted_proxies(environment: Mapping[str, str] = os.environ) -> tuple[Network, ...]:
    """The networks whose word counts. Raises ValueError if one is none."""
    given = (one.strip() for one in environment.get(VARIABLE, "").split(","))
    try:
        return tuple(ip_network(one) for one in given if one)
    except ValueError as error:
        raise ValueError(
            f"{VARIABLE}: {error} → 写成 127.0.0.1,10.0.0.0/8 这样，几个之间用逗号隔开"
        ) from None


def address_of(request: Request, trusted: Sequence[Network]) -> str:
    """The client's address, of IPv6 the first 64 bits; empty if there is none (a local socket)."""
    written = ",".join(request.headers.getall(HEADER, []))
    found = behind(request.ip, written, trusted)
    if written and found and not trusted and ip_address(found).is_private:
        _warn_of_a_proxy()
    return found


def behind(peer: str, written: str, trusted: Sequence[Network]) -> str:
    """The nearest address that is no proxy of ours."""
    found = _read(peer)
    hops = written.split(",") if written else []
    while found is not None and hops and any(found in network for network in trusted):
        further = _read(hops.pop())
        if further is None:
            break
        found = further
    return _household(found) if found is not None else ""


def _read(text: str) -> Address | None:
    try:
        found = ip_address(text.strip().strip("[]"))
    except ValueError:
        return None
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    return mapped or found


def _household(address: Address) -> str:
    if isinstance(address, IPv4Address):
        return str(address)
    return str(ip_network((address, _HOUSEHOLD), strict=False).network_address)


@lru_cache(maxsize=1)
def _warn_of_a_proxy() -> None:
    logger.warning("A proxy forwards, but is not trusted: all clients count as one; %s", VARIABLE)
