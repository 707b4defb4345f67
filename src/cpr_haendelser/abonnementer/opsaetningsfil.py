"""The set-up file (TOML): organisations, it-systems, serviceaftaler and dueslag; read with line-exact errors; written.

Secrets are never in clear in it: a hash, or `env:NAVN` for what an environment variable holds.
"""

from __future__ import annotations

import re
import tomllib
from base64 import b64decode
from binascii import Error as Base64Error
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit
from uuid import UUID

from cpr_haendelser.abonnementer.laesning import parse
from cpr_haendelser.abonnementer.model import Dueslag, Leveringsmaade
from cpr_haendelser.abonnementer.opsaetning import Oensket, Opsat
from cpr_haendelser.abonnementer.udtryk import Filterfejl
from cpr_haendelser.aftaler.hemmeligheder import hash_secret, is_hash, verify
from cpr_haendelser.aftaler.hold import bare_cvr
from cpr_haendelser.aftaler.model import (
    ALLE,
    BESKEDMODTAG,
    Aftaletilstand,
    ItSystem,
    Organisation,
    Serviceaftale,
)
from cpr_haendelser.fejl import Opsaetningsfejl

ENV = "env:"
_TABELLER = {
    "organisation": ("cvr", "navn", "uuid", "myndighed", "leverandoer", "aktiv"),
    "system": ("uuid", "navn", "cvr", "kontakt", "certifikater", "hemmelighed", "noegle", "callbacks", "aktiv"),
    "serviceaftale": (
        *("id", "system", "myndighed", "service", "version", "beskedtyper", "koder", "foelsomhed"),
        *("forvaltningsomraader", "afsendere", "gyldig_fra", "gyldig_til", "tilstand", "snapshot"),
    ),
    "dueslag": ("uuid", "navn", "system", "beskedtype", "leveringsmaade", "callback", "filter", "fra", "aktiv"),
}
"""The tables of a set-up file and the keys of each."""
_PEM = re.compile(r"-----BEGIN CERTIFICATE-----(.*?)-----END CERTIFICATE-----", re.DOTALL)


class Omgivelser(NamedTuple):
    """What the file leans on beside itself."""

    mappe: Path
    """Where relative certificate paths begin."""
    miljoe: Mapping[str, str]
    """Environment variables."""
    standardtilstand: Aftaletilstand
    """Of an agreement whose state is not written: godkendt in ExtTest, anmodet in Produktion."""


@dataclass(frozen=True)
class _Tabel:
    """One table of the file, its values taken with checks."""

    navn: str
    linje: int
    vaerdier: Mapping[str, Any]
    linjer: Mapping[str, int]

    def fail(self, kode: str, noegle: str, tekst: str) -> Opsaetningsfejl:
        """An error at a key, or at the table's head where the key is not there."""
        linje = self.linjer.get(noegle, self.linje)
        return Opsaetningsfejl(kode, f"opsætningsfilens linje {linje}, [[{self.navn}]] {noegle}: {tekst}")

    def take(self, noegle: str, standard: Any = None) -> Any:
        """A value of the standard's kind; text, and required, where there is no standard."""
        if noegle not in self.vaerdier:
            if standard is None:
                raise self.fail("AFT-003", noegle, "mangler.")
            return standard
        vaerdi = self.vaerdier[noegle]
        art = str if standard is None or isinstance(standard, str) else type(standard)
        if type(vaerdi) is not art or (art is list and not all(type(led) is str for led in vaerdi)):
            ventet = {str: "en tekst", bool: "true eller false", list: "en liste af tekster", int: "et helt tal"}[art]
            raise self.fail("AFT-004", noegle, f"ventede {ventet}.")
        return vaerdi

    def uuid(self, noegle: str) -> str:
        """A UUID, in lower case."""
        return self.to_uuid(noegle, self.take(noegle))

    def to_uuid(self, noegle: str, vaerdi: str) -> str:
        """A value as UUID."""
        try:
            return str(UUID(vaerdi))
        except ValueError:
            raise self.fail("AFT-005", noegle, "ventede en UUID, fx 0a000000-0000-4000-8000-000000000001.") from None

    def cvr(self, noegle: str) -> str:
        """A CVR number, bare."""
        return self.to_cvr(noegle, self.take(noegle))

    def to_cvr(self, noegle: str, vaerdi: str) -> str:
        """A value as CVR number."""
        cvr = bare_cvr(vaerdi)
        if not re.fullmatch("[0-9]{8}", cvr):
            raise self.fail("AFT-006", noegle, "ventede et CVR-nummer på otte cifre.")
        return cvr

    def graenser(self, noegle: str, to_led: Callable[[str, str], str], standard: list[str]) -> frozenset[str]:
        """A set of limits, where `*` is everything."""
        return frozenset(led if led == ALLE else to_led(noegle, led) for led in self.take(noegle, standard))

    def dato(self, noegle: str) -> str:
        """A date as YYYY-MM-DD; empty where it is not there."""
        dato = str(self.take(noegle, ""))
        if dato and not re.fullmatch(r"[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])", dato):
            raise self.fail("AFT-007", noegle, "ventede en dato som '2026-11-24'.")
        return dato

    def valg(self, noegle: str, mulige: list[str], standard: str) -> str:
        """One of several words."""
        vaerdi = str(self.take(noegle, standard))
        if vaerdi not in mulige:
            raise self.fail("AFT-008", noegle, f"ventede {' eller '.join(mulige)}.")
        return vaerdi


