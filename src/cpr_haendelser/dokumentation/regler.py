"""docs/regler.md: the rule table and the table of 099 codes."""

from __future__ import annotations

from collections.abc import Iterable

from cpr_haendelser.cpr.koder import lookup
from cpr_haendelser.dokumentation.markdown import page, table
from cpr_haendelser.haendelser.koder099 import koder099
from cpr_haendelser.haendelser.model import SAMLE, Rolle
from cpr_haendelser.haendelser.regler import ALLE, RETTES_AF, Regel
from cpr_haendelser.haendelser.visning import code_name

ROLLER = {
    Rolle.NY: "kommunen efter skridtet (ny); har personen ingen nu, den seneste",
    Rolle.GAMMEL: "kommunen før skridtet (gammel)",
    Rolle.SENESTE: "den seneste kommune (seneste)",
    Rolle.RELATERET: "en pårørendes kommune (relateret)",
}
BETINGELSER = {
    "": "",
    "anden_kommune": "til en anden kommune",
    "samme_kommune": "inden for kommunen",
    "nyfoedt": "personen er nyfødt",
    "ikke_nyfoedt": "personen er ikke nyfødt",
    "uden_ny_civilstand": "civilstanden tog ikke selv et skridt i leverancen",
}
"""The conditions of the rule table in words; a condition that is not here is an error of the documentation."""
UDEN_FORLOEB = {
    "doedsfald-annulleret": "et dødsfald står ikke mere",
    "umyndiggjort": "et værgemål kommer til",
    "myndiggjort": "et værgemål forsvinder",
    "faderskab": "en far kommer til, eller hans nummer rettes under A38",
    "adoption": "forældrene skifter under A35, eller begge skifter",
    "foedsel-mor": "et barn kommer til under A36 eller A51 med mærket MO",
    "ny-person": "personen er ny i CPR",
    "samling": "alt andet, der er ændret, samlet i én hændelse",
}
"""What the rules that are no plain step from one kind to another look at."""

_INDLEDNING = """Hvad der skete, læses af en persons poster før og efter en leverance. En række siger,
hvilket skridt der er hvilken hændelse, og hvem den er til. Hvordan der læses, står i
[afledning.md](afledning.md).

Koderne og deres navne er fra en leverandørs offentliggjorte liste. Hvad der udløser dem, er ikke
offentligt: det er vores læsning, og en række kan skiftes ud."""


def render() -> str:
    """The page."""
    return page(
        "Reglerne",
        _INDLEDNING,
        "## Fra skridt til hændelse",
        table(
            ("Kode", "Hændelse", "Regel", "Læses i", "Fra", "Til", "Når", "Til kommunen", "Forklarer ændringer i"),
            (_row(regel) for regel in ALLE),
        ),
        "## Hvad en rettelse eller annullering kan pege på",
        "En kode, der ikke står her, peger på sig selv.",
        table(("Kode", "Peger på den seneste tidligere af"), ((k, ", ".join(v)) for k, v in sorted(RETTES_AF.items()))),
        "## 099-koderne",
        "Hvilke grupper af poster en 099-linje handler om, og hvilken art den har. En kode, der ikke står her, giver en"
        " opsamlingshændelse med gruppen `ukendt_kode`.",
        table(("Kode", "Betydning", "Sikkerhed", "Grupper", "Art"), _koder099()),
    )


def _row(regel: Regel) -> tuple[str, ...]:
    kode = "samlekode" if regel.kode == SAMLE else regel.kode
    return (
        kode,
        code_name(regel.kode, regel.navn),
        f"`{regel.navn}`",
        regel.kilde,
        _words(regel.fra),
        _words(regel.til),
        UDEN_FORLOEB.get(regel.navn) or BETINGELSER[regel.betingelse],
        ROLLER[regel.rolle],
        _words(regel.forklarer),
    )


def _words(words: Iterable[str]) -> str:
    return ", ".join(sorted(words))


def _koder099() -> Iterable[tuple[str, ...]]:
    for kode in koder099().values():
        known = lookup("haendelse099", kode.kode)
        dansk, sikkerhed = (known.dansk, known.sikkerhed) if known else ("", "ukendt")
        yield kode.kode, dansk, sikkerhed, ", ".join(kode.grupper), kode.art
