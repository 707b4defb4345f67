"""The shapes of what is in a dueslag and what came of what was done with it by hand, in JSON."""

from __future__ import annotations

from collections.abc import Iterator

from cpr_haendelser.abonnementer import match, vurdering
from cpr_haendelser.abonnementer.optaelling import Led
from cpr_haendelser.abonnementer.udtryk import mask_numbers
from cpr_haendelser.abonnementer.vurdering import Sandhed
from cpr_haendelser.aftaler.hold import Trin
from cpr_haendelser.haendelser.model import SAMLE, Haendelse
from cpr_haendelser.haendelser.visning import code_name
from cpr_haendelser.storage import forsendelse as gemt
from cpr_haendelser.storage.forsendelse import Forsendelsestilstand
from cpr_haendelser.storage.forsendelsesbog import Indgreb
from cpr_haendelser.udlevering import betjening, filterproeve
from cpr_haendelser.web.modeller import Dueslagsstatus, Svar, to_dueslag


class Dueslag(Dueslagsstatus):
    """Et dueslag, som det går.

    `system` er it-systemets navn. `bagud` er det løbenummer, som dueslaget er nået til, hvor det er bag efter de
    andre; null: det er det ikke.
    """

    system: str
    bagud: int | None


class Forsendelse(Svar):
    """En hændelse på vej til et dueslag; hvem den er om, står her ikke. `grund` er en kode (docs/drift.md)."""

    loebenummer: int
    kode: str
    navn: str
    tilstand: Forsendelsestilstand
    forsoeg: int
    modtaget: str
    naeste: str | None
    grund: str | None
    holder: bool
    uden_for_raekkefoelge: bool


class Forsendelser(Svar):
    """En side af det, der ikke er leveret, efter løbenummer."""

    forsendelser: list[Forsendelse]


class Levering(Svar):
    """Hvornår en hændelse sidst blev leveret, på hvilken aftale og ad hvilken vej."""

    loebenummer: int
    kode: str
    navn: str
    forsoeg: int
    tidspunkt: str
    aftale: str
    kanal: str


class Leveringer(Svar):
    """En side af det, der er leveret, efter løbenummer."""

    leveringer: list[Levering]


class Indgrebssvar(Svar):
    """Noget, der er gjort med et dueslags forsendelser i hånden eller af en aftale."""

    nr: int
    tidspunkt: str
    hvem: str
    dueslag: str
    navn: str
    handling: str
    antal: int
    grund: str | None


class Indgrebene(Svar):
    """Indgreb, det ældste først."""

    indgreb: list[Indgrebssvar]


class Gjort(Svar):
    """Så mange blev ændret; `uden_aftale` af dem tilbageholdes, til en serviceaftale tillader dem igen."""

    antal: int
    uden_aftale: int


class Afspillet(Svar):
    """Hvad afspilningen kom til, talt i hændelser; med `proev` hvad den ville komme til.

    `ikke_tilladt` tæller kun det, som kalderen selv må se.
    """

    afspillet: int
    undervejs: int
    ikke_tilladt: int
    ikke_oensket: int


class Trinsvar(Svar):
    """Et trin, og om det holder."""

    navn: str
    holder: bool


class Aftaletrin(Svar):
    """En af it-systemets serviceaftaler, trin for trin."""

    aftale: str
    trin: list[Trinsvar]


class Filterled(Svar):
    """En del af filteret, med numre maskeret, hvor dybt den ligger, hvad den blev til, og hvad den mødte i beskeden."""

    dybde: int
    tekst: str
    sandhed: Sandhed
    moedt: list[str]


class Begrundelse(Svar):
    """Hvorfor hændelsen er eller ikke er til dueslaget; `stoppet_ved` er det første trin, der ikke holder."""

    matcher: bool
    stoppet_ved: str | None
    trin: list[Trinsvar]
    aftaler: list[Aftaletrin]
    filter: list[Filterled]


class Dengang(Svar):
    """Som det var, da hændelsen blev fordelt; `begrundelse` er null, hvor dueslaget ikke var der."""

    tidspunkt: str
    dag: str
    begrundelse: Begrundelse | None


class Forklaring(Svar):
    """Hvorfor en hændelse er eller ikke er til et dueslag, da den blev fordelt (null: det er den ikke) og nu."""

    loebenummer: int
    kode: str
    navn: str
    dengang: Dengang | None
    nu: Begrundelse
    forsendelse: Forsendelse | None


class Filterdel(Svar):
    """En del af et filter, hvor dybt den ligger, og for hvor mange hændelser den blev til hvad; numre er maskeret."""

    dybde: int
    tekst: str
    sand: int
    falsk: int
    ukendt: int


class Proevet(Svar):
    """En hændelse, som filteret blev prøvet på; `fordi` er den del, der afgjorde det, og numre i den er maskeret."""

    loebenummer: int
    kode: str
    navn: str
    sandhed: Sandhed
    fordi: str


class Filterudfald(Svar):
    """Hvad et filter ville lukke igennem af de nyeste `af` hændelser, som kalderen må se.

    `undersoegt` af dem blev nået; `uden_aftale` tillader ingen serviceaftale til dueslaget i dag. `fundne` er de
    nyeste, der er til det, `andre` de nyeste, som filteret siger nej til.
    """

    af: int
    undersoegt: int
    uden_aftale: int
    matcher: int
    led: list[Filterdel]
    fundne: list[Proevet]
    andre: list[Proevet]