def read(tekst: str, nu: Opsat, omgivelser: Omgivelser) -> Oensket:
    """What a set-up file describes. `nu`: what it may refer to beside itself, and whose secrets it may repeat.

    Opsaetningsfejl (AFT-001 to AFT-015) with the line of what is wrong.
    """
    tabeller = _read_tables(tekst)
    organisationer = tuple(map(_organisation, tabeller["organisation"]))
    kendte = {system.uuid: system for system in nu.systemer}
    systemer = tuple(_system(tabel, kendte, omgivelser) for tabel in tabeller["system"])
    aftaler = tuple(_aftale(tabel, omgivelser) for tabel in tabeller["serviceaftale"])
    dueslag = tuple(_dueslag(tabel) for tabel in tabeller["dueslag"])
    _check_references(tabeller, nu, Oensket(organisationer, systemer, aftaler, dueslag))
    return Oensket(organisationer, systemer, aftaler, dueslag)


def _read_tables(tekst: str) -> dict[str, list[_Tabel]]:
    try:
        laest = tomllib.loads(tekst)
    except tomllib.TOMLDecodeError as error:
        sted = re.search(r"line (\d+), column (\d+)", str(error))
        hvor = f"linje {sted[1]}, tegn {sted[2]}" if sted else "slutning"
        raise Opsaetningsfejl("AFT-001", f"opsætningsfilens {hvor} kan ikke læses som TOML.") from None
    steder = _find_lines(tekst)
    tabeller: dict[str, list[_Tabel]] = {navn: [] for navn in _TABELLER}
    for navn, indhold in laest.items():
        if navn not in _TABELLER or not isinstance(indhold, list):
            linje = next((each.linje for each in steder.get(navn, [])), 1)
            raise Opsaetningsfejl(
                "AFT-002", f"opsætningsfilens linje {linje}: {navn} er ukendt; der er [[{']], [['.join(_TABELLER)}]]."
            )
        for nr, vaerdier in enumerate(indhold):
            plads = steder[navn][nr] if nr < len(steder.get(navn, [])) else _Sted(1, {})
            tabel = _Tabel(navn, plads.linje, vaerdier, plads.linjer)
            _check_keys(tabel)
            tabeller[navn].append(tabel)
    return tabeller


def _check_keys(tabel: _Tabel) -> None:
    for noegle in tabel.vaerdier:
        if noegle not in _TABELLER[tabel.navn]:
            naer = get_close_matches(noegle, _TABELLER[tabel.navn], n=1)
            raise tabel.fail("AFT-002", noegle, f"er ukendt. {f'Mente du {naer[0]}?' if naer else ''}".strip())


class _Sted(NamedTuple):
    """Where a table begins, and the lines of its keys."""

    linje: int
    linjer: dict[str, int]


def _find_lines(tekst: str) -> dict[str, list[_Sted]]:
    """The places of tables and keys; what stands inside texts of several lines is no key."""
    steder: dict[str, list[_Sted]] = {}
    her = _Sted(1, {})
    aaben = ""
    for nummer, linje in enumerate(tekst.split("\n"), 1):
        if not aaben:
            hoved = re.match(r"\s*\[\[?\s*\"?(\w+)", linje)
            noegle = re.match(r"\s*\"?([\w-]+)\"?\s*=", linje)
            if hoved and not noegle:
                her = _Sted(nummer, {})
                steder.setdefault(hoved[1], []).append(her)
            elif noegle:
                her.linjer.setdefault(noegle[1], nummer)
                if her.linje == 1 and not steder:
                    steder.setdefault(noegle[1], []).append(_Sted(nummer, {}))
        for tegn in re.findall(r"'''|\"\"\"", linje):
            aaben = "" if tegn == aaben else aaben or tegn
    return steder


