"""How organisations, users and keys look on the screen."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from rich.markup import escape
from rich.table import Table

from cpr_haendelser.adgang.model import Aktoerart, Bruger
from cpr_haendelser.aftaler.model import Organisation
from cpr_haendelser.cli.skaerm import table
from cpr_haendelser.fordeling.gaeldende import Gaeldende
from cpr_haendelser.storage.adgangsbog import Noegle


def show_organisationer(fundne: Iterable[Organisation]) -> Table:
    """A table of organisations."""
    made = table("Organisationer", "CVR", "Navn", "Er", "UUID")
    for each in fundne:
        made.add_row(each.cvr, escape(each.navn), _is(each), each.uuid)
    return made


def describe_organisation(organisation: Organisation) -> str:
    """An organisation in one line."""
    return f"{organisation.navn}: CVR {organisation.cvr}, {_is(organisation)}"


def _is(organisation: Organisation) -> str:
    er = [ord_ for ord_, ja in (("myndighed", organisation.myndighed), ("leverandør", organisation.leverandoer)) if ja]
    return ", ".join([*er, *([] if organisation.aktiv else ["lukket"])])


def show_brugere(fundne: Iterable[Bruger], has_totp: Callable[[Bruger], bool]) -> Table:
    """A table of users."""
    made = table("Brugere", "Bruger", "Navn", "CVR", "Roller", "App", "Stand")
    for each in fundne:
        roller = ", ".join(sorted(each.roller)) or "ingen"
        app, stand = "ja" if has_totp(each) else "nej", "åben" if each.aktiv else "lukket"
        made.add_row(each.brugernavn, escape(each.navn), each.cvr, roller, app, stand)
    return made


def describe_bruger(bruger: Bruger) -> str:
    """A user in one line."""
    roller, stand = ", ".join(sorted(bruger.roller)) or "ingen roller", "" if bruger.aktiv else ", lukket"
    return f"{bruger.brugernavn} ({bruger.navn}, CVR {bruger.cvr}): {roller}{stand}"


def show_noegler(fundne: Iterable[Noegle], gaeldende: Gaeldende) -> Table:
    """A table of keys."""
    made = table("Nøgler", "Id", "Navn", "Til", "Kan", "Gælder til", "Sidst brugt", "Stand")
    for each in fundne:
        stand = f"lukket {each.lukket[:10]}" if each.lukket else "åben"
        kan = ", ".join(sorted(each.omfang))
        made.add_row(
            each.id, escape(each.navn), escape(_owner(each, gaeldende)), kan, each.udloeber[:10],
            each.sidst_brugt or "aldrig", stand,
        )  # fmt: skip
    return made


def _owner(noegle: Noegle, gaeldende: Gaeldende) -> str:
    if noegle.art == Aktoerart.BRUGER:
        bruger = gaeldende.brugere.get(noegle.ejer)
        return bruger.brugernavn if bruger is not None else noegle.ejer
    system = gaeldende.systemer.get(noegle.ejer)
    return system.navn if system is not None else noegle.ejer
