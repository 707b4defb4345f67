"""Small made-up persons, decisions and deliveries for the storage tests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_OID, UUID, uuid5

from cpr_haendelser.cpr.layouts import CHARSET, posttyper
from cpr_haendelser.haendelser.model import ORDREREGEL, Adresse, Art, Beslutning, Ordrested, Rolle
from cpr_haendelser.replika.billede import read_relationer, to_dokument, to_tekster
from cpr_haendelser.storage.lager import (
    Afgoerelse,
    Billede,
    Kvittering,
    Lager,
    Leverance,
    Leveranceart,
    Personaendring,
)
from cpr_haendelser.storage.ordre import Ordrehaendelse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

OPGAVE, ANDEN_OPGAVE = "610000", "620000"
DANNET = "2026-01-02T06:00:00.000+01:00"
ANNA, BO, CARLA, DAN = 6101900001, 6101900002, 6101900003, 6101900004


def dag(nummer: int) -> str:
    """Production dates in order; 0 is no date."""
    return f"202601{nummer:02}" if nummer else ""


def linje(posttype: str, pnr: int, **felter: str) -> bytes:
    """A record line with some fields filled in."""
    layout = posttyper()[posttype]
    text = bytearray(b" " * layout.laengde)
    for navn, value in {"RECORDTYPE": posttype, "PNR": f"{pnr:010}", **felter}.items():
        place = layout.field(navn).slice
        text[place] = value.ljust(place.stop - place.start).encode(CHARSET)
    return bytes(text)


def dokument(pnr: int, *, adresse: str = "0101 1234 001A", boern: Iterable[int] = (), mor: int = 0) -> bytes:
    """A person's records: status 01, an address (municipality road house, or empty), children and mother."""
    linjer = [linje("001", pnr, STATUS="01")]
    if adresse:
        kommune, vej, hus = adresse.split(" ")
        linjer.append(linje("002", pnr, KOMKOD=kommune, VEJKOD=vej, HUSNR=hus))
    linjer += [linje("014", pnr, PNRBARN=f"{barn:010}") for barn in boern]
    if mor:
        linjer.append(linje("015", pnr, PNRMOR=f"{mor:010}"))
    return to_dokument(linjer)


def beslutning(pnr: int, **felter: Any) -> Beslutning:
    """A move into municipality 0101, except for what is said."""
    hjem = Adresse("0101", "1234", "001A", "", "", "", "")
    standard = Beslutning(
        pnr=f"{pnr:010}",
        kode="034",
        art=Art.NY,
        regel="tilflytning",
        rolle=Rolle.NY,
        kommune="0101",
        gyldig_fra="202601011200",
        usikker=False,
        registreret="202601020800",
        om="",
        grupper=("adresse",),
        foer=None,
        efter=hjem,
        relaterede=(),
        retter=None,
        hoved=None,
        linjer=(),
        poster=("002+",),
    )
    return standard._replace(**felter)


def ident(*dele: object) -> UUID:
    """The same id for the same parts."""
    return uuid5(NAMESPACE_OID, repr(dele))


Given = tuple[Beslutning, bytes, bytes, str]


def given(beslutning: Beslutning, navn: object, cvr: str = "11111111") -> Given:
    """A decision with its ids and receiver."""
    return beslutning, ident("registrering", navn).bytes, ident("besked", navn).bytes, cvr


ORDRE = "0d9f0000-0000-4000-8000-000000000001"


def ordret(pnr: int, linje: int = 1, cvr: str = "11111111", navn: object = None, **felter: Any) -> Ordrehaendelse:
    """A hændelse ordered by a line; done again it has the same ids. `kreds` and `retter_nr` are its own, the rest the
    decision's.
    """
    sted = str(Ordrested(ORDRE, linje, 1, 1))
    kreds, retter = felter.pop("kreds", ()), felter.pop("retter_nr", 0)
    fundet = beslutning(pnr, **{"regel": ORDREREGEL, "poster": (), **felter})
    ider = ident("registrering", navn or sted, pnr), ident("besked", navn or sted, pnr)
    return Ordrehaendelse(fundet, *ider, cvr, sted, kreds, retter)


def afgoerelse(
    pnr: int,
    *haendelser: Given,
    foer: Billede | None = None,
    efter: bytes | None = None,
    linjer: Iterable[tuple[int, str, str, str, str]] = (),
    aeldre: bool = False,
) -> Afgoerelse:
    """A person decided: from the image before to the document after (None: left alone)."""
    fil = foer.fil if foer else 0
    if efter is None or (foer and foer.dokument == efter):
        return Afgoerelse(pnr, None, haendelser, tuple(linjer), fil, aeldre)
    nye = read_relationer(to_tekster(efter))
    gamle = read_relationer(to_tekster(foer.dokument)) if foer else set()
    aendring = Personaendring(pnr, fil, efter, tuple(sorted(nye - gamle)), tuple(sorted(gamle - nye)))
    return Afgoerelse(pnr, aendring, haendelser, tuple(linjer))


