"""docs/filtre.md: the filter language, its table of cases, and wishes with the filters that fulfil them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from cpr_haendelser.abonnementer.laesning import DYBESTE, LAENGSTE, parse
from cpr_haendelser.abonnementer.tilfaelde import LISTER, read_tilfaelde
from cpr_haendelser.abonnementer.udtryk import Filterfejl
from cpr_haendelser.abonnementer.vurdering import Sandhed, vurder
from cpr_haendelser.beskeder.kuvertfelter import ADRESSE, KOMMUNE, KORTFORMER, PERSONHAENDELSE, PERSONNUMMER, stier
from cpr_haendelser.dokumentation.markdown import fill, table

_KORTFORMER: Mapping[str, tuple[str, str, str]] = {
    PERSONHAENDELSE: ("hændelsens kode i beskeden", "tre cifre", "'034'"),
    PERSONNUMMER: ("personen, hændelsen er om", "ti cifre; en bindestreg tæller ikke", "'610190-1234'"),
    ADRESSE: (
        "den nuværende adresse, og ved en flytning den tidligere; vejen, huset, etagen og døren hver for sig",
        "kommunekode:vejkode, og evt. :husnummer:etage:dør",
        "'0999:0123:017A'",
    ),
    KOMMUNE: ("kommunekoderne for de samme adresser", "fire cifre", "'0999'"),
}
"""What each short form is, what its values look like, and one."""
_I_LISTEN = "personnummer IN VÆRDILISTE('0a000000-0000-4000-8000-000000000001')"
_VAERDI = {Sandhed.SAND: "0999", Sandhed.FALSK: "0998", Sandhed.UKENDT: ""}
"""A message's value with which `felt = '0999'` comes to each."""


class Oenske(NamedTuple):
    """A caseworker's wish, the filter that fulfils it, and what to know about it."""

    tekst: str
    filter: str
    bemaerkning: str = ""


OENSKER = (
    Oenske("Alle, der flytter til eller fra kommunen", "personhaendelse IN ('034', '035')"),
    Oenske(
        "Dødsfald blandt borgere med en sag hos os",
        f"personhaendelse IN ('005', '006', '007', '008')\nAND {_I_LISTEN}",
        "Fagsystemet holder listen ajour med sine borgere.",
    ),
    Oenske(
        "Alt om børnene på listen undtagen opsamlingshændelser",
        f"{_I_LISTEN}\nAND NOT personhaendelse = '000'",
        "000 er opsamlingshændelsens kode, hvis indstillingen `samlekode` ikke er en anden.",
    ),
    Oenske(
        "Tilflyttere, men ikke fra nabokommunen 0101",
        "personhaendelse = '034' AND NOT kommune = '0101'",
        "Ved en flytning er begge kommuner der. `kommune <> '0101'` ville være sandt for alle tilflyttere.",
    ),
    Oenske(
        "Flytninger mellem kommunerne 0998 og 0101",
        "personhaendelse IN ('034', '035') AND kommune = '0998' AND kommune = '0101'",
        "Hver sammenligning finder sin egen forekomst.",
    ),
    Oenske(
        "Ind- og udflytninger i et plejehjem",
        "personhaendelse IN ('034', '035', '036', '037') AND adresse = '0998:0016:012B'",
        "Huset er alle dets etager og døre; `'0998:0016'` er hele vejen.",
    ),
    Oenske(
        "Navneændringer for dem på listen, og alle vielser",
        f"personhaendelse = '028' OR personhaendelse = '004'\nAND {_I_LISTEN}",
        "AND binder stærkest, så listen gælder kun navneændringerne.",
    ),
    Oenske(
        "Skrevet som i Beskedfordeleren, med feltets fulde navn",
        "Beskedkuvert.Filtreringsdata.ObjektRegistrering.ObjektHandling.URNIdentifikator\n"
        "  = 'urn:oio:cpr:personhaendelse:034'",
        "Passer kun, når indstillingen `beskeder.handling_form` er `urn`; det gør `personhaendelse = '034'` altid.",
    ),
)
_FORKERTE = (
    "kommune = '0999' AND",
    "kommune = '999'",
    "(kommune = '0999'",
    "kommune = '0999",
    "Filtreringsdata.Beskedtyp.UUIDIdentifikator = 'x'",
    "personnummer IN VÆRDILISTE('min liste')",
)


def render() -> str:
    """The page."""
    return fill(
        "filtre.md",
        kortformer=table(("Felt", "Hvad", "Værdier", "Fx"), ((f"`{navn}`", *_short(navn)) for navn in KORTFORMER)),
        og=_truth_table("AND"),
        eller=_truth_table("OR"),
        oensker="\n\n".join(part for oenske in OENSKER for part in _wish(oenske)),
        tilfaelde=table(("Filter", "Kuverten har", "Det bliver", "Fordi"), _cases()),
        lister="\n".join(f"* {liste}" for liste in _lists()),
        laengste=f"{LAENGSTE:,}".replace(",", "."),
        dybeste=str(DYBESTE),
        forkerte=table(("Filter", "Afvisning"), ((f"`{tekst}`", _refusal(tekst)) for tekst in _FORKERTE)),
        felter="\n".join(f"* `{sti.removeprefix('Beskedkuvert.')}`" for sti in sorted(stier() - set(KORTFORMER))),
    )


def _short(navn: str) -> tuple[str, str, str]:
    hvad, form, eksempel = _KORTFORMER[navn]
    parse(f"{navn} = {eksempel}")
    return hvad, form, f"`{navn} = {eksempel}`"


def _truth_table(ord_: str) -> str:
    """As the program itself comes to it."""
    udtryk = parse(f"kommune = '0999' {ord_} personhaendelse = '999'")

    def both(a: Sandhed, b: Sandhed) -> str:
        vaerdier = {"kommune": _VAERDI[a], "personhaendelse": _VAERDI[b][1:]}
        felter = {sti: (vaerdi,) for sti, vaerdi in vaerdier.items() if vaerdi}
        return f"*{vurder(udtryk, felter, lambda *_: False)}*"

    return table((f"`{ord_}`", *Sandhed), ((a, *(both(a, b) for b in Sandhed)) for a in Sandhed))


def _wish(oenske: Oenske) -> Iterator[str]:
    parse(oenske.filter)
    yield f"**{oenske.tekst}**"
    yield f"```text\n{oenske.filter}\n```"
    if oenske.bemaerkning:
        yield oenske.bemaerkning


def _cases() -> Iterator[tuple[str, ...]]:
    for each in read_tilfaelde():
        har = each.kuvert.replace(",", ", ")
        yield f"`{each.udtryk}`", f"`{har}`" if har else "intet af det", each.sandhed, each.fordi


def _lists() -> Iterator[str]:
    for uuid, vaerdier in LISTER.items():
        yield f"`{uuid}`: {', '.join(f'`{vaerdi}`' for vaerdi in sorted(map(str, vaerdier)))}"


def _refusal(tekst: str) -> str:
    try:
        parse(tekst)
    except Filterfejl as fejl:
        return str(fejl)
    raise AssertionError("the filter is right")
