"""How orders and test persons are shown on the command line."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from rich.markup import escape
from rich.table import Table

from cpr_haendelser.cli.dueslagsvisning import NAVNE
from cpr_haendelser.cli.skaerm import count, table
from cpr_haendelser.haendelser.model import SAMLE
from cpr_haendelser.storage.ordre import (
    Gemtskabelon,
    Indlaeg,
    Ordre,
    Ordreart,
    Testperson,
    Udfoerelse,
    Udfoerelsestilstand,
    danish,
)
from cpr_haendelser.testmiljoe.bestilling import Skabelonfejl, Syn
from cpr_haendelser.testmiljoe.divergens import FORSLAG
from cpr_haendelser.testmiljoe.forhaandsvisning import Forhaandsvisning, Vist
from cpr_haendelser.testmiljoe.handlinger import arts_in, read_handlinger
from cpr_haendelser.testmiljoe.modtagere import Modtagere
from cpr_haendelser.testmiljoe.sendt import Sendt

FLEST = 200
"""Rows of a table of mistakes or messages at most; more are counted."""


def show_ordrer(ordrer: Iterable[Ordre]) -> Table:
    """Orders, one a row."""
    made = table("Ordrer", "Nr>", "UUID", "Slags", "Titel", "Organisation", "Linjer>", "Tilstand")
    for each in ordrer:
        tilstand = each.tilstand.vist
        made.add_row(
            str(each.nr), each.uuid, danish(each.art), escape(each.titel), each.ejer, count(each.linjer), tilstand
        )  # fmt: skip
    return made


def state_of(ordre: Ordre) -> str:
    """Where an order stands, in a sentence."""
    grund = f": {ordre.grund}" if ordre.grund else ""
    return f"Ordre {ordre.nr} er {ordre.tilstand.vist}{grund}  {ordre.uuid}"


def describe(ordre: Ordre, antal: Mapping[Udfoerelsestilstand, int], oenskede: int) -> Iterator[str]:
    """An order in a few lines; `oenskede` of its lines want a difference of kuvert and beskeddata."""
    yield state_of(ordre)
    yield f"{danish(ordre.art)}-ordre »{ordre.titel}« fra {ordre.ejer} for {ordre.myndighed}; kreds: {ordre.kreds}"
    yield f"{count_linjer(ordre.linjer)}; " + (
        ", ".join(f"{count(hvor_mange)} {danish(tilstand)}" for tilstand, hvor_mange in antal.items())
        or "intet planlagt"
    )
    if oenskede:
        yield f"En forskel mellem kuvert og beskeddata er ønsket i {count_linjer(oenskede)}."


def count_linjer(antal: int) -> str:
    """So many lines, in words."""
    return f"{count(antal)} {'linje' if antal == 1 else 'linjer'}"


def show_udfoerelser(udfoerelser: Iterable[Udfoerelse]) -> Table:
    """What was planned and what came of it."""
    made = table("Udførelser", "Nr>", "Linje>", "Trin>", "Gentagelse>", "Hvornår", "Tilstand", "Løbenumre", "Fejl")
    for each in udfoerelser:
        numre = " ".join(map(str, each.loebenumre))
        steder = (each.nr, each.linje, each.trin, each.gentagelse)
        hvornaar = each.udfoert or each.tidspunkt or "straks"
        made.add_row(*map(str, steder), hvornaar, danish(each.tilstand), numre, escape(each.fejl))
    return made


def show_traad(traad: Iterable[Indlaeg]) -> Table:
    """An order's thread."""
    made = table("Tråd", "Tidspunkt (UTC)", "Hvem", "Tekst")
    for each in traad:
        made.add_row(each.tidspunkt, escape(each.hvem), escape(each.tekst))
    return made


def show_skabelonfejl(fejl: Skabelonfejl) -> Iterator[Table]:
    """The mistakes of a template; where they are many, also how many there are of each kind."""
    made = table(f"{count(fejl.antal)} fejl; intet er bestilt", "Række>", "Kolonne", "Fandt", "Tilladt")
    for each in fejl.celler[:FLEST]:
        sted = f"{each.raekke} ({each.celle})" if each.celle else str(each.raekke)
        made.add_row(sted, escape(each.kolonne), escape(each.fandt), escape(each.tilladt))
    yield made
    if fejl.antal > FLEST:
        made.add_row("", "", f"… og {count(fejl.antal - FLEST)} til", "")
        efter_slags = table("Efter slags", "Antal>", "Første række>", "Kolonne", "Tilladt")
        for slags in fejl.slags:
            tal = count(slags.antal), str(slags.foerste_raekke)
            efter_slags.add_row(*tal, escape(slags.kolonne), escape(slags.tilladt))
        yield efter_slags


def show_handlinger(art: Ordreart) -> Table:
    """What may be ordered in a kind of order."""
    made = table(f"Handlinger i en {danish(art)}-ordre", "Handling", "Koder", "Arter", "Skal", "Kan", "Forklaring")
    for each in read_handlinger().values():
        if arter := arts_in(each, art):
            koder = " ".join("alle 999" if kode == SAMLE else kode for kode in each.koder) or "-"
            made.add_row(
                each.noegle, koder, " ".join(arter), " ".join(each.skal), " ".join(each.kan), escape(each.forklaring)
            )  # fmt: skip
    return made


def show_syn(syn: Syn) -> Iterator[str | Table]:
    """A preview."""
    if syn.afviste:
        made = table("Kan ikke bestilles", "Linje>", "Hvorfor")
        for afvist in syn.afviste[:FLEST]:
            made.add_row(str(afvist.linje), f"{afvist.kode}: {escape(afvist.tekst)}")
        if len(syn.afviste) > FLEST:
            made.add_row("", f"… og {count(len(syn.afviste) - FLEST)} til")
        yield made
    yield from _show_visning(syn.visning)