def _organisation(tabel: _Tabel) -> Organisation:
    return Organisation(
        tabel.cvr("cvr"),
        tabel.take("navn"),
        tabel.uuid("uuid"),
        tabel.take("myndighed", False),  # noqa: FBT003 - the standard
        tabel.take("leverandoer", False),  # noqa: FBT003
        tabel.take("aktiv", True),  # noqa: FBT003
    )


def _system(tabel: _Tabel, kendte: Mapping[str, ItSystem], omgivelser: Omgivelser) -> ItSystem:
    uuid = tabel.uuid("uuid")
    kendt = kendte.get(uuid)
    return ItSystem(
        uuid=uuid,
        navn=tabel.take("navn"),
        cvr=tabel.cvr("cvr"),
        kontakt=tabel.take("kontakt", ""),
        fingeraftryk=tuple(_fingerprint(tabel, each, omgivelser.mappe) for each in tabel.take("certifikater", [])),
        hemmelighed=_secret(tabel, "hemmelighed", kendt.hemmelighed if kendt else "", omgivelser),
        noegle=_secret(tabel, "noegle", kendt.noegle if kendt else "", omgivelser),
        callbacks=tuple(_callback(tabel, each) for each in tabel.take("callbacks", [])),
        aktiv=tabel.take("aktiv", True),  # noqa: FBT003
    )


def _callback(tabel: _Tabel, adresse: str) -> str:
    dele = urlsplit(adresse)
    if dele.scheme not in {"https", "http"} or not dele.hostname or dele.username is not None:
        raise tabel.fail("AFT-009", "callbacks", "ventede adresser som 'https://modtager.example/besked'.")
    return adresse


def _fingerprint(tabel: _Tabel, certifikat: str, mappe: Path) -> str:
    """A SHA-256 as it is, or that of the first certificate of a PEM file."""
    bar = certifikat.replace(":", "").lower()
    if re.fullmatch("[0-9a-f]{64}", bar):
        return bar
    try:
        fundet = _PEM.search((mappe / certifikat).read_text("ascii"))
        der = b64decode("".join(fundet[1].split()), validate=True) if fundet else b""
    except (OSError, UnicodeDecodeError, Base64Error):
        der = b""
    if not der:
        ventet = "et SHA-256-fingeraftryk på 64 hexcifre eller en PEM-fil, der kan læses"
        raise tabel.fail("AFT-010", "certifikater", f"ventede {ventet}.")
    return sha256(der).hexdigest()


def _secret(tabel: _Tabel, noegle: str, kendt: str, omgivelser: Omgivelser) -> str:
    """A hash as it is kept; the one that is known where the environment's secret is still the same."""
    vaerdi = str(tabel.take(noegle, ""))
    if not vaerdi or is_hash(vaerdi):
        return vaerdi
    if not vaerdi.startswith(ENV):
        raise tabel.fail("AFT-011", noegle, "en hemmelighed står ikke i klartekst her; skriv 'env:NAVN' eller et hash.")
    hemmelighed = omgivelser.miljoe.get(vaerdi.removeprefix(ENV), "")
    if not hemmelighed:
        raise tabel.fail("AFT-012", noegle, "miljøvariablen er ikke sat.")
    return kendt if verify(hemmelighed, kendt) else hash_secret(hemmelighed)


def _aftale(tabel: _Tabel, omgivelser: Omgivelser) -> Serviceaftale:
    return Serviceaftale(
        id=tabel.take("id"),
        system=tabel.uuid("system"),
        myndighed=tabel.cvr("myndighed"),
        service=tabel.take("service", BESKEDMODTAG),
        version=tabel.take("version", "2.0"),
        beskedtyper=tabel.graenser("beskedtyper", tabel.to_uuid, []),
        koder=tabel.graenser("koder", lambda _, led: led, [ALLE]),
        foelsomhed=tabel.graenser("foelsomhed", tabel.to_uuid, []),
        forvaltningsomraader=tabel.graenser("forvaltningsomraader", lambda _, led: led, [ALLE]),
        afsendere=tabel.graenser("afsendere", tabel.to_cvr, [ALLE]),
        gyldig_fra=tabel.dato("gyldig_fra"),
        gyldig_til=tabel.dato("gyldig_til"),
        tilstand=Aftaletilstand(tabel.valg("tilstand", list(Aftaletilstand), omgivelser.standardtilstand)),
        snapshot=tabel.take("snapshot", False),  # noqa: FBT003
    )


