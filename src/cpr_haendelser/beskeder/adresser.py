"""The addresses that a message names, and what each of them is to the person.

Tidligere is where the person lived before a move, nuvaerende where the person lives when the delivery has been
received. After a move that is the address it led to. An annulled move led to an address that is not true: that one
is named as annulleret, and nuvaerende is what the person's records say (docs/decisions/0013).
"""

from __future__ import annotations

from functools import cache

from cpr_haendelser.beskeder.grundlag import Person
from cpr_haendelser.cpr.layouts import posttyper
from cpr_haendelser.haendelser.model import Adresse, Art, Beslutning, Haendelse
from cpr_haendelser.haendelser.regler import TIL_ADRESSE


def annulled_adresse(b: Beslutning) -> Adresse | None:
    """The address that an annulled move led to; None for everything else."""
    return b.efter if b.art is Art.ANNULLERING and b.kode in TIL_ADRESSE else None


def own_adresse(b: Beslutning) -> Adresse | None:
    """The present address as the hændelse itself tells it; None where it tells none."""
    return None if annulled_adresse(b) else b.efter


def current_adresse(person: Person) -> Adresse | None:
    """The address of record 002."""
    linje = person.foerste("002")
    return Adresse(*[linje[felt].strip(" ") for felt in _adressefelter()]) if linje else None


def present_adresse(b: Beslutning, person: Person) -> Adresse | None:
    """The address to show as the present one: the hændelse's own, else the current one."""
    return own_adresse(b) or current_adresse(person)


def kuvert_adresse(haendelse: Haendelse, nuvaerende: Adresse | None) -> Adresse | None:
    """The present address as the kuvert has it: the one to show, but of an order only what it says itself."""
    return own_adresse(haendelse.beslutning) if haendelse.ordre else nuvaerende


def named_adresser(b: Beslutning, nuvaerende: Adresse | None) -> list[tuple[str, Adresse]]:
    """The addresses of a kuvert (none without a municipality), each with its role; `nuvaerende` is the present one."""
    roller = (("tidligere", b.foer), ("annulleret", annulled_adresse(b)), ("nuvaerende", nuvaerende))
    return [(rolle, adresse) for rolle, adresse in roller if adresse is not None and adresse.kommunekode]


@cache
def _adressefelter() -> tuple[slice, ...]:
    layout = posttyper()["002"]
    return tuple(
        layout.field(felt).slice for felt in ("KOMKOD", "VEJKOD", "HUSNR", "ETAGE", "SIDEDOER", "BNR", "CONVN")
    )
