"""What was found: the rules applied to the differences, before receivers, causes and catch-alls are settled."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from cpr_haendelser.haendelser import regler
from cpr_haendelser.haendelser.koder099 import Linje
from cpr_haendelser.haendelser.model import SAMLE, Adresse, Art, Retter, Rolle
from cpr_haendelser.haendelser.regler import Regel
from cpr_haendelser.haendelser.sammenligning import Aendring, Foraeldre, Sammenligning, read_foedselsdato
from cpr_haendelser.replika.forloeb import (
    ADMINISTRATIV,
    ADRESSE,
    BOPAEL,
    CIVILSTAND,
    DOED,
    INGEN,
    OPHOER,
    Segment,
)

_INGEN = Segment(INGEN, "", ())


class Fund(NamedTuple):
    """One hændelse found, for one receiver role; or (regel SAMLING) a group for the catch-all."""

    regel: Regel
    art: Art
    kommune: str
    """Where the role itself knows it; empty: the person's current or last municipality."""
    gyldig_fra: str
    usikker: bool
    om: str = ""
    gruppe: str = ""
    foer: Adresse | None = None
    efter: Adresse | None = None
    retter: Retter | None = None


class Skridt(NamedTuple):
    """One step of a timeline; `foran` is everything before `til`, newest last."""

    foran: tuple[Segment, ...]
    til: Segment

    @property
    def fra(self) -> Segment:
        """The segment the step starts from."""
        return self.foran[-1] if self.foran else _INGEN


def find(sammenligning: Sammenligning, linjer: tuple[Linje, ...], *, nyfoedt: bool) -> list[Fund]:
    """Every hændelse and every catch-all group that the differences tell of, timelines first.

    `nyfoedt` says whether a death would be that of a newborn.
    """
    fund: list[Fund] = []
    for navn, aendring in sammenligning.forloeb.items():
        fund += _find_forloeb(navn, aendring, sammenligning, nyfoedt=nyfoedt)
    fund += _find_vaergemaal(sammenligning)
    fund += _find_foraeldre(sammenligning, linjer)
    fund += _find_boern(sammenligning, linjer)
    return fund


def last_address(segmenter: tuple[Segment, ...] | list[Segment]) -> Segment | None:
    """The newest address of a timeline."""
    for segment in reversed(segmenter):
        if segment.art in (ADRESSE, ADMINISTRATIV):
            return segment
    return None


def to_adresse(segment: Segment | None) -> Adresse | None:
    """The address of a residence segment; None for other kinds."""
    return Adresse(*segment.data) if segment is not None and segment.art in (ADRESSE, ADMINISTRATIV) else None


def _find_forloeb(navn: str, aendring: Aendring, alt: Sammenligning, *, nyfoedt: bool) -> list[Fund]:
    """docs/afledning.md section 2: the shapes of a change and what each gives."""
    forskel = aendring.forskel
    fjernet, tilfoejet, faelles = forskel.fjernet, forskel.tilfoejet, forskel.faelles

    def codes(skridt: Skridt) -> list[Fund]:
        return _codes(navn, skridt, alt, nyfoedt=nyfoedt)

    if forskel.i_historik:
        fund = [_historik(aendring)]
    elif not fjernet:
        fund = _new_steps(faelles, tilfoejet, codes)
    elif not tilfoejet:
        fund = _annulled(faelles, fjernet, codes)
    elif _is_corrected(aendring):
        rettet = _corrected(codes(Skridt(faelles, fjernet[0])), codes(Skridt(faelles, tilfoejet[0])), fjernet[0])
        fund = rettet + _new_steps((*faelles, tilfoejet[0]), tilfoejet[1:], codes)
    elif fjernet[0].art == DOED and tilfoejet[0].art not in OPHOER:
        fund = _annulled(faelles, fjernet, codes) + _new_steps(faelles, tilfoejet, codes)
    elif fjernet[0].start == tilfoejet[0].start:
        fund = [_samling(regler.SAMLEGRUPPE[navn], Art.NY)]
    else:
        fund = _new_steps((*faelles, *fjernet), tilfoejet, codes)
    return fund


def _is_corrected(aendring: Aendring) -> bool:
    fjernet, tilfoejet = aendring.forskel.fjernet[0], aendring.forskel.tilfoejet[0]
    if fjernet.art in OPHOER and fjernet.art == tilfoejet.art:
        return True
    return any(m.segment.noegle == fjernet.noegle for m in aendring.maerkede)


def _historik(aendring: Aendring) -> Fund:
    maerker = {maerket.maerke for maerket in aendring.maerkede}
    art = Art.KORREKTION if "K" in maerker else Art.ANNULLERING if "A" in maerker else Art.NY
    return _samling("historik", art)


def _samling(gruppe: str, art: Art) -> Fund:
    return Fund(regler.SAMLING, art, "", "", usikker=False, gruppe=gruppe)


def _new_steps(
    foran: tuple[Segment, ...], tilfoejet: tuple[Segment, ...], codes: Callable[[Skridt], list[Fund]]
) -> list[Fund]:
    fund: list[Fund] = []
    for segment in tilfoejet:
        fund += codes(Skridt(foran, segment))
        foran = (*foran, segment)
    return fund


