"""What the values of a set-up file look like, and how each is read."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from ipaddress import ip_address
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple
from urllib.parse import SplitResult, urlsplit
from uuid import UUID

from cryptography import x509

from cpr_haendelser.abonnementer.laesning import parse
from cpr_haendelser.abonnementer.model import Leveringsmaade
from cpr_haendelser.abonnementer.udtryk import Filterfejl
from cpr_haendelser.adgang.model import BRUGERROLLER, Rolle
from cpr_haendelser.aftaler.certifikat import Certifikat, read_certifikat
from cpr_haendelser.aftaler.hemmeligheder import is_hash
from cpr_haendelser.aftaler.hold import bare_cvr
from cpr_haendelser.aftaler.model import ALLE, Aftaletilstand
from cpr_haendelser.cpr.fritekst import holds_number
from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.skrift import KODE, find_in_line, find_in_lines, several_lines

ENV = "env:"
KORTESTE = 16
"""Characters of a secret."""
_BLANKE = str.maketrans("\t", " ")
"""What a filter may have between its words beside a newline."""
_BLANKT = re.compile(r"[\s\x00-\x1f\x7f]")
_CIFRE = 18
"""Of numbers that fit into 64 bits."""
_PEM = re.compile(rb"-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----", re.DOTALL)


class Formfejl(Exception):
    """A value that does not look as it should: the code, and what was expected (Danish)."""

    def __init__(self, kode: str, tekst: str) -> None:
        super().__init__(kode, tekst)
        self.kode, self.tekst = kode, tekst


class Klartekst(str):
    """A secret that came from the environment: to be hashed before it is kept."""

    __slots__ = ()


class Naevnt(NamedTuple):
    """A certificate that a system logs in with, as the file names it."""

    fingeraftryk: str
    certifikat: Certifikat | None = None
    """Where it lies beside the file; None: the fingerprint alone is known."""


class Certifikatkrav(NamedTuple):
    """What new certificates are held against."""

    nu: datetime
    miljoe: str
    produktion: bool
    tillid: tuple[x509.Certificate, ...]
    """The environment's trust anchors; none: whom it trusts is not asked."""


class Omgivelser(NamedTuple):
    """What the file leans on beside itself."""

    mappe: Path
    """Where relative certificate paths begin."""
    miljoe: Mapping[str, str]
    """Environment variables."""
    standardtilstand: Aftaletilstand
    """Of an agreement whose state is not written: godkendt in ExtTest, anmodet in Produktion."""
    position: int = 0
    """The løbenummer that a new dueslag begins after where it does not say: what has been distributed."""
    krav: Certifikatkrav | None = None
    """None: certificates are named and not judged."""
    navnerum: UUID = UUID(int=0)
    """The installation's, in which users get their UUID."""


class Form(NamedTuple):
    """What a value looks like."""

    ventet: str
    """In words (Danish), for the documents."""
    arter: tuple[type, ...]
    """TOML's kinds of it."""
    read: Callable[[Any, Omgivelser], Any]
    """The value as the set-up has it; Formfejl where it is wrong."""


_ARTER = {str: "en tekst i anførselstegn", bool: "true eller false", int: "et helt tal", list: "en liste af tekster"}


def read_vaerdi(form: str, vaerdi: Any, omgivelser: Omgivelser) -> Any:
    """A value by its form. Formfejl where it is wrong."""
    kendt = FORMER[form]
    if type(vaerdi) not in kendt.arter or (isinstance(vaerdi, list) and not all(type(led) is str for led in vaerdi)):
        raise Formfejl("AFT-004", f"ventede {_ARTER[kendt.arter[0]]}.")
    return kendt.read(vaerdi, omgivelser)


def _as_it_is(vaerdi: Any, _: Omgivelser) -> Any:
    return vaerdi


def _linje(vaerdi: str, _: Omgivelser) -> str:
    return _shown(vaerdi, find_in_line(vaerdi))


def _linjer(vaerdi: str, _: Omgivelser) -> str:
    return several_lines(_shown(vaerdi, find_in_lines(vaerdi)))


def _shown(vaerdi: str, tegn: str | None) -> str:
    """Text that people write: with signs that show alone, and no personnummer, in any environment."""
    if tegn is not None:
        raise Formfejl(KODE, f"{tegn}.")
    if holds_number(vaerdi):
        raise Formfejl("AFT-036", "har noget, der ligner et personnummer; det må ikke stå der.")
    return vaerdi


