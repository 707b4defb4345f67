"""From one person's records before and after, and the 099 lines, to hændelser (docs/afledning.md). Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from datetime import date
from typing import NamedTuple

from cpr_haendelser.cpr.layouts import CHARSET, posttyper
from cpr_haendelser.haendelser import regler
from cpr_haendelser.haendelser.fund import Fund, find, last_address, to_adresse
from cpr_haendelser.haendelser.koder099 import Linje, koder099
from cpr_haendelser.haendelser.model import Adresse, Art, Beslutning, Hoved, Rolle
from cpr_haendelser.haendelser.sammenligning import (
    Sammenligning,
    by_posttype,
    read_kendt,
    read_pnr,
)
from cpr_haendelser.haendelser.tidligere import MAERKEGRUPPER, read_ukendt
from cpr_haendelser.replika.billede import RELATIONSARTER, read_relationer, to_linjer
from cpr_haendelser.replika.forloeb import ADRESSE, BOPAEL, CIVILSTAND, FORLOEB

NY_PERSON, UKENDT_KODE = "ny_person", "ukendt_kode"


class Udfald(NamedTuple):
    """The hændelser of one person, and for each 099 line that caused none of them the reason (line number to word)."""

    beslutninger: tuple[Beslutning, ...]
    grunde: Mapping[int, str]


class Parametre(NamedTuple):
    """What the installation has chosen (settings)."""

    nyfoedt_dage: int = 28


def derive(  # noqa: PLR0913 - the person, before, after, the lines and the choices are what it is
    pnr: str, foer: bytes | None, efter: bytes, linjer: Sequence[Linje], parametre: Parametre
) -> Udfald:
    """What happened to a person: `foer` and `efter` are canonical documents, `foer` None for a person never seen."""
    if foer == efter:
        return _unchanged(pnr, efter, linjer)
    sammenligning = _compare(foer, efter, linjer)
    if sammenligning is None:
        return Udfald((), {linje.nr: "levering" for linje in linjer})
    fund = find(sammenligning, tuple(linjer), nyfoedt=_is_newborn(sammenligning, parametre))
    return _settle(pnr, sammenligning, fund, linjer)


def _compare(foer: bytes | None, efter: bytes, linjer: Sequence[Linje]) -> Sammenligning | None:
    """The differences; None where the customer only asked for the person."""
    nye = [linje.decode(CHARSET) for linje in to_linjer(efter)]
    if foer is None:
        if linjer and all(_art(linje) == "ingen" for linje in linjer):
            return None
        return read_ukendt(by_posttype(nye), linjer)
    gamle = [linje.decode(CHARSET) for linje in to_linjer(foer)]
    kendte, kommet = set(gamle), set(nye)
    return read_kendt(
        by_posttype(gamle),
        by_posttype(nye),
        [linje for linje in gamle if linje not in kommet],
        [linje for linje in nye if linje not in kendte],
    )


def _unchanged(pnr: str, efter: bytes, linjer: Sequence[Linje]) -> Udfald:
    """Equal images: no hændelse, but for a line whose code nobody knows."""
    if all(linje.kode in koder099() for linje in linjer):
        return Udfald((), {linje.nr: _reason(linje, linjer) for linje in linjer})
    poster = by_posttype([linje.decode(CHARSET) for linje in to_linjer(efter)])
    return _settle(pnr, read_kendt(poster, poster, [], []), [], linjer)


def _art(linje: Linje) -> str:
    kode = koder099().get(linje.kode)
    return kode.art if kode else ""


_PERSON = posttyper()["001"]
_FOED_DT, _STATUSSTART = _PERSON.field("FOED_DT").slice, _PERSON.field("STATUSHAENSTART").slice
_NAVN = slice(13, 146)


def _is_newborn(sammenligning: Sammenligning, parametre: Parametre) -> bool:
    """No name, or dead within the days of the setting (docs/afledning.md section 3)."""
    doed = next(
        (s for s in reversed([*sammenligning.efter_bopael, *sammenligning.foer_bopael]) if s.art == "doed"), None
    )
    if doed is None:
        return False
    navne = sammenligning.efter.get("008", ())
    if not any(linje[_NAVN].strip(" *+=") for linje in navne):
        return True
    foedt = sammenligning.efter["001"][0][_FOED_DT] if sammenligning.efter.get("001") else ""
    foedt_dag, doeds_dag = _day_number(foedt.replace("-", "")), _day_number(doed.start)
    return foedt_dag > 0 and 0 <= doeds_dag - foedt_dag <= parametre.nyfoedt_dage


def _day_number(tid: str) -> int:
    """A day of YYYYMMDD as a count; 0 where the day is not certain."""
    try:
        return date(int(tid[:4]), int(tid[4:6]), int(tid[6:8])).toordinal()
    except ValueError:
        return 0


class _Gruppe(NamedTuple):
    gruppe: str
    art: Art


def _settle(pnr: str, alt: Sammenligning, fund: list[Fund], linjer: Sequence[Linje]) -> Udfald:
    """Receivers, catch-alls, causes: what turns findings into decisions."""
    virkelige = [f for f in fund if f.regel is not regler.SAMLING]
    forklaret: set[str] = set().union(*(f.regel.forklarer for f in virkelige)) if virkelige else set()
    grupper = _catch_all_groups(alt, fund, forklaret, linjer)
    if alt.ny_person:
        virkelige.append(Fund(regler.NY_PERSON, Art.NY, "", "", usikker=False, gruppe=NY_PERSON))
        grupper = {g for g in grupper if g.gruppe == UKENDT_KODE}
    virkelige += [
        Fund(
            regler.SAMLING,
            art,
            "",
            "",
            usikker=False,
            gruppe=" ".join(sorted(g.gruppe for g in grupper if g.art is art)),
        )
        for art in Art
        if any(g.art is art for g in grupper)
    ]
    aarsager = _causes(virkelige, linjer)
    nuvaerende = _Nuvaerende.read(alt)
    ordinaler: dict[tuple[str, Art, str, str], int] = {}
    beslutninger = []
    for fundet, mine in zip(virkelige, aarsager, strict=True):
        registreret = mine[0].tid if mine else ""
        noegle = (fundet.regel.navn, fundet.art, fundet.om, registreret)
        ordinaler[noegle] = ordinaler.get(noegle, 0) + 1
        beslutninger.append(_decide(pnr, alt, fundet, mine, nuvaerende, ordinaler[noegle]))
    brugt = {linje.nr for mine in aarsager for linje in mine}
    return Udfald(
        tuple(beslutninger), {linje.nr: _reason(linje, linjer, forklaret) for linje in linjer if linje.nr not in brugt}
    )


_KLARSKRIFT_AF = frozenset({"adresse", "navn", "udlandsadresse", "forsvinding", "status", "kontaktadresse"})


def _catch_all_groups(
    alt: Sammenligning, fund: list[Fund], forklaret: set[str], linjer: Sequence[Linje]
) -> set[_Gruppe]:
    """The changed groups that no hændelse explains, each with its art (docs/afledning.md section 5)."""
    fra_forloeb = {_Gruppe(f.gruppe, f.art) for f in fund if f.regel is regler.SAMLING}
    navngivet = {g.gruppe for g in fra_forloeb}
    uforklaret = set(alt.grupper).union(*(g for g in alt.linjegrupper if not g & forklaret))
    if uforklaret & _KLARSKRIFT_AF or forklaret & _KLARSKRIFT_AF or navngivet & {*_KLARSKRIFT_AF, "indrejse"}:
        uforklaret.discard("klarskriftadresse")
    if "indrejse" in navngivet:
        uforklaret -= {"adresse", "udlandsadresse", "forsvinding", "status", "supplerende_adresse"}
    grupper = {g for g in fra_forloeb if g.gruppe not in forklaret}
    grupper |= {
        _Gruppe(gruppe, _group_art(gruppe, alt, linjer)) for gruppe in uforklaret - forklaret if gruppe not in navngivet
    }
    if any(linje.kode not in koder099() for linje in linjer):
        grupper.add(_Gruppe(UKENDT_KODE, Art.NY))
    return grupper


def _group_art(gruppe: str, alt: Sammenligning, linjer: Sequence[Linje]) -> Art:
    if gruppe in alt.arter:
        return Art(alt.arter[gruppe])
    arter = {_art(linje) for linje in linjer if linje.kode in koder099() and gruppe in koder099()[linje.kode].grupper}
    if "ny" in arter:
        return Art.NY
    return next((art for art in (Art.ANNULLERING, Art.KORREKTION) if art.value in arter), Art.NY)


def _causes(fund: list[Fund], linjer: Sequence[Linje]) -> list[list[Linje]]:
    """The 099 lines behind each finding, the likeliest first: same groups; then same clock, then order."""
    return [_ranked(fundet, [linje for linje in linjer if _is_cause(linje, fundet)], fund) for fundet in fund]


def _is_cause(linje: Linje, fundet: Fund) -> bool:
    kode = koder099().get(linje.kode)
    if kode is None:
        return UKENDT_KODE in fundet.gruppe.split()
    if fundet.gruppe == NY_PERSON:
        return "ny_person" in kode.grupper and not linje.maerke
    if kode.art == "historik":
        return "historik" in fundet.gruppe.split() or fundet.art is not Art.NY
    if fundet.regel is regler.SAMLING:
        return _is_about(linje, set(fundet.gruppe.split()))
    regel = fundet.regel
    if (linje.kode, regel.kode) in _IKKE_AARSAG:
        return False
    if kode.forloeb in FORLOEB and regel.kilde in FORLOEB:
        return kode.forloeb == regel.kilde or (linje.kode in _OM_DOEDEN and regel.forklarer >= {"status", "civilstand"})
    if kode.forloeb == "doed":
        return regel.kilde == (CIVILSTAND if linje.maerke else BOPAEL)
    return _is_about(linje, regel.forklarer - _SVAGE_GRUPPER)


_IKKE_AARSAG = frozenset({("P35", "030"), ("P36", "029")})
"""One timeline, two codes: the beginning of a separation does not end it."""
_OM_DOEDEN = frozenset({"A24", "A25"})
_SVAGE_GRUPPER = frozenset({"klarskriftadresse", "supplerende_adresse"})
"""Groups that a hændelse explains in passing: a line about them alone is not its cause."""


def _is_about(linje: Linje, grupper: Set[str]) -> bool:
    """Whether a line is about one of the groups: by its derived mark, else by its code."""
    maerkegruppe = MAERKEGRUPPER.get(linje.maerke)
    return maerkegruppe in grupper if maerkegruppe else not grupper.isdisjoint(koder099()[linje.kode].grupper)


def _ranked(fundet: Fund, mulige: list[Linje], fund: list[Fund]) -> list[Linje]:
    ur = fundet.gyldig_fra[8:12]
    samme_ur = [linje for linje in mulige if ur and linje.tid[8:12] == ur]
    if samme_ur and any(_clock_sibling(fundet, other) for other in fund):
        # Several steps of the same kind: each keeps to the lines with its own clock.
        return samme_ur
    return samme_ur + [linje for linje in mulige if linje not in samme_ur]


def _clock_sibling(fundet: Fund, other: Fund) -> bool:
    return other.regel.kilde == fundet.regel.kilde and other.gyldig_fra != fundet.gyldig_fra


def _reason(linje: Linje, linjer: Sequence[Linje], forklaret: Set[str] = frozenset()) -> str:
    """Why a line caused no hændelse (docs/afledning.md section 7)."""
    art = _art(linje)
    if art == "ingen":
        return "levering"
    grupper = set(koder099()[linje.kode].grupper)
    beslaegtede = {_art(other) for other in linjer if other.kode in koder099() and _is_about(other, grupper)}
    if "ny" in beslaegtede and beslaegtede & {"annullering", "korrektion"}:
        return "annulleret_i_levering"
    if grupper & forklaret:
        return "indgaar_i_anden"
    return "ingen_forskel"


class _Nuvaerende(NamedTuple):
    """Where the person lives now, or last lived."""

    rolle: Rolle
    adresse: Adresse | None

    @classmethod
    def read(cls, alt: Sammenligning) -> _Nuvaerende:
        segmenter = alt.efter_bopael
        adresse = to_adresse(last_address(segmenter) or last_address(alt.foer_bopael))
        bor = bool(segmenter) and segmenter[-1].art == ADRESSE
        return cls(Rolle.NY if bor else Rolle.SENESTE, adresse)


def _decide(  # noqa: PLR0913 - one call, each part named
    pnr: str, alt: Sammenligning, fundet: Fund, linjer: list[Linje], nuvaerende: _Nuvaerende, ordinal: int
) -> Beslutning:
    regel = fundet.regel
    efter = fundet.efter or (nuvaerende.adresse if fundet.foer is None else None)
    kommune, rolle = fundet.kommune, regel.rolle
    if regel.kilde != "bopael":
        kommune = nuvaerende.adresse.kommunekode if nuvaerende.adresse else ""
        rolle = nuvaerende.rolle
    relaterede = _relaterede(regel, alt, fundet.om)
    if not kommune:
        relaterede = relaterede or _fallback_relaterede(alt)
        rolle = Rolle.RELATERET if relaterede else rolle
    aarsag = linjer[0] if linjer else None
    return Beslutning(
        pnr=pnr,
        kode=regel.kode,
        art=fundet.art,
        regel=regel.navn,
        rolle=rolle,
        kommune=kommune,
        gyldig_fra=fundet.gyldig_fra,
        usikker=fundet.usikker,
        registreret=aarsag.tid if aarsag else "",
        om=f"{fundet.om}#{ordinal}" if ordinal > 1 else fundet.om,
        grupper=tuple(fundet.gruppe.split()),
        foer=fundet.foer,
        efter=efter,
        relaterede=relaterede,
        retter=fundet.retter,
        hoved=_hoved(alt, aarsag) if aarsag and aarsag.maerke else None,
        linjer=tuple(linje.nr for linje in linjer),
        poster=alt.poster,
    )


def _relaterede(regel: regler.Regel, alt: Sammenligning, om: str) -> tuple[tuple[str, str], ...]:
    if om:
        return ((om, "barn"),)
    found = []
    for posttype, felt, ord_ in regel.relationer:
        for linje in alt.efter.get(posttype, ()):
            pnr = read_pnr(linje[posttyper()[posttype].field(felt).slice])
            if pnr:
                found.append((pnr, ord_))
    return tuple(found)


_FALLBACK = ("mor", "far", "aegtefaelle", "gaeldende_pnr", "tidligere_pnr")


def _fallback_relaterede(alt: Sammenligning) -> tuple[tuple[str, str], ...]:
    """Related persons in whose municipality a person without one is looked for."""
    slaegt = sorted(_relationer(alt))
    return tuple((pnr, ord_) for ord_ in _FALLBACK for art, pnr in slaegt if RELATIONSARTER[art] == ord_)


def _relationer(alt: Sammenligning) -> Iterable[tuple[int, str]]:
    linjer = [linje.encode(CHARSET) for poster in alt.efter.values() for linje in poster]
    return ((art, f"{pnr:010d}") for art, pnr in read_relationer(linjer))


def _hoved(alt: Sammenligning, aarsag: Linje) -> Hoved | None:
    slaegt = tuple(sorted({pnr for _, pnr in _relationer(alt)}))
    return Hoved(slaegt, aarsag.kode, aarsag.tid) if slaegt and aarsag.tid else None