def _dueslag(tabel: _Tabel) -> Dueslag:
    filter_ = str(tabel.take("filter", ""))
    try:
        if filter_.strip():
            parse(filter_)
    except Filterfejl as fejl:
        raise tabel.fail("AFT-013", "filter", fejl.tekst) from None
    return Dueslag(
        uuid=tabel.uuid("uuid"),
        navn=tabel.take("navn"),
        system=tabel.uuid("system"),
        beskedtype=tabel.uuid("beskedtype"),
        leveringsmaade=Leveringsmaade(tabel.valg("leveringsmaade", list(Leveringsmaade), Leveringsmaade.HENT)),
        callback=tabel.take("callback", ""),
        filter=filter_,
        fra=tabel.take("fra", 0),
        aktiv=tabel.take("aktiv", True),  # noqa: FBT003
    )


def _check_references(tabeller: Mapping[str, list[_Tabel]], nu: Opsat, oensket: Oensket) -> None:
    """Every reference is to something that the file or the set-up has; nothing stands twice."""
    organisationer = {each.cvr: each for each in (*nu.organisationer, *oensket.organisationer)}
    systemer = {each.uuid: each for each in (*nu.systemer, *oensket.systemer)}
    for tabel, organisation in zip(tabeller["organisation"], oensket.organisationer, strict=True):
        _check_once(tabel, "cvr", [each.cvr for each in oensket.organisationer].count(organisation.cvr))
    for tabel, system in zip(tabeller["system"], oensket.systemer, strict=True):
        _check_once(tabel, "uuid", [each.uuid for each in oensket.systemer].count(system.uuid))
        _check_known(tabel, "cvr", system.cvr in organisationer, "organisationen")
    for tabel, aftale in zip(tabeller["serviceaftale"], oensket.aftaler, strict=True):
        _check_once(tabel, "id", [each.id for each in oensket.aftaler].count(aftale.id))
        _check_known(tabel, "system", aftale.system in systemer, "systemet")
        myndighed = organisationer.get(aftale.myndighed)
        _check_known(tabel, "myndighed", myndighed is not None and myndighed.myndighed, "myndigheden")
    for tabel, dueslag in zip(tabeller["dueslag"], oensket.dueslag, strict=True):
        _check_once(tabel, "uuid", [each.uuid for each in oensket.dueslag].count(dueslag.uuid))
        _check_known(tabel, "system", dueslag.system in systemer, "systemet")
        tilsend = dueslag.leveringsmaade is Leveringsmaade.TILSEND
        if (tilsend or dueslag.callback) and dueslag.callback not in systemer[dueslag.system].callbacks:
            raise tabel.fail("AFT-015", "callback", "ventede en af de callbacks, som systemet har registreret.")


def _check_once(tabel: _Tabel, noegle: str, antal: int) -> None:
    if antal > 1:
        raise tabel.fail("AFT-014", noegle, "står flere gange i filen.")


def _check_known(tabel: _Tabel, noegle: str, kendt: bool, hvad: str) -> None:  # noqa: FBT001 - the answer itself
    if not kendt:
        raise tabel.fail("AFT-014", noegle, f"{hvad} findes ikke, hverken i filen eller i opsætningen.")


def export(opsat: Opsat) -> str:
    """The set-up as a file; read again it gives an empty plan. Secrets stand as hashes."""
    tabeller: list[tuple[str, Mapping[str, Any]]] = [
        *(("organisation", each._asdict()) for each in opsat.organisationer),
        *(("system", _system_keys(each)) for each in opsat.systemer),
        *(("serviceaftale", each._asdict()) for each in opsat.aftaler),
        *(("dueslag", each._asdict()) for each in opsat.dueslag),
    ]
    return "\n".join(_write_table(navn, vaerdier) for navn, vaerdier in tabeller)


def _system_keys(system: ItSystem) -> dict[str, Any]:
    vaerdier = system._asdict()
    return {**vaerdier, "certifikater": vaerdier.pop("fingeraftryk")}


def _write_table(navn: str, vaerdier: Mapping[str, Any]) -> str:
    linjer = [f"{noegle} = {_write_value(vaerdier[noegle])}" for noegle in _TABELLER[navn]]
    return "\n".join((f"[[{navn}]]", *linjer, ""))


def _write_value(vaerdi: Any) -> str:
    if isinstance(vaerdi, bool):
        return "true" if vaerdi else "false"
    if isinstance(vaerdi, int):
        return str(vaerdi)
    if isinstance(vaerdi, str):
        return '"' + "".join(map(_escape, vaerdi)) + '"'
    led = sorted(vaerdi) if isinstance(vaerdi, frozenset) else vaerdi
    return f"[{', '.join(map(_write_value, led))}]"


def _escape(tegn: str) -> str:
    if tegn in {'"', "\\"}:
        return "\\" + tegn
    return f"\\u{ord(tegn):04x}" if tegn < " " or tegn == "\x7f" else tegn