def _navn(vaerdi: str, omgivelser: Omgivelser) -> str:
    if not vaerdi.strip():
        raise Formfejl("AFT-003", "er tom.")
    return _linje(vaerdi, omgivelser)


def _uuid(vaerdi: str, _: Omgivelser) -> str:
    try:
        return str(UUID(vaerdi))
    except ValueError:
        raise Formfejl("AFT-005", "ventede en UUID, fx 0a000000-0000-4000-8000-000000000001.") from None


def _cvr(vaerdi: str, _: Omgivelser) -> str:
    cvr = bare_cvr(vaerdi)
    if not re.fullmatch("[0-9]{8}", cvr):
        raise Formfejl("AFT-006", "ventede et CVR-nummer på otte cifre, fx 11111111.")
    return cvr


def _dato(vaerdi: str | date, _: Omgivelser) -> str:
    if isinstance(vaerdi, date):
        return vaerdi.isoformat()
    try:
        return date.fromisoformat(vaerdi).isoformat() if vaerdi else ""
    except ValueError:
        raise Formfejl("AFT-007", "ventede en dato, der findes, som 2026-11-24.") from None


def _kode(vaerdi: str, _: Omgivelser) -> str:
    if not re.fullmatch("[0-9]{3}", vaerdi):
        raise Formfejl("AFT-017", "ventede hændelseskoder på tre cifre, fx 034, eller *.")
    return vaerdi


def _roller(vaerdi: list[str], _: Omgivelser) -> frozenset[Rolle]:
    if not set(vaerdi) <= set(BRUGERROLLER):
        raise Formfejl("AFT-008", f"ventede {', '.join(BRUGERROLLER)}.")
    return frozenset(map(Rolle, vaerdi))


def _choice(mulige: type[Aftaletilstand | Leveringsmaade]) -> Callable[[str, Omgivelser], Any]:
    def read(vaerdi: str, _: Omgivelser) -> Any:
        try:
            return mulige(vaerdi)
        except ValueError:
            raise Formfejl("AFT-008", f"ventede {' eller '.join(mulige)}.") from None

    return read


def _limits(led: Callable[[str, Omgivelser], str]) -> Callable[[list[str], Omgivelser], frozenset[str]]:
    def read(vaerdi: list[str], omgivelser: Omgivelser) -> frozenset[str]:
        return frozenset(each if each == ALLE else led(each, omgivelser) for each in vaerdi)

    return read


def _adresser(vaerdi: list[str], _: Omgivelser) -> tuple[str, ...]:
    if not all(map(_is_adresse, vaerdi)):
        raise Formfejl("AFT-009", "ventede adresser som https://modtager.example/besked, uden personnummer i.")
    return tuple(vaerdi)


def _is_adresse(tekst: str) -> bool:
    try:
        dele = urlsplit(tekst)
        porten = dele.port  # ValueError where it is no port
    except ValueError:
        return False
    hel = porten != 0 and dele.username is None and not dele.fragment and not _BLANKT.search(tekst)
    return hel and dele.scheme in {"https", "http"} and bool(dele.hostname) and not holds_number(without_ip(dele))


def without_ip(dele: SplitResult) -> str:
    """An address without its host where that is an IP address: digits with dots between that are no personnummer."""
    try:
        ip_address(dele.hostname or "")
    except ValueError:
        return dele.geturl()
    return dele._replace(netloc="").geturl()


def _certifikater(vaerdi: list[str], omgivelser: Omgivelser) -> tuple[Naevnt, ...]:
    return tuple(_named(each, omgivelser.mappe) for each in vaerdi)


def _fingeraftryk(vaerdi: str, _: Omgivelser) -> str:
    bar = vaerdi.replace(":", "").lower()
    if not re.fullmatch("[0-9a-f]{64}", bar):
        raise Formfejl("AFT-010", "ventede et SHA-256-fingeraftryk på 64 hexcifre.")
    return bar


