"""Letters about orders: the operator is told of what waits for it, the orderer of what others did with its order.

Written from the news that the ordrelager keeps with each step and word, in its transaction; how far they are written
is kept with them in the post room. So none is lost and none written twice, wherever the program ends.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple
from uuid import UUID, uuid5

from cpr_haendelser.administration.adressebog import Adressebog
from cpr_haendelser.administration.breve import Brev, Sekretaer, to_json
from cpr_haendelser.cpr.fritekst import holds_number
from cpr_haendelser.storage.aftalebog import Aftalebog
from cpr_haendelser.storage.ordre import Ordrenyt, Ordretilstand, Side
from cpr_haendelser.storage.ordrelager import Ordrelager
from cpr_haendelser.storage.postrum import Opsaetning

_NAVNERUM = UUID("0f0b7a52-3c6e-5d0e-9f3c-6b1a2d7c4e58")
_UHELD = frozenset({Ordretilstand.DELVIST_UDFOERT, Ordretilstand.MISLYKKET, Ordretilstand.STOPPET})
"""Where an order may end by itself that the orderer has not asked for."""

HER = "(teksten har et personnummer i sig og læses i konsollen)"


class Kontor(NamedTuple):
    """Whose letters they are."""

    miljoe: str
    installation: str
    """Its name; may be empty."""
    operatoer: tuple[str, ...]
    """Its mail addresses."""
    automatisk: bool
    """What is submitted is approved and carried out without anybody doing anything."""


def write_order_letters(
    ordrelager: Ordrelager, bog: Aftalebog, opsaetning: Callable[[], Opsaetning], kontor: Kontor
) -> int:
    """Puts the letters about what has happened to orders into the queue; how many."""
    antal = 0
    while nyt := ordrelager.nyt(efter=(efter := bog.ordrenyt_til())):
        opsat, til = opsaetning(), nyt[-1].nr
        breve = [to_json(brev) for each in nyt if (brev := write(each, opsat, kontor)) is not None]
        if bog.skriv_ordrebreve(breve, efter=efter, til=til):
            antal += len(breve)
        ordrelager.glem_nyt(bog.ordrenyt_til())
    return antal


def write(nyt: Ordrenyt, opsat: Opsaetning, kontor: Kontor) -> Brev | None:
    """The letter about a step or a word, always the same; None where nobody need be told, or can be."""
    adresser = Adressebog(opsat.brugere, kontor.operatoer)
    til = _addressees(nyt, opsat, adresser, automatisk=kontor.automatisk)
    if not til:
        return None
    ordre = nyt.ordre
    sket = _happened(nyt)
    tekst = [
        f"{sket}.",
        *(["", *without_numbers(nyt.indlaeg.tekst).splitlines()] if nyt.indlaeg.tekst else []),
        "",
        f"Ordre:      {ordre.nr} {without_numbers(ordre.titel)}".rstrip(),
        f"Se den i konsollen eller over HTTP: /ordrer/{ordre.uuid}",
    ]
    sekretaer = Sekretaer(adresser, kontor.miljoe, kontor.installation, nyt.indlaeg.tidspunkt)
    id_ = uuid5(_NAVNERUM, f"{ordre.uuid}/{nyt.nr}/{nyt.indlaeg.tidspunkt}")
    return sekretaer.compose(til, sket, tekst, str(id_))


def without_numbers(tekst: str) -> str:
    """The text as it may leave by mail: about test persons one may write, but their numbers stay here."""
    return HER if holds_number(tekst) else tekst


def _addressees(nyt: Ordrenyt, opsat: Opsaetning, adresser: Adressebog, *, automatisk: bool) -> tuple[str, ...]:
    match nyt.side:
        case Side.BESTILLER:
            venter = nyt.til is None or (nyt.til is Ordretilstand.INDSENDT and not automatisk)
            return adresser.operatoer if venter else ()
        case Side.PROGRAMMET if nyt.til not in _UHELD and (automatisk or nyt.til is not Ordretilstand.UDFOERT):
            return ()
        case _:
            system = next((each for each in opsat.systemer if each.uuid.lower() == nyt.ordre.system.lower()), None)
            return adresser.find_orderer(nyt.ordre.ejer, system)


def _happened(nyt: Ordrenyt) -> str:
    nr, hvem = nyt.ordre.nr, f"{nyt.indlaeg.hvem[:1].upper()}{nyt.indlaeg.hvem[1:]}"
    if nyt.til is None:
        return f"{hvem} har skrevet om ordre {nr}"
    if nyt.side is Side.PROGRAMMET:
        return f"Ordre {nr} er nu {nyt.til.vist}"
    return f"{hvem} har taget et skridt med ordre {nr}, der nu er {nyt.til.vist}"