def to_linje(linje: betjening.Linje) -> Dueslag:
    """The answer for a dueslag and how it goes with it."""
    status = to_dueslag(linje.dueslag.navn, linje.tilstand)
    return Dueslag(**status.model_dump(), system=linje.system, bagud=linje.bagud)


def to_forsendelse(forsendelse: gemt.Forsendelse, haendelse: Haendelse, samlekode: str) -> Forsendelse:
    """The answer for a forsendelse."""
    return Forsendelse(
        **_code(haendelse, samlekode),
        loebenummer=forsendelse.loebenummer,
        tilstand=forsendelse.tilstand,
        forsoeg=forsendelse.forsoeg,
        modtaget=forsendelse.modtaget,
        naeste=forsendelse.naeste or None,
        grund=forsendelse.grund or None,
        holder=forsendelse.holder,
        uden_for_raekkefoelge=forsendelse.uden_for_raekkefoelge,
    )


def to_levering(levering: gemt.Levering, haendelse: Haendelse, samlekode: str) -> Levering:
    """The answer for a delivery."""
    return Levering(
        **_code(haendelse, samlekode),
        loebenummer=levering.loebenummer,
        forsoeg=levering.forsoeg,
        tidspunkt=levering.tidspunkt,
        aftale=levering.videregivelse.aftale,
        kanal=levering.videregivelse.kanal,
    )


def to_indgreb(nr: int, indgreb: Indgreb, navn: str) -> Indgrebssvar:
    """The answer for what was done."""
    return Indgrebssvar(**indgreb._asdict() | {"grund": indgreb.grund or None}, nr=nr, navn=navn)


def to_forklaring(forklaring: betjening.Forklaring, samlekode: str, *, maskeret: bool) -> Forklaring:
    """The answer for an explanation; `maskeret`: without personnumre."""
    dengang, forsendelse, haendelse = forklaring.dengang, forklaring.forsendelse, forklaring.haendelse
    da = dengang.begrundelse if dengang else None
    return Forklaring(
        **_code(haendelse, samlekode),
        loebenummer=haendelse.loebenummer,
        dengang=Dengang(
            tidspunkt=dengang.tidspunkt,
            dag=dengang.versioner.dag,
            begrundelse=_begrundelse(da, maskeret=maskeret) if da else None,
        )
        if dengang
        else None,
        nu=_begrundelse(forklaring.nu, maskeret=maskeret),
        forsendelse=to_forsendelse(forsendelse, haendelse, samlekode) if forsendelse else None,
    )


def to_udfald(udfald: filterproeve.Udfald, samlekode: str) -> Filterudfald:
    """The answer for a filter that was tried."""
    return Filterudfald(
        af=udfald.af,
        undersoegt=udfald.undersoegt,
        uden_aftale=udfald.uden_aftale,
        matcher=udfald.matcher,
        led=[_to_del(each) for each in udfald.led],
        fundne=[_to_proevet(each, samlekode) for each in udfald.fundne],
        andre=[_to_proevet(each, samlekode) for each in udfald.andre],
    )


def _to_del(led: Led) -> Filterdel:
    talt = {each.value: led.antal[each] for each in Sandhed}
    return Filterdel(dybde=led.dybde, tekst=mask_numbers(led.tekst), **talt)


def _to_proevet(proevet: filterproeve.Proevet, samlekode: str) -> Proevet:
    return Proevet(
        **_code(proevet.haendelse, samlekode),
        loebenummer=proevet.haendelse.loebenummer,
        sandhed=proevet.sandhed,
        fordi=mask_numbers(proevet.fordi),
    )


def _begrundelse(begrundelse: match.Begrundelse, *, maskeret: bool) -> Begrundelse:
    led = _flatten(begrundelse.filter, 0) if begrundelse.filter else iter(())
    return Begrundelse(
        matcher=begrundelse.matcher,
        stoppet_ved=begrundelse.stoppet_ved or None,
        trin=_trin(begrundelse.trin),
        aftaler=[Aftaletrin(aftale=each.aftale.id, trin=_trin(each.trin)) for each in begrundelse.aftaler],
        filter=[_mask(each) for each in led] if maskeret else list(led),
    )


def _trin(trin: tuple[Trin, ...]) -> list[Trinsvar]:
    return [Trinsvar(navn=each.navn, holder=each.holder) for each in trin]


def _flatten(led: vurdering.Forklaring, dybde: int) -> Iterator[Filterled]:
    yield Filterled(dybde=dybde, tekst=mask_numbers(led.tekst), sandhed=led.sandhed, moedt=list(led.moedt))
    for each in led.led:
        yield from _flatten(each, dybde + 1)


def _mask(led: Filterled) -> Filterled:
    return led.model_copy(update={"moedt": [mask_numbers(each) for each in led.moedt]})


def _code(haendelse: Haendelse, samlekode: str) -> dict[str, str]:
    b = haendelse.beslutning
    return {"kode": samlekode if b.kode == SAMLE else b.kode, "navn": code_name(b.kode, b.regel)}
