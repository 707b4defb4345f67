"""What a page is, and how it is drawn."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Awaitable, Callable, Mapping
from enum import Enum, auto
from importlib.resources import files
from typing import TYPE_CHECKING, Any, NamedTuple

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.responses import HTMLResponse, Response

from cpr_haendelser import __version__
from cpr_haendelser.adgang.handling import Handling
from cpr_haendelser.cpr.vagt import Miljoe
from cpr_haendelser.fejl import Brugsfejl, Fejl
from cpr_haendelser.haendelser.model import SAMLE
from cpr_haendelser.konsol import ROD, sprog
from cpr_haendelser.konsol.fejlsprog import to_english
from cpr_haendelser.konsol.formular import TOM, Formular
from cpr_haendelser.konsol.kald import Kald
from cpr_haendelser.konsol.ordbog import ordbog

if TYPE_CHECKING:
    from starlette.requests import Request


_NUMMER = re.compile(r"(?<![0-9A-Fa-f-])[0-9]{6}[- ]?[0-9]{4}(?![0-9A-Fa-f-])")
"""What has a personnummer's shape and is no part of a UUID."""
_ADRESSE = re.compile(r"https?://[A-Za-z0-9.:\[\]-]+")
_KODEORD = re.compile("`([^`]+)`")
_LEDSKEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=_)(?=[A-Za-z])")
"""Where a name of several words may be broken."""
_CIFRE = 18
"""Of numbers that fit into 64 bits."""


class Adgang(Enum):
    """Who may see a page that shows nothing of anybody."""

    AABEN = auto()
    """Anybody."""
    UFAERDIG = auto()
    """Whoever has logged in, also while a password or second factor must be seen to."""
    INDLOGGET = auto()
    """Whoever has logged in."""


KORT = 64 * 1024
"""Bytes of a form without long texts."""


class Besoeg(NamedTuple):
    """A request that was let in."""

    request: Request
    kald: Kald
    felter: Mapping[str, str]
    """Of the form that was sent; empty where none was."""
    form: Formular = TOM
    """All of it: fields with several values, and files."""
    fejl: Fejl | None = None
    """What the form was refused with, where it is shown again."""


Vis = Callable[[Besoeg], Response | Awaitable[Response]]


class Side(NamedTuple):
    """One page: its address, what it takes to see it, and what shows it (in a thread where it is no coroutine)."""

    metode: str
    sti: str
    adgang: Adgang | Handling
    vis: Vis
    hoejst: int = KORT
    """Most bytes in its form."""
    foelges: bool = False
    """What its form makes is followed on a page of its own, also by whoever is on a way of Kom godt i gang."""
    igen: Vis | None = None
    """Shows its form again when it was refused, as `Besoeg.fejl` says; None: the refusal is a page of its own, or `vis`
    answers it. The page that is got at the same address shows it, too (konsol.udkast)."""


class Menugruppe(NamedTuple):
    """Pages that stand together in the menu, in the order of the groups' numbers."""

    nr: int
    navn: str
    """Empty: the group has no heading."""


FORAN = Menugruppe(0, "")
REGISTER = Menugruppe(1, "Register")
LEVERING = Menugruppe(2, "Levering")
BESTILLING = Menugruppe(3, "Bestilling")
ADGANGEN = Menugruppe(4, "Adgang")
VEJLEDNING = Menugruppe(5, "Vejledning")
GRUPPER = (FORAN, REGISTER, LEVERING, BESTILLING, ADGANGEN, VEJLEDNING)


class Punkt(NamedTuple):
    """A way to a page in the menu."""

    gruppe: Menugruppe
    sti: str
    navn: str
    handling: Handling | None
    """None: whoever has logged in."""