def _show_visning(visning: Forhaandsvisning) -> Iterator[str | Table]:
    if visning.fejlede:
        made = table("Kan ikke udføres", "Linje>", "Trin>", "Hvorfor")
        for fejlet in visning.fejlede[:FLEST]:
            sted = fejlet.udfoerelse
            made.add_row(str(sted.linje), str(sted.trin), f"{fejlet.kode}: {escape(fejlet.tekst)}")
        yield made
    if not visning.viste:
        yield "Ordren giver ingen beskeder."
        return
    made = table(
        f"{count(len(visning.viste))} beskeder", "Linje>", "Trin>", "Kode", "Art", "Modtager", "Dueslag>", "Forskelle>"
    )
    for vist in visning.viste[:FLEST]:
        b, sted = vist.haendelse.beslutning, vist.udfoerelse
        modtager = vist.haendelse.modtager_cvr or "(uden modtager)"
        antal = str(len(vist.dueslag)), f"{len(vist.divergenser)}{_wanted(vist)}"
        made.add_row(str(sted.linje), str(sted.trin), b.kode, b.art, modtager, *antal)
    yield made
    for ikke in visning.ikke:
        hvorfor = ", ".join(f"{count(antal)} ved {trin}" for trin, antal in ikke.hvorfor.items())
        yield f"Dueslaget »{ikke.navn}« ville ikke få alle: {hvorfor}."
    if visning.udeladt:
        yield f"Ordren er længere: {count(visning.udeladt)} udførelser er ikke vist."
    forskelle = Counter(
        (each.felt, each.haendelsen, each.personen) for v in visning.viste for each in v.divergenser if not v.oensket
    )
    if forskelle:
        yield from _show_forskelle(forskelle)
    elif any(vist.divergenser for vist in visning.viste):
        yield "Alle forskelle mellem kuvert og beskeddata er ønskede."
    else:
        yield "Kuvert og beskeddata siger det samme i alle beskeder."


def show_sendte(sendte: Sequence[Sendt], hvem: Mapping[int, Modtagere]) -> Table:
    """What was really sent, to whom (by løbenummer), and what it disagrees in."""
    made = table(
        f"{count(len(sendte))} hændelser", "Løbenr>", "Linje>", "Trin>", "Kode", "Art", "Myndighed",
        "Hvem der fik den", "Forskelle",
    )  # fmt: skip
    for each in sendte:
        haendelse, sted = each.haendelse, each.udfoerelse
        forskelle = "; ".join(f"{d.felt}: {d.haendelsen} / {d.personen}" for d in each.divergenser) or "ingen"
        forskelle += _wanted(each)
        b = haendelse.beslutning
        numre = str(haendelse.loebenummer), str(sted.linje), str(sted.trin)
        modtagere = "\n".join(_receivers(hvem[haendelse.loebenummer]))
        made.add_row(
            *numre, b.kode, b.art, haendelse.modtager_cvr or "(uden modtager)", escape(modtagere), escape(forskelle)
        )
    return made


def _receivers(hvem: Modtagere) -> Iterator[str]:
    """To whom one went, one a line."""
    for egen in hvem.egne:
        yield f"{egen.navn} ({NAVNE[egen.tilstand]})"
    for deler in hvem.delere:
        yield f"{deler.organisation}: {f'leveret, dueslag: {count(deler.antal)}' if deler.antal else 'ikke leveret'}"
    if hvem.andre:
        yield f"Andre med en serviceaftale, dueslag: {count(hvem.andre)}"
    if hvem.ingen:
        yield "ingen"


def _wanted(each: Vist | Sendt) -> str:
    return " (ønsket)" if each.divergenser and each.oensket else ""


def _show_forskelle(forskelle: Mapping[tuple[str, str, str], int]) -> Iterator[str | Table]:
    made = table("Hvor kuvert og beskeddata er uenige", "Felt", "Hændelsen siger", "Personen siger", "Beskeder>")
    for (felt, haendelsen, personen), antal in list(forskelle.items())[:FLEST]:
        made.add_row(felt, escape(haendelsen), escape(personen), count(antal))
    yield made
    yield from (f"- {forslag}" for forslag in FORSLAG)


def saved(skabelon: Gemtskabelon) -> str:
    """That a template has been put aside."""
    return f"Gemt: {skabelon.navn}, version {skabelon.version}."


def show_gemte(skabeloner: Iterable[Gemtskabelon]) -> Table:
    """Templates put aside, the newest version of each."""
    made = table("Gemte skabeloner", "Navn", "Version>", "Af", "Slags ordre", "Antal>", "Organisation", "Gemt", "Hvem")
    for each in skabeloner:
        made.add_row(
            escape(each.navn), str(each.version), each.slags, danish(each.art), count(each.antal), each.ejer,
            each.oprettet, escape(each.hvem),
        )  # fmt: skip
    return made


def show_personer(personer: Sequence[Testperson], i_replika: Collection[int]) -> Table:
    """Test persons, and whether they are there yet: whoever is ordered has a number first."""
    made = table("Testpersoner", "Personnummer", "Slags", "I replikaen", "Ejer", "Delt med", "Gruppe")
    for each in personer:
        findes = "ja" if each.pnr in i_replika else "ikke endnu"
        made.add_row(f"{each.pnr:010d}", each.slags, findes, each.ejer, " ".join(each.delt_med), escape(each.gruppe))
    return made


def to_template(celler: Mapping[str, str]) -> bytes:
    """One row as a template in JSON."""
    return json.dumps([dict(celler)], ensure_ascii=False).encode()