def leverance(opgave: str = OPGAVE, nummer: int = 1, forrige: int | None = None, **felter: Any) -> Leverance:
    """The ledger line of a task's file on a day; it follows the day before, except where it is said."""
    foer = nummer - 1 if forrige is None else forrige
    standard = Leverance(
        fil=0,
        opgave=opgave,
        proddto=dag(nummer),
        proddto_forrig=dag(foer),
        filnavn=f"d{dag(nummer)[2:]}.l{opgave}",
        sha256=f"{opgave}{nummer}",
        art=Leveranceart.AENDRINGER,
        modtaget=DANNET,
        personer=1,
        aendrede=0,
        aeldre=0,
        poster={"001": 1},
        koder099={},
        bemaerkninger=("én post er længere end sit layout",),
        grund="",
    )
    return standard._replace(**felter)


def never_again(pnrs: Sequence[int], _billeder: dict[int, Billede]) -> list[Afgoerelse]:
    """A receiver for tests where nobody is decided again."""
    raise AssertionError(f"{len(pnrs)} persons were to be decided again")


def cvr_for(kommune: str) -> str:
    """Korsbæk and its neighbours; 09xx has no receiver."""
    return "" if kommune.startswith("09") else f"1000{kommune}"


def establish(lager: Lager, dokumenter: dict[int, bytes], ledger: Leverance | None = None) -> Leverance:
    """Fills the empty replica."""
    ledger = ledger or leverance()._replace(art=Leveranceart.ETABLERING)
    return lager.etabler(iter(dokumenter.items()), lambda: ledger)


def receive(
    lager: Lager,
    ledger: Leverance,
    *afgoerelser: Afgoerelse,
    genafgoer: Callable[[Sequence[int], dict[int, Billede]], list[Afgoerelse]] = never_again,
    ordrehaendelser: Sequence[Ordrehaendelse] = (),
) -> Kvittering:
    """Commits a delivery of these decisions."""
    saet = lager.saetnummer("{}")
    spool = lager.new_spool()
    try:
        spool.add(afgoerelser)
        return lager.modtag(
            spool,
            ledger,
            dannet=DANNET,
            saet=saet,
            genafgoer=genafgoer,
            cvr_for=cvr_for,
            ordrehaendelser=ordrehaendelser,
        )
    finally:
        spool.close()


def carry_out(lager: Lager, *haendelser: Ordrehaendelse, proddto: str = "20260115") -> list[int]:
    """Writes ordered hændelser; their numbers."""
    return lager.log(haendelser, dannet=DANNET, saet=lager.saetnummer("{}"), proddto=proddto)


def log_of(lager: Lager) -> list[tuple[int, str, str]]:
    """(number, code, receiver) of the whole log."""
    return [(h.loebenummer, h.beslutning.kode, h.modtager_cvr) for h in lager.haendelser(antal=100_000)]


def everything(lager: Lager, pnrs: Sequence[int] = ()) -> dict[str, object]:
    """All that can be read, for comparing two lagre or two moments."""
    leverancer = lager.leverancer(antal=100_000)
    return {
        "leverancer": leverancer,
        "seneste_modtagne": lager.seneste_leverancer(),
        "seneste": [lager.seneste_leverance(opgave) for opgave in (OPGAVE, ANDEN_OPGAVE)],
        "linjer": [lager.linjer099(ledger.fil, antal=100_000) for ledger in leverancer],
        "antal": lager.antal_personer(),
        "billeder": lager.billeder(pnrs),
        "versioner": [lager.versioner(pnr) for pnr in pnrs],
        "pr_fil": [lager.billede_pr_fil(pnr, ledger.fil) for pnr in pnrs for ledger in leverancer],
        "relationer": [lager.relationer_til(pnr) for pnr in pnrs],
        "adresser": [lager.personer_paa(kommune) for kommune in ("0101", "0102", "0901")],
        "veje": [lager.personer_paa("0101", vejkode="1234"), lager.personer_paa("0101", vejkode="1234", husnr="001A")],
        "beboere": [lager.personer_i(["0101", "0901"], fil=ledger.fil) for ledger in leverancer],
        "stade": lager.stade(),
        "log": lager.haendelser(antal=100_000),
        "sidste": lager.sidste_loebenummer(),
        "uden_modtager": lager.uden_modtager(antal=100_000),
        "antal_uden_modtager": lager.antal_uden_modtager(),
    }