MENU = (
    Punkt(FORAN, "", "Overblik", None),
    Punkt(REGISTER, "/haendelser", "Hændelser", Handling.LOG_LAES),
    Punkt(REGISTER, "/filer", "Filer", Handling.FIL_LAES),
    Punkt(REGISTER, "/personer", "Personer", Handling.PERSON_AABN),
    Punkt(LEVERING, "/dueslag", "Dueslag", Handling.DUESLAG_LAES),
    Punkt(LEVERING, "/vaerdilister", "Værdilister", Handling.VAERDILISTE_LAES),
    Punkt(BESTILLING, "/ordrer", "Ordrer", Handling.ORDRE_LAES),
    Punkt(BESTILLING, "/testpersoner", "Testpersoner", Handling.TESTPERSON_LAES),
    Punkt(BESTILLING, "/gemte", "Gemte skabeloner", Handling.ORDRE_LAES),
    Punkt(BESTILLING, "/priser", "Priser", Handling.PRIS_LAES),
    Punkt(BESTILLING, "/afregning", "Afregning", Handling.PRIS_LAES),
    Punkt(VEJLEDNING, "/kom-godt-i-gang", "Kom godt i gang", Handling.STATUS_LAES),
    Punkt(ADGANGEN, "/aftaler", "Serviceaftaler", Handling.AFTALE_LAES),
    Punkt(ADGANGEN, "/systemer", "It-systemer", Handling.SYSTEM_LAES),
    Punkt(ADGANGEN, "/organisationer", "Organisationer", Handling.ORGANISATION_LAES),
    Punkt(ADGANGEN, "/brugere", "Brugere", Handling.BRUGER_LAES),
    Punkt(ADGANGEN, "/noegler", "Nøgler (API)", Handling.NOEGLE_LAES),
    Punkt(ADGANGEN, "/revision", "Revisionsspor", Handling.REVISION_KONTROLLER),
    Punkt(ADGANGEN, "/indstillinger", "Indstillinger", Handling.OPSAETNING_LAES),
    Punkt(ADGANGEN, "/konto", "Min konto", Handling.KONTO_RET),
    Punkt(VEJLEDNING, "/ydelse", "Ydelsen", None),
    Punkt(VEJLEDNING, "/ord", "Ordliste", None),
)
"""In the order of the menu; names in Danish, translated where they are shown."""


