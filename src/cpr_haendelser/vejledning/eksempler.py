"""Examples that a receiver can run, with its own names and numbers in them. Pure.

Each is a file in data/eksempler; `«navn»` in it is a value. The tests run them as they are shown.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from ipaddress import ip_address
from typing import NamedTuple
from urllib.parse import urlsplit

from cpr_haendelser.abonnementer.model import Leveringsmaade

_PLADS = re.compile("«([a-z0-9]+)»")
_ORD = re.compile(
    r'(?P<foran>""")(?P<tekst>[^"\n]+)(?=""")'
    r"|(?P<tegn>(?:^|(?<=\s))(?:\#|//) +)(?P<bemaerkning>[^\n]+)"
    r'|(?P<citat>")(?P<linje>[A-ZÆØÅ][^"\n]*)(?=")',
    re.MULTILINE,
)
"""What an example says in words: its docstring, its comments, and what it prints."""
_HTTPS = 443


class Vaerdier(NamedTuple):
    """What is put into the examples."""

    vaert: str
    """The host that receivers call."""
    port: int
    """BeskedHent's."""
    maskinport: int
    """The machine door's."""
    dueslag: str
    """UUID: the queue."""
    callback: str
    """Where messages are pushed to."""
    adresse: str = "http://127.0.0.1:8320"
    """Where the feed is read with a key: the operator's door."""
    navn: str = "fagsystem"
    """The stem of the system's own files."""

    def to_mapping(self) -> dict[str, str]:
        """Value by the name that stands in the examples."""
        adresse = urlsplit(self.callback)
        return {
            **{felt: str(vaerdi) for felt, vaerdi in self._asdict().items()},
            "navnetjek": _name_check(self.vaert),
            "callbackport": str(adresse.port or _HTTPS),
            "certifikat": f"{self.navn}.pem",
            "noegle": f"{self.navn}.key",
            "p12": f"{self.navn}.p12",
            "tillid": "ca.pem",
            "servercertifikat": "modtager.pem",
            "servernoegle": "modtager.key",
            "serverp12": "modtager.p12",
        }


class Eksempel(NamedTuple):
    """One example."""

    fil: str
    """The file to save it as; also its name."""
    sprog: str
    hvad: str
    """What it does, in Danish; the pages translate it."""


_LINJE = Eksempel("linjetest.sh", "Shell", "Prøv linjen, før I skriver kode")
_NOEGLE = (
    Eksempel("noegle.sh", "curl", "Læs feedet med en nøgle, uden certifikat"),
    Eksempel("noegle.py", "Python", "Læs feedet med en nøgle, og gem beskederne"),
)
_FEED = (
    *_NOEGLE,
    Eksempel("feed.sh", "curl", "Læs feedet"),
    Eksempel("feed.py", "Python", "Læs feedet, og husk, hvor langt I er nået"),
    Eksempel("Feed.java", "Java", "Læs feedet"),
)
EKSEMPLER = {
    Leveringsmaade.HENT: (_LINJE, Eksempel("hent.py", "Python", "Hent beskeder fra dueslaget (BeskedHent)"), *_FEED),
    Leveringsmaade.TILSEND: (
        Eksempel("modtager.sh", "curl", "Prøv jeres egen modtager (BeskedFåTilsendt)"),
        Eksempel("modtager.py", "Python", "En modtager (BeskedFåTilsendt)"),
        Eksempel("Modtager.java", "Java", "En modtager (BeskedFåTilsendt)"),
        *_FEED,
    ),
}
"""The examples for a dueslag that is fetched from, and for one that is pushed from."""


def render(eksempel: Eksempel, vaerdier: Vaerdier, sig: Callable[[str], str] = str) -> str:
    """The example's text, with what it says in words as `sig` says it; the program is the same.

    KeyError where it asks for a value that there is not.
    """
    tekst = _ORD.sub(lambda fundet: _say(fundet, sig), _read(eksempel.fil))
    return _PLADS.sub(lambda plads: vaerdier.to_mapping()[plads[1]], tekst)


def words_of(eksempel: Eksempel) -> list[str]:
    """What an example says in words, as it stands in its file; names of the wire among it."""
    return [_parts(fundet)[1] for fundet in _ORD.finditer(_read(eksempel.fil))]


def _say(fundet: re.Match[str], sig: Callable[[str], str]) -> str:
    foran, tekst = _parts(fundet)
    return f"{foran}{sig(tekst)}"


def _parts(fundet: re.Match[str]) -> tuple[str, str]:
    """The sign before the words, and the words."""
    foran, tekst = (each for each in fundet.groups() if each is not None)
    return foran, tekst


def _name_check(vaert: str) -> str:
    """Openssl's options for the name that the certificate must be to: an address is checked as one, and has no SNI."""
    try:
        ip_address(vaert)
    except ValueError:
        return f"-servername {vaert} -verify_hostname {vaert}"
    return f"-verify_ip {vaert}"


@cache
def _read(fil: str) -> str:
    return (files(__package__) / "data" / "eksempler" / f"{fil}.txt").read_text("utf-8")
