"""The steps of timelines: the rules applied to how a timeline changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, Self

from msgspec.structs import replace

from cpr_haendelser.haendelser import regler
from cpr_haendelser.haendelser.fund import Fund, last_address, to_adresse, to_samling
from cpr_haendelser.haendelser.model import SAMLE, Art, Retter, Rolle
from cpr_haendelser.haendelser.nyfoedt import dies_newborn
from cpr_haendelser.haendelser.regler import Regel
from cpr_haendelser.haendelser.sammenligning import Aendring, Sammenligning
from cpr_haendelser.replika.forloeb import (
    ADRESSE,
    BOPAEL,
    CIVILSTAND,
    DOED,
    INGEN,
    OPHOER,
    Segment,
    noegle,
)

_INGEN = Segment(INGEN, "", ())


class Skridt(NamedTuple):
    """One step of a timeline, from `fra`; `foran` is everything before `til`, newest last."""

    foran: tuple[Segment, ...]
    fra: Segment
    til: Segment

    @classmethod
    def upon(cls, foran: tuple[Segment, ...], til: Segment) -> Self:
        """The step that `til` is after what was before."""
        return cls(foran, foran[-1] if foran else _INGEN, til)


def find_skridt(navn: str, alt: Sammenligning, nyfoedt_dage: int) -> list[Fund]:
    """What the change of one timeline tells (docs/afledning.md section 2: the shapes of a change).

    `nyfoedt_dage` is how many days after birth a death is that of a newborn.
    """
    aendring = alt.forloeb[navn]
    forskel = aendring.forskel
    fjernet, tilfoejet, faelles = forskel.fjernet, forskel.tilfoejet, forskel.faelles

    def codes(skridt: Skridt) -> list[Fund]:
        return _codes(navn, skridt, alt, nyfoedt_dage)

    if forskel.i_historik:
        fund = [_historik(aendring)]
    elif not fjernet:
        fund = _new_steps(faelles, tilfoejet, codes)
    elif not tilfoejet:
        fund = _annulled(faelles, fjernet, codes)
    elif _is_corrected(aendring):
        rettet = _corrected(
            codes(Skridt.upon(faelles, fjernet[0])), codes(Skridt.upon(faelles, tilfoejet[0])), fjernet[0]
        )
        fund = rettet + _new_steps((*faelles, tilfoejet[0]), tilfoejet[1:], codes)
    elif fjernet[0].art == DOED and tilfoejet[0].art not in OPHOER:
        fund = _annulled(faelles, fjernet, codes) + _new_steps(faelles, tilfoejet, codes)
    elif fjernet[0].start == tilfoejet[0].start:
        fund = [to_samling(regler.SAMLEGRUPPE[navn], Art.NY)]
    else:
        fund = _new_steps((*faelles, *fjernet), tilfoejet, codes)
    return fund


def _is_corrected(aendring: Aendring) -> bool:
    fjernet, tilfoejet = aendring.forskel.fjernet[0], aendring.forskel.tilfoejet[0]
    if fjernet.art in OPHOER and fjernet.art == tilfoejet.art:
        return True
    return any(noegle(m.segment) == noegle(fjernet) for m in aendring.maerkede)


def _historik(aendring: Aendring) -> Fund:
    maerker = {maerket.maerke for maerket in aendring.maerkede}
    art = Art.KORREKTION if "K" in maerker else Art.ANNULLERING if "A" in maerker else Art.NY
    return to_samling("historik", art)


def _new_steps(
    foran: tuple[Segment, ...], tilfoejet: tuple[Segment, ...], codes: Callable[[Skridt], list[Fund]]
) -> list[Fund]:
    fund: list[Fund] = []
    for segment in tilfoejet:
        fund += codes(Skridt.upon(foran, segment))
        foran = (*foran, segment)
    return fund


def _annulled(
    faelles: tuple[Segment, ...], fjernet: tuple[Segment, ...], codes: Callable[[Skridt], list[Fund]]
) -> list[Fund]:
    fund: list[Fund] = []
    foran = faelles
    for segment in fjernet:
        for fundet in codes(Skridt.upon(foran, segment)):
            regel = regler.DOEDSFALD_ANNULLERET if fundet.regel.kode in regler.DOEDSKODER else fundet.regel
            fund.append(_marked(replace(fundet, regel=regel), Art.ANNULLERING, segment))
        foran = (*foran, segment)
    return fund


def _corrected(gamle: list[Fund], nye: list[Fund], rettet: Segment) -> list[Fund]:
    """The pair of the corrected step against the pair of the correcting one (docs/afledning.md section 3)."""
    nye_par = {(fund.regel.kode, fund.kommune) for fund in nye}
    annulleret = [
        _marked(fund, Art.ANNULLERING, rettet) for fund in gamle if (fund.regel.kode, fund.kommune) not in nye_par
    ]
    return annulleret + [_marked(fund, Art.KORREKTION, rettet) for fund in nye]


def _marked(fund: Fund, art: Art, rettet: Segment) -> Fund:
    """The finding as a correction or annulment of the step that led to `rettet`."""
    kode = fund.regel.kode
    if kode == SAMLE:
        return replace(fund, art=art, gruppe="adresse" if fund.gruppe == "indrejse" else fund.gruppe)
    return replace(fund, art=art, retter=Retter(regler.RETTES_AF.get(kode, (kode,)), rettet.start))


def _codes(navn: str, skridt: Skridt, alt: Sammenligning, nyfoedt_dage: int) -> list[Fund]:
    """The rows of the rule table that fit a step; none: the catch-all of the timeline's group."""
    if navn == CIVILSTAND and skridt.til.art == "D" and _has_death(alt):
        return []
    passer = [
        regel
        for regel in regler.rules_for(navn, skridt.fra.art, skridt.til.art)
        if _BETINGELSER[regel.betingelse](skridt, alt, nyfoedt_dage)
    ]
    if passer:
        return _moves(passer, skridt) if navn == BOPAEL else [_plain(regel, skridt.til) for regel in passer]
    if navn == "separation":
        # The end of a separation by divorce or death belongs to that.
        return []
    gruppe = "indrejse" if navn == BOPAEL and skridt.til.art == ADRESSE else regler.SAMLEGRUPPE[navn]
    return [to_samling(gruppe, Art.NY)]


