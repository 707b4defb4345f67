"""What `dueslag` shows: how it goes, forsendelser with reasons in words, and explanations step by step."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.markup import escape
from rich.table import Table

from cpr_haendelser.abonnementer.match import Begrundelse
from cpr_haendelser.abonnementer.udtryk import mask_numbers
from cpr_haendelser.abonnementer.vurdering import Forklaring as Filterforklaring
from cpr_haendelser.abonnementer.vurdering import Sandhed
from cpr_haendelser.aftaler.hold import Trin
from cpr_haendelser.cli.skaerm import count, table
from cpr_haendelser.cli.vaerdityper import to_clock
from cpr_haendelser.fordeling.grunde import to_words
from cpr_haendelser.haendelser.model import SAMLE, Haendelse
from cpr_haendelser.haendelser.visning import code_name
from cpr_haendelser.storage.forsendelse import Forsendelse, Forsendelsestilstand, Levering
from cpr_haendelser.storage.forsendelsesbog import Indgreb
from cpr_haendelser.udlevering.betjening import Forklaring, Linje
from cpr_haendelser.udlevering.filterproeve import Udfald

_LAENGST = 200
"""Characters of a filter's part that are shown; a list of numbers may be as long as it likes."""
NAVNE = {
    Forsendelsestilstand.VENTER: "venter",
    Forsendelsestilstand.UDE: "ude",
    Forsendelsestilstand.PARKERET: "parkeret",
    Forsendelsestilstand.TILBAGEHOLDT: "tilbageholdt",
    Forsendelsestilstand.AFVENTER: "afventer operatøren",
    Forsendelsestilstand.FEJLKOE: "fejlkø",
    Forsendelsestilstand.LEVERET: "leveret",
}


def show_all(linjer: Sequence[Linje]) -> Table:
    """Every dueslag with what it holds."""
    antal = ("Venter>", "Ude>", "Parkeret>", "Tilbageholdt>", "Afventer>", "Fejlkø>", "Leveret>")
    made = table("Dueslag", "Navn", "UUID", "System", "Levering", *antal, "Ældste", "Status")
    for linje in linjer:
        dueslag, nu = linje.dueslag, linje.tilstand
        tal = (nu.venter, nu.ude, nu.parkeret, nu.tilbageholdt, nu.afventer, nu.fejlkoe, nu.leveret)
        made.add_row(
            escape(dueslag.navn),
            dueslag.uuid,
            escape(linje.system),
            dueslag.leveringsmaade,
            *map(count, tal),
            to_clock(nu.aeldste),
            status(linje),
        )
    return made


def status(linje: Linje) -> str:
    """What keeps it from going as it should; empty: nothing."""
    nu = linje.tilstand
    if not linje.dueslag.aktiv:
        return "lukket"
    if nu.stoppet:
        return f"stoppet: {to_words(nu.stoppet)}"
    if nu.venter_til:
        return f"venter til {to_clock(nu.venter_til)}: {to_words(nu.sidste_fejl)}"
    return f"indhenter fra nr. {linje.bagud}" if linje.bagud is not None else ""


def describe(linje: Linje) -> Iterator[str]:
    """One dueslag, a line for each thing there is to say."""
    dueslag, nu = linje.dueslag, linje.tilstand
    yield f"{dueslag.navn} ({dueslag.uuid})"
    yield f"  system: {linje.system} ({dueslag.system})"
    yield f"  levering: {dueslag.leveringsmaade} {dueslag.callback}".rstrip()
    yield f"  filter: {mask_numbers(' '.join(dueslag.filter.split())) or 'intet'}"
    yield f"  begynder efter nr.: {dueslag.fra}"
    antal = (nu.venter, nu.ude, nu.parkeret, nu.tilbageholdt, nu.afventer, nu.fejlkoe, nu.leveret)
    yield "  " + ", ".join(f"{count(tal)} {navn}" for tal, navn in zip(antal, NAVNE.values(), strict=True))
    if nu.holdte:
        yield f"  parkerede, som holder personens senere beskeder tilbage: {count(nu.holdte)}"
    yield from (f"  {navn}: {tekst}" for navn, tekst in (
        ("ældste, der venter", to_clock(nu.aeldste)),
        ("status", status(linje)),
        ("seneste fejl", to_words(nu.sidste_fejl)),
    ) if tekst)  # fmt: skip


def show_forsendelser(fundne: Sequence[tuple[Forsendelse, Haendelse]], samlekode: str) -> Table:
    """Forsendelser that are not delivered."""
    made = table("", "Nr.>", "Kode", "Hændelse", "Tilstand", "Forsøg>", "Næste forsøg", "Grund")
    for forsendelse, haendelse in fundne:
        tilstand = NAVNE[forsendelse.tilstand] + (", holder personen" if forsendelse.holder else "")
        kode, navn = _code(haendelse, samlekode)
        made.add_row(
            str(forsendelse.loebenummer),
            kode,
            navn,
            tilstand,
            str(forsendelse.forsoeg),
            to_clock(forsendelse.naeste),
            to_words(forsendelse.grund),
        )
    return made


def show_leverede(fundne: Sequence[tuple[Levering, Haendelse]], samlekode: str) -> Table:
    """What was delivered, each by its last delivery."""
    made = table("", "Nr.>", "Kode", "Hændelse", "Leveret", "Forsøg>", "Serviceaftale", "Vej")
    for levering, haendelse in fundne:
        vej = levering.videregivelse
        tid, forsoeg = to_clock(levering.tidspunkt), str(levering.forsoeg)
        made.add_row(
            str(levering.loebenummer), *_code(haendelse, samlekode), tid, forsoeg, escape(vej.aftale), vej.kanal
        )
    return made