def _annulled(
    faelles: tuple[Segment, ...], fjernet: tuple[Segment, ...], codes: Callable[[Skridt], list[Fund]]
) -> list[Fund]:
    fund: list[Fund] = []
    foran = faelles
    for segment in fjernet:
        for fundet in codes(Skridt(foran, segment)):
            regel = regler.DOEDSFALD_ANNULLERET if fundet.regel.kode in regler.DOEDSKODER else fundet.regel
            fund.append(_marked(fundet._replace(regel=regel), Art.ANNULLERING, segment))
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
        return fund._replace(art=art, gruppe="adresse" if fund.gruppe == "indrejse" else fund.gruppe)
    return fund._replace(art=art, retter=Retter(regler.RETTES_AF.get(kode, (kode,)), rettet.start))


def _codes(navn: str, skridt: Skridt, alt: Sammenligning, *, nyfoedt: bool) -> list[Fund]:
    """The rows of the rule table that fit a step; none: the catch-all of the timeline's group."""
    if navn == CIVILSTAND and skridt.til.art == "D" and _has_death(alt):
        return []
    passer = [
        regel
        for regel in regler.rules_for(navn, skridt.fra.art, skridt.til.art)
        if _BETINGELSER[regel.betingelse](skridt, alt, nyfoedt)
    ]
    if passer:
        return _moves(passer, skridt) if navn == BOPAEL else [_plain(regel, skridt.til) for regel in passer]
    if navn == "separation":
        # The end of a separation by divorce or death belongs to that.
        return []
    gruppe = "indrejse" if navn == BOPAEL and skridt.til.art == ADRESSE else regler.SAMLEGRUPPE[navn]
    return [_samling(gruppe, Art.NY)]


def _plain(regel: Regel, til: Segment) -> Fund:
    return Fund(regel, Art.NY, "", til.start, til.usikker)


def _moves(passer: list[Regel], skridt: Skridt) -> list[Fund]:
    """What a step of residence is, seen from where the person came from and went to."""
    til = skridt.til
    foer, efter = to_adresse(last_address(skridt.foran)), to_adresse(til)
    fra_kommune, til_kommune = (adresse.kommunekode if adresse else "" for adresse in (foer, efter))
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
_BETINGELSER: dict[str, Callable[[Skridt, Sammenligning, bool], bool]] = {
    "": lambda _skridt, _alt, _nyfoedt: True,
    "anden_kommune": lambda skridt, _alt, _nyfoedt: skridt.fra.data[0] != skridt.til.data[0],
    "samme_kommune": lambda skridt, _alt, _nyfoedt: skridt.fra.data[0] == skridt.til.data[0],
    "nyfoedt": lambda _skridt, _alt, nyfoedt: nyfoedt,
    "ikke_nyfoedt": lambda _skridt, _alt, nyfoedt: not nyfoedt,
    "uden_ny_civilstand": lambda _skridt, alt, _nyfoedt: not _ends_marriage(alt),
}


def _find_vaergemaal(alt: Sammenligning) -> list[Fund]:
    foer, efter = alt.vaergemaal
    if foer == efter:
        return []
    if not efter:
        return [Fund(regler.MYNDIGGJORT, Art.NY, "", "", usikker=False)]
    linje = next(iter(alt.efter.get("017") or alt.efter.get("052") or ()))
    return [Fund(regler.UMYNDIGGJORT, Art.NY, "", linje[13:23].strip(), usikker=linje[23:24] == "*")]


def _find_foraeldre(alt: Sammenligning, linjer: tuple[Linje, ...]) -> list[Fund]:
    if alt.foraeldre is None or alt.foraeldre[0] == alt.foraeldre[1]:
        return []
    regel, art = _parent_rule(*alt.foraeldre, {linje.kode for linje in linjer if not linje.maerke})
    if regel is None:
        return []
    linje = next(iter(alt.efter.get("015", ("",))))
    mor_dt, far_dt = linje[13:23].strip(), linje[80:90].strip()
    far_skiftet = alt.foraeldre[0].far != alt.foraeldre[1].far
    gyldig = far_dt if regel is regler.FADERSKAB or far_skiftet else mor_dt
    maerke = linje[90:91] if gyldig is far_dt else linje[23:24]
    retter = Retter((regel.kode,), alt.foraeldre[0].far_dt) if art is not Art.NY else None
    return [Fund(regel, art, "", gyldig, usikker=maerke == "*", retter=retter)]


def _parent_rule(foer: Foraeldre, efter: Foraeldre, koder: set[str]) -> tuple[Regel | None, Art]:
    far_skiftet = foer.far != efter.far
    if "A35" in koder:
        return regler.ADOPTION, Art.NY
    if "A38" in koder and far_skiftet:
        return regler.FADERSKAB, Art.KORREKTION
    if far_skiftet and not foer.far and foer.mor == efter.mor:
        return regler.FADERSKAB, Art.NY
    if far_skiftet and foer.mor != efter.mor and foer.far and foer.mor and efter.far and efter.mor:
        return regler.ADOPTION, Art.NY
    return None, Art.NY


_FOEDSELSKODER = frozenset({"A36", "A51"})


def _find_boern(alt: Sammenligning, linjer: tuple[Linje, ...]) -> list[Fund]:
    if not any(linje.kode in _FOEDSELSKODER and linje.maerke == "MO" for linje in linjer):
        return []
    return [Fund(regler.FOEDSEL, Art.NY, "", read_foedselsdato(barn), usikker=False, om=barn) for barn in alt.nye_boern]