def _named(certifikat: str, mappe: Path) -> Naevnt:
    """A SHA-256 as it is, or the system's own certificate of a PEM file; issuers and what else is in it are left."""
    bar = certifikat.replace(":", "").lower()
    if re.fullmatch("[0-9a-f]{64}", bar):
        return Naevnt(bar)
    try:
        fundne = _PEM.findall((mappe / certifikat).read_bytes())
    except OSError:
        fundne = []
    if not fundne:
        raise Formfejl(
            "AFT-010",
            "ventede et SHA-256-fingeraftryk på 64 hexcifre eller en PEM-fil, der kan læses; stien begynder i "
            "opsætningsfilens mappe.",
        )
    try:
        laest = read_certifikat(b"\n".join(fundne))
    except Brugsfejl as fejl:
        raise Formfejl(fejl.kode, fejl.tekst) from None
    return Naevnt(laest.fingeraftryk, laest)


def _hemmelig(vaerdi: str, omgivelser: Omgivelser) -> str:
    """A hash as it is, or the secret that the environment holds (Klartekst)."""
    if not vaerdi or is_hash(vaerdi):
        return vaerdi
    if not vaerdi.startswith(ENV):
        raise Formfejl(
            "AFT-011",
            "en hemmelighed står ikke i klartekst her; skriv env:NAVN, eller det hash, som `haendelser setup "
            "--new-secret` viser.",
        )
    hemmelighed = omgivelser.miljoe.get(vaerdi.removeprefix(ENV), "")
    if len(hemmelighed) < KORTESTE:
        hvad = f"er kortere end {KORTESTE} tegn" if hemmelighed else "er ikke sat"
        raise Formfejl("AFT-012", f"miljøvariablen {hvad}; `haendelser setup --new-secret` laver en hemmelighed.")
    return Klartekst(hemmelighed)


def _filter(vaerdi: str, _: Omgivelser) -> str:
    tegn = find_in_lines(vaerdi.translate(_BLANKE))
    if tegn is not None:
        raise Formfejl(KODE, f"{tegn}.")
    try:
        if vaerdi.strip():
            parse(vaerdi)
    except Filterfejl as fejl:
        raise Formfejl("AFT-013", fejl.tekst) from None
    return vaerdi


def _loebenummer(vaerdi: int, _: Omgivelser) -> int:
    if not 0 <= vaerdi < 10**_CIFRE:
        raise Formfejl("AFT-004", f"ventede et løbenummer, 0 eller højere, på højst {_CIFRE} cifre.")
    return vaerdi


FORMER: Mapping[str, Form] = MappingProxyType(
    {
        "tekst": Form("en tekst på én linje", (str,), _linje),
        "tekster": Form("en tekst, gerne på flere linjer", (str,), _linjer),
        "navn": Form("en tekst, der ikke er tom", (str,), _navn),
        "ja_nej": Form("`true` eller `false`", (bool,), _as_it_is),
        "loebenummer": Form("et helt tal", (int,), _loebenummer),
        "uuid": Form("en UUID", (str,), _uuid),
        "cvr": Form("et CVR-nummer; `urn:oio:cvr-nr:` foran er tilladt", (str,), _cvr),
        "dato": Form("en dato som `2026-11-24`", (str, date), _dato),
        "tilstand": Form(", ".join(f"`{each}`" for each in Aftaletilstand), (str,), _choice(Aftaletilstand)),
        "leveringsmaade": Form(" eller ".join(f"`{each}`" for each in Leveringsmaade), (str,), _choice(Leveringsmaade)),
        "filter": Form("et filter ([filtre.md](filtre.md))", (str,), _filter),
        "hemmelig": Form("`env:NAVN` (en miljøvariabel) eller et hash; aldrig klartekst", (str,), _hemmelig),
        "fingeraftryk": Form("et SHA-256-fingeraftryk på 64 hexcifre", (str,), _fingeraftryk),
        "certifikater": Form("en liste af SHA-256-fingeraftryk eller PEM-filer", (list,), _certifikater),
        "adresser": Form("en liste af adresser", (list,), _adresser),
        "uuider": Form('en liste af UUID\'er, eller `["*"]` for alle', (list,), _limits(_uuid)),
        "cvr_numre": Form('en liste af CVR-numre, eller `["*"]` for alle', (list,), _limits(_cvr)),
        "roller": Form("en liste af " + ", ".join(f"`{each}`" for each in BRUGERROLLER), (list,), _roller),
        "koder": Form('en liste af hændelseskoder, eller `["*"]` for alle', (list,), _limits(_kode)),
        "emner": Form('en liste af emner, eller `["*"]` for alle', (list,), _limits(_linje)),
    }
)
"""Every form by its name."""