def _environment(valgt: str) -> Environment:
    env = Environment(
        loader=PackageLoader("cpr_haendelser.konsol", "skabeloner"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    env.install_gettext_translations(sprog.oversaettelse(valgt), newstyle=True)  # type: ignore[attr-defined]
    env.filters["antal"] = lambda tal: sprog.antal(tal, valgt)
    env.filters["dato"] = lambda vaerdi: sprog.dato(vaerdi, valgt)
    env.filters["tid"] = lambda vaerdi: sprog.tid(vaerdi, valgt)
    env.filters["kroner"] = lambda beloeb: sprog.kroner(beloeb, valgt)
    env.filters["cprtid"] = lambda vaerdi: sprog.cprtid(vaerdi, valgt)
    env.filters["navngiv"] = lambda each: (each.cvr, f"{each.navn} ({each.cvr})")
    env.filters["sagt"] = lambda tekst: sprog.sagt(tekst, valgt)
    env.filters["detalje"] = lambda tekst: sprog.detalje(tekst, valgt)
    env.filters["stunder"] = lambda tekst: sprog.stunder(tekst, valgt)
    env.filters["data"] = lambda tekst: as_danish(tekst, valgt)
    env.filters["skrevet"] = lambda tekst: say_or_quote(tekst, valgt)
    env.filters["oversat"] = lambda par: (par[0], sprog.oversaettelse(valgt).gettext(par[1]))
    env.filters["medkode"] = mark_code
    env.filters["ombrudt"] = let_break
    env.filters["fejlsprog"] = to_english if valgt == sprog.ENGELSK else str
    env.filters["valgord"] = lambda vaerdi: (vaerdi, sprog.choice(vaerdi, valgt))
    env.globals.update(ordbog=ordbog(valgt))
    env.globals.update(rod=ROD, sprog=valgt, sprogene=sprog.SPROG, program=__version__, stil=_static_mark())
    env.globals["dansk"] = Markup("") if valgt == sprog.DANSK else Markup(' lang="da"')
    return env


def mark_code(tekst: str) -> Markup:
    """A text with what stands in backticks as code."""
    return Markup(_KODEORD.sub(r"<code>\1</code>", str(escape(tekst))))  # noqa: S704 - it is escaped


def as_danish(tekst: str, valgt: str) -> str:
    """What is not ours to translate (what people wrote, words of the records), told to be Danish."""
    if valgt == sprog.DANSK or not tekst:
        return tekst
    return Markup('<span lang="da">{}</span>').format(tekst)


def say_or_quote(tekst: str, valgt: str) -> str:
    """A reason, or an entry of a thread: ours, which is said in the language, or what somebody wrote, as it is."""
    sagt = to_english(tekst) if valgt == sprog.ENGELSK else tekst
    return sagt if sagt != tekst else as_danish(tekst, valgt)


def let_break(navn: str) -> Markup:
    """A long name that may be broken where a word in it begins: URNIdentifikator, HAENDELSER_MAIL__TIL."""
    return Markup(_LEDSKEL.sub("<wbr>", str(escape(navn))))  # noqa: S704 - it is escaped


def _static_mark() -> str:
    """Changes with the style sheet and the scripts, so that a browser never keeps old ones."""
    alle = sorted((files(__package__) / "statisk").iterdir(), key=lambda fil: fil.name)
    return hashlib.sha256(b"".join(fil.read_bytes() for fil in alle if fil.is_file())).hexdigest()[:8]


MILJOEER = {valgt: _environment(valgt) for valgt in sprog.SPROG}
"""What draws the pages, by language."""


def draw(kald: Kald, skabelon: str, status: int = 200, **vaerdier: Any) -> HTMLResponse:
    """A page in the language of the call."""
    env = MILJOEER[kald.sprog]
    menu = [punkt for punkt in MENU if kald.aktoer and (punkt.handling is None or kald.may(punkt.handling))]
    tekst = env.get_template(f"{skabelon}.html").render(kald=kald, menu=menu, **vaerdier)
    return HTMLResponse(tekst, status)


def address_of(besoeg: Besoeg) -> str:
    """What the reader calls this server by, without a slash at its end; REST and feed are there too.

    It stands in commands that are copied: what is not plainly an address is not repeated.
    """
    adresse = str(besoeg.request.base_url).rstrip("/")
    return adresse if _ADRESSE.fullmatch(adresse) else "http://localhost"


def read_number(besoeg: Besoeg, navn: str, ellers: int) -> int:
    """A whole number from the address, or another."""
    return to_number(besoeg.request.query_params.get(navn, ""), ellers)


def to_number(tekst: str, ellers: int) -> int:
    """A whole number as somebody wrote it, where it is one that can be, or another."""
    return int(tekst) if tekst.isascii() and tekst.isdigit() and len(tekst) <= _CIFRE else ellers


def read_path_number(besoeg: Besoeg, navn: str) -> int:
    """A whole number that the address is made with; Brugsfejl WEB-404 where it is none."""
    nummer = to_number(str(besoeg.request.path_params[navn]), -1)
    if nummer < 0:
        raise Brugsfejl("WEB-404", "der er ingen side på den adresse.")
    return nummer


def wire_code(kode: str, samlekode: str) -> str:
    """A hændelse's code as it is on the wire: a catch-all's is a setting."""
    return samlekode if kode == SAMLE else kode


def mask_pnr(kald: Kald, pnr: str) -> str:
    """A personnummer as a page shows it: masked, but for test persons, who are made up."""
    if kald.miljoe is Miljoe.EXTTEST and not (kald.kalder and kald.kalder.maskeret):
        return f"{pnr[:6]}-{pnr[6:]}"
    return f"{pnr[:6]}-****"


def is_masked(kald: Kald) -> bool:
    """Whether a page shows this caller personnumre masked."""
    return mask_pnr(kald, "0" * 10).endswith("*")


def show_numbers_in(kald: Kald, tekst: str) -> str:
    """A text with what has a personnummer's shape as a page shows it."""
    return _NUMMER.sub(lambda fundet: mask_pnr(kald, re.sub("[- ]", "", fundet[0])), tekst)


def mask_numbers_in(tekst: str) -> str:
    """A text without the last four digits of what has a personnummer's shape."""
    return _NUMMER.sub(lambda fundet: f"{fundet[0][:6]}-****", tekst)