def _plain(regel: Regel, til: Segment) -> Fund:
    return Fund(regel, Art.NY, "", til.start, til.usikker)


def _moves(passer: list[Regel], skridt: Skridt) -> list[Fund]:
    """What a step of residence is, seen from where the person came from and went to."""
    til = skridt.til
    foer, efter = to_adresse(last_address(skridt.foran)), to_adresse(til)
    fra_kommune = foer.kommunekode if foer else ""
    til_kommune = efter.kommunekode if efter else ""
    return [
        Fund(
            regel,
            Art.NY,
            til_kommune if regel.rolle is Rolle.NY else fra_kommune,
            til.start,
            til.usikker,
            foer=foer,
            efter=efter,
        )
        for regel in passer
    ]


def _has_death(alt: Sammenligning) -> bool:
    aendring = alt.forloeb.get(BOPAEL)
    if aendring is None:
        return False
    return any(s.art == DOED for s in (*aendring.forskel.fjernet, *aendring.forskel.tilfoejet))


def _ends_marriage(alt: Sammenligning) -> bool:
    aendring = alt.forloeb.get(CIVILSTAND)
    return aendring is not None and any(s.art in _EFTER_AEGTESKAB for s in aendring.forskel.tilfoejet)


_EFTER_AEGTESKAB = frozenset("FEDOL")
_BETINGELSER: dict[str, Callable[[Skridt, Sammenligning, int], bool]] = {
    "": lambda _skridt, _alt, _dage: True,
    "anden_kommune": lambda skridt, _alt, _dage: skridt.fra.data[0] != skridt.til.data[0],
    "samme_kommune": lambda skridt, _alt, _dage: skridt.fra.data[0] == skridt.til.data[0],
    "nyfoedt": lambda _skridt, alt, dage: dies_newborn(alt, dage),
    "ikke_nyfoedt": lambda _skridt, alt, dage: not dies_newborn(alt, dage),
    "uden_ny_civilstand": lambda _skridt, alt, _dage: not _ends_marriage(alt),
}
