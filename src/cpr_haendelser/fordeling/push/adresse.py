"""Where a push may go: only registered addresses, over https, and to no machine that is not on the open net.

The target is judged at connect, on the very address connected to: a name that resolves otherwise the next time, or a
literal address, passes no better than any other.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Collection
from typing import NamedTuple
from urllib.parse import urlsplit

from cpr_haendelser.fejl import Brugsfejl

_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_INDENDOERS = ipaddress.ip_network("fec0::/10")
"""Site-local: the private addresses of before RFC 3879, which `is_global` takes for public."""
_IP = ipaddress.IPv4Address | ipaddress.IPv6Address


class Regler(NamedTuple):
    """What the environment allows beside public addresses over https; both only in ExtTest."""

    private_adresser: bool = False
    """Private, loopback and link-local targets."""
    http_paa_loopback: bool = False
    """Clear text, to this machine itself."""


def check_callback(url: str, registrerede: Collection[str], regler: Regler) -> str:
    """The address; Brugsfejl (PSH-001 to PSH-003) where it is not registered, is no https, or is no usable address."""
    if url not in registrerede:
        raise Brugsfejl(
            "PSH-001",
            "dueslagets callback er ikke en af systemets registrerede adresser. Registrér den på it-systemet, præcis"
            " som den står på dueslaget.",
        )
    dele = urlsplit(url)
    if not dele.hostname or dele.username is not None or dele.fragment:
        raise Brugsfejl("PSH-002", "callback skal være https://vært[:port]/sti uden brugernavn og fragment.")
    if dele.scheme != "https" and not (dele.scheme == "http" and regler.http_paa_loopback):
        raise Brugsfejl("PSH-003", "callback skal begynde med https://; klar tekst er kun til egen maskine i exttest.")
    return url


def may_connect(adresse: _IP, *, regler: Regler, klar_tekst: bool) -> bool:
    """Whether a connection to the address may be made."""
    inderst = _unpack(adresse)
    if klar_tekst:
        return regler.http_paa_loopback and inderst.is_loopback
    if inderst.is_multicast or inderst.is_unspecified or (inderst.is_reserved and not inderst.is_loopback):
        return False
    return (inderst.is_global and inderst not in _INDENDOERS) or regler.private_adresser


def _unpack(adresse: _IP) -> _IP:
    """The IPv4 address that an IPv6 address stands for (mapped, 6to4, NAT64), else itself."""
    if isinstance(adresse, ipaddress.IPv4Address):
        return adresse
    if adresse in _NAT64:
        return ipaddress.IPv4Address(int(adresse) & 0xFFFFFFFF)
    return adresse.ipv4_mapped or adresse.sixtofour or adresse