def show_indgreb(fundne: Sequence[tuple[int, Indgreb, str]]) -> Table:
    """What was done by hand and by agreement."""
    made = table("", "Nr.>", "Tid", "Hvem", "Dueslag", "Handling", "Antal>", "Grund")
    for nummer, indgreb, navn in fundne:
        made.add_row(
            str(nummer),
            to_clock(indgreb.tidspunkt),
            indgreb.hvem or "programmet",
            escape(navn),
            indgreb.handling,
            count(indgreb.antal),
            to_words(indgreb.grund),
        )
    return made


def explain(forklaring: Forklaring, samlekode: str) -> Iterator[str]:
    """Why a hændelse is or is not for a dueslag: when it was distributed, and now; what became of it."""
    haendelse, dengang = forklaring.haendelse, forklaring.dengang
    kode, navn = _code(haendelse, samlekode)
    yield f"Hændelse {haendelse.loebenummer} ({kode} {navn}) og dueslaget {forklaring.dueslag.navn}"
    yield ""
    if dengang is None:
        yield "Hændelsen er ikke fordelt til dueslaget endnu."
    else:
        versioner = dengang.versioner
        hvornaar = f"Da den blev fordelt {to_clock(dengang.tidspunkt)} (opsætning {versioner.opsaetning})"
        if dengang.begrundelse is None:
            yield f"{hvornaar}: dueslaget fandtes ikke."
        elif dengang.begrundelse == forklaring.nu:
            yield from _reason(f"{hvornaar}, og nu", forklaring.nu)
        else:
            yield from _reason(hvornaar, dengang.begrundelse)
    if dengang is None or dengang.begrundelse != forklaring.nu:
        yield ""
        yield from _reason("Nu", forklaring.nu)
    yield ""
    yield f"Forsendelsen: {_became(forklaring.forsendelse)}"


def _became(forsendelse: Forsendelse | None) -> str:
    if forsendelse is None:
        return "der er ingen."
    grund = f": {to_words(forsendelse.grund)}" if forsendelse.grund else ""
    return f"{NAVNE[forsendelse.tilstand]}, {forsendelse.forsoeg} forsøg{grund}"


def _reason(hvornaar: str, begrundelse: Begrundelse) -> Iterator[str]:
    svar = "den er til dueslaget" if begrundelse.matcher else f"nej, det stopper ved {begrundelse.stoppet_ved}"
    yield f"{hvornaar}: {svar}."
    for trin in begrundelse.trin:
        yield _step(trin, 2)
        if trin.navn == "aftale":
            for each in begrundelse.aftaler:
                yield f"    {each.aftale.id}:"
                yield from (_step(led, 6) for led in each.trin)
        if trin.navn == "filter" and begrundelse.filter is not None:
            yield from _tree(begrundelse.filter, 4)


def _step(trin: Trin, indryk: int) -> str:
    return f"{'':{indryk}}{'ja ' if trin.holder else 'nej'} {trin.navn}"


def _tree(forklaring: Filterforklaring, indryk: int) -> Iterator[str]:
    tekst = forklaring.tekst if len(forklaring.tekst) <= _LAENGST else f"{forklaring.tekst[:_LAENGST]}…"
    moedt = f"   (beskeden har {', '.join(forklaring.moedt)})" if forklaring.moedt else ""
    mangler = "" if forklaring.led or forklaring.moedt else "   (beskeden har det ikke)"
    yield f"{'':{indryk}}{forklaring.sandhed:<6} {tekst}{moedt}{mangler}"
    for led in forklaring.led:
        yield from _tree(led, indryk + 2)


def _code(haendelse: Haendelse, samlekode: str) -> tuple[str, str]:
    b = haendelse.beslutning
    return samlekode if b.kode == SAMLE else b.kode, code_name(b.kode, b.regel)


def show_udfald(udfald: Udfald, samlekode: str) -> Iterator[Table | str]:
    """What a filter came to that was tried."""
    nej = udfald.undersoegt - udfald.uden_aftale - udfald.matcher
    yield (
        f"Af de {count(udfald.undersoegt)} nyeste er {count(udfald.matcher)} til dueslaget; til {count(nej)} siger"
        f" filteret nej, og {count(udfald.uden_aftale)} tillader ingen serviceaftale."
    )
    if udfald.afbrudt:
        yield f"Tiden var brugt, før alle {count(udfald.af)} var undersøgt."
    if udfald.led:
        made = table("Filterets dele", "Del", "Sand>", "Falsk>", "Ukendt>")
        for led in udfald.led:
            made.add_row(f"{'  ' * led.dybde}{escape(led.tekst)}", *(count(led.antal[each]) for each in Sandhed))
        yield made
    for titel, proevede in (("De nyeste, der er til det", udfald.fundne), ("De nyeste, der ikke er", udfald.andre)):
        if proevede:
            made = table(titel, "Løbenr>", "Kode", "Hændelse", "Fordi")
            for each in proevede:
                haendelse = each.haendelse
                made.add_row(str(haendelse.loebenummer), *_code(haendelse, samlekode), escape(each.fordi))
            yield made
