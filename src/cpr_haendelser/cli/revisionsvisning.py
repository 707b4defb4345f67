"""What `revision` shows: how far the audit is, answers, and what came of a check."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from rich.markup import escape
from rich.table import Table

from cpr_haendelser.cli.skaerm import count, table
from cpr_haendelser.cli.vaerdityper import to_clock
from cpr_haendelser.cpr.personnummer import MASKE
from cpr_haendelser.revision.bog import Begyndelse
from cpr_haendelser.revision.eksport import Efterset
from cpr_haendelser.revision.kontrol import Fund, Kontrol
from cpr_haendelser.revision.post import Hoved
from cpr_haendelser.revision.segl import Segl
from cpr_haendelser.revision.svar import Linje, Side
from cpr_haendelser.revision.tegn import to_hex

_LAENGST = 300
"""Characters of details that a table shows; --json shows them all."""
_FUND_HOEJST = 50
"""So many findings are told one by one."""


def describe(hoved: Hoved, kaede: str, begyndelse: Begyndelse, sidst: tuple[str, Segl] | None) -> Iterator[str]:
    """How far it is."""
    if not hoved.nr:
        yield "Revisionssporet er tomt."
        return
    yield f"Kæde {kaede}"
    yield f"  {count(hoved.nr - begyndelse.hoved.nr)} led, det sidste er nr. {hoved.nr} fra {to_clock(hoved.tidspunkt)}"
    yield f"  hoved: {to_hex(hoved.hash)}"
    if begyndelse.hoved.nr:
        yield f"  led 1-{begyndelse.hoved.nr} er bortfaldet (til {to_clock(begyndelse.hoved.tidspunkt)})"
    if sidst is None:
        yield "  underskrevet: aldrig; `haendelser revision noegle` laver nøglen"
    else:
        yield f"  underskrevet: led {sidst[1].nr}, {to_clock(sidst[0])}"


def show(side: Side, systemer: Mapping[str, str], *, maskeret: bool) -> Table:
    """An answer."""
    made = table(
        "", "Led>", "Tid", "Handling", "Hvem", "System", "Myndighed", "Aftale", "Sag", "Person", "Nr.>", "Hvad"
    )
    for linje in side.linjer:
        post = linje.post
        made.add_row(
            str(linje.led),
            to_clock(linje.tidspunkt),
            post.handling,
            escape(post.hvem or "programmet"),
            escape(systemer.get(post.system.lower(), post.system)),
            post.myndighed,
            escape(post.aftale),
            escape(post.sag),
            "" if not post.pnr else MASKE if maskeret else f"{post.pnr:010d}",
            str(post.loebenummer or ""),
            escape(_what(linje)),
        )
    return made


def _what(linje: Linje) -> str:
    detaljer = "; ".join(f"{navn}={value}" for navn, value in linje.post.detaljer)
    tekst = " ".join(filter(None, (", ".join(linje.post.felter), detaljer)))
    return f"{tekst[:_LAENGST]}…" if len(tekst) > _LAENGST else tekst


def tell(kontrol: Kontrol, *, hoved: bool) -> Iterator[str]:
    """What came of a check."""
    sidste = kontrol.hoved.nr
    yield f"{count(kontrol.led)} led og {count(kontrol.poster)} poster er kontrolleret; det sidste er {sidste}."
    yield f"{count(kontrol.underskrevne)} underskrevne hoveder passer."
    if kontrol.usammenlignelige:
        yield (
            f"{count(kontrol.usammenlignelige)} rækker (nøgler, adgangskoder, logins, skridt) er fra før sporet havde"
            " deres aftryk, eller fra før det, der er gemt af det, og kan ikke holdes op mod det."
        )
    if not hoved:
        yield "Om der er kortet af i slutningen, ses kun med et hoved, der er gemt andetsteds (--hoved)."
    yield from _findings(kontrol.fund)


def tell_file(efterset: Efterset, *, noegle: bool) -> Iterator[str]:
    """What came of verifying a file."""
    yield f"Kæde {efterset.kaede}, led {efterset.foerste}-{efterset.sidste}, {count(efterset.poster)} poster."
    if efterset.underskrevet:
        yield "Hovedet er underskrevet med nøglen."
    elif noegle and not efterset.fund:
        yield "Filen har intet underskrevet hoved."
    elif not noegle:
        yield "Underskriften er ikke kontrolleret: giv den offentlige nøgle med --noegle."
    yield from _findings(efterset.fund)


def _findings(fund: Sequence[Fund]) -> Iterator[str]:
    if not fund:
        yield "Alt passer."
        return
    yield f"{count(len(fund))} ting passer ikke:"
    for each in fund[:_FUND_HOEJST]:
        yield f"  {each.tekst}"
    if len(fund) > _FUND_HOEJST:
        yield f"  … og {count(len(fund) - _FUND_HOEJST)} til"
