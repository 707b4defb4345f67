"""The earlier state of a person never seen, read from the delivery's own history (docs/afledning.md section 6)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from cpr_haendelser.cpr.layouts import posttyper
from cpr_haendelser.haendelser.koder099 import Linje, koder099
from cpr_haendelser.haendelser.sammenligning import (
    GRUPPER,
    Aendring,
    Foraeldre,
    Sammenligning,
    read_boern,
    read_foedselsdato,
    read_foraeldre,
)
from cpr_haendelser.replika.forloeb import (
    ADRESSE,
    AENDRET,
    BOPAEL,
    CIVILSTAND,
    DOBBELT,
    DOED,
    FORLOEB,
    NAVN,
    OPHOER,
    UNAVNGIVET,
    Maerket,
    Poster,
    Segment,
    compare,
    read_maerkede,
)

_NYE_I_CPR = frozenset({"A36", "A51"})
_FOEDSEL = {
    ("A36", "MO"),
    ("A36", "FA"),
    ("A51", "MO"),
    ("A51", "FA"),
    ("A35", "NM"),
    ("A35", "NF"),
    ("A37", "NF"),
    ("A38", "NF"),
}
_AEGTEFAELLES_MAERKER = frozenset({"ÆG", "PA"})
_FRAFLYKOMKOD = slice(95, 99)


def read_ukendt(efter: Poster, linjer: Sequence[Linje]) -> Sammenligning:
    """The differences that the 099 lines of a person never seen tell of."""
    alle, linjer = linjer, after_birth(linjer)
    forloeb_efter = {navn: read(efter) for navn, (_, read) in FORLOEB.items()}
    tilbage = {navn: _roll_back(navn, forloeb_efter[navn], efter, linjer) for navn in FORLOEB}
    _roll_back_death(tilbage, efter, linjer)
    sammenligning = Sammenligning(efter, tilbage[BOPAEL], forloeb_efter[BOPAEL], ny_person=_is_new(efter, alle))
    for navn, segmenter in tilbage.items():
        forskel = compare(segmenter, forloeb_efter[navn])
        if forskel:
            sammenligning.forloeb[navn] = Aendring(forskel, tuple(read_maerkede(efter, navn)))
    _roll_back_presence(sammenligning, linjer)
    _name_groups(sammenligning, linjer)
    return sammenligning


def is_new_line(linje: Linje) -> bool:
    """Whether a line says that the person who has it is new to CPR."""
    return linje.kode == "A05" or (linje.kode in _NYE_I_CPR and not linje.maerke)


def after_birth(linjer: Sequence[Linje]) -> Sequence[Linje]:
    """The lines but for those of the moment when the person came into CPR: what they say is part of being new."""
    nye = {linje.tid for linje in linjer if is_new_line(linje)}
    return [linje for linje in linjer if linje.tid not in nye] if nye else linjer


def _is_new(efter: Poster, linjer: Sequence[Linje]) -> bool:
    if not linjer:
        return not efter.get("022")
    return any(is_new_line(linje) for linje in linjer)


def _forloeb_of(linje: Linje) -> str:
    """The timeline that a line ends or lengthens on the person who has it."""
    kode = koder099().get(linje.kode)
    if kode is None:
        return ""
    if kode.forloeb == "doed":
        return BOPAEL if not linje.maerke else CIVILSTAND if linje.maerke in _AEGTEFAELLES_MAERKER else ""
    if linje.maerke and kode.forloeb == BOPAEL:
        return BOPAEL if linje.maerke == "PT" and linje.kode == "P42" else ""
    return kode.forloeb


def _art_of(linje: Linje, maerkede: Sequence[Maerket]) -> str:
    if linje.kode == "A29":
        # One code for both: the newest mark tells which.
        return "annullering" if maerkede and maerkede[-1].maerke == "A" else "korrektion"
    if linje.kode == "P42" and linje.maerke == "PT":
        return "ny"
    return koder099()[linje.kode].art


def _roll_back(navn: str, efter: list[Segment], poster: Poster, linjer: Sequence[Linje]) -> list[Segment]:
    maerkede = read_maerkede(poster, navn)
    mine = [linje for linje in linjer if _forloeb_of(linje) == navn]
    arter = Counter(_art_of(linje, maerkede) for linje in mine)
    nye, annulleringer = arter["ny"], arter["annullering"]
    # What was registered and annulled within the delivery cancels out.
    tilbage = list(efter[: max(0, len(efter) - max(0, nye - annulleringer))])
    if nye and arter["korrektion"]:
        return _missing(navn, tilbage, poster, mine)
    if arter["korrektion"] and efter:
        rettet = [maerket.segment for maerket in maerkede if maerket.maerke == "K"]
        return [*efter[:-1], rettet[-1]] if rettet else tilbage
    if annulleringer > nye:
        fortrudt = [maerket.segment for maerket in maerkede if maerket.maerke == "A"]
        if fortrudt:
            return [*efter, fortrudt[-1]]
        if navn == BOPAEL and not ends_number(efter):
            art = {"P42": AENDRET, "P43": DOBBELT}.get(mine[-1].kode, "")
            return [*efter, Segment(art, "", ())] if art and not mine[-1].maerke else tilbage
    return _missing(navn, tilbage, poster, mine)


def ends_number(segmenter: Sequence[Segment]) -> bool:
    """Whether the timeline ends with the number's end."""
    return bool(segmenter) and segmenter[-1].art in OPHOER


def _missing(navn: str, tilbage: list[Segment], poster: Poster, mine: Sequence[Linje]) -> list[Segment]:
    """Puts what the history does not hold before a first step: no name yet, or the municipality moved from."""
    if tilbage or not mine:
        return tilbage
    if navn == NAVN and any(linje.kode == "A14" for linje in mine):
        return [Segment(UNAVNGIVET, "", ("", "", ""))]
    if navn == BOPAEL and any(linje.kode == "A01" for linje in mine):
        for linje in poster.get("002", ()):
            kommune = linje[_FRAFLYKOMKOD].strip()
            if kommune.strip("0"):
                return [Segment(ADRESSE, "", (kommune, "", "", "", "", "", ""))]
    return tilbage


def _roll_back_death(tilbage: dict[str, list[Segment]], efter: Poster, linjer: Sequence[Linje]) -> None:
    """A death and its annulment or correction stand in civil status, and end the residence too."""
    doede = sum(linje.kode == "A21" and not linje.maerke for linje in linjer)
    annulleret = sum(linje.kode == "A25" and not linje.maerke for linje in linjer)
    rettet = any(linje.kode == "A24" and not linje.maerke for linje in linjer)
    if doede:
        tilbage[CIVILSTAND] = [s for s in FORLOEB[CIVILSTAND][1](efter) if s.art != "D"]
        if annulleret >= doede:
            tilbage[BOPAEL] = FORLOEB[BOPAEL][1](efter)
        return
    sidste = tilbage[CIVILSTAND][-1] if tilbage[CIVILSTAND] else None
    if sidste is None or sidste.art != "D":
        return
    if annulleret and not ends_number(tilbage[BOPAEL]):
        tilbage[BOPAEL] = [*tilbage[BOPAEL], Segment(DOED, sidste.start, (), sidste.usikker)]
    elif rettet and ends_number(tilbage[BOPAEL]):
        tilbage[BOPAEL] = [*tilbage[BOPAEL][:-1], Segment(DOED, sidste.start, (), sidste.usikker)]


def _roll_back_presence(sammenligning: Sammenligning, linjer: Sequence[Linje]) -> None:
    efter = sammenligning.efter
    koder = [(linje.kode, linje.maerke) for linje in linjer]
    if koder.count(("A73", "")) == 1 and (efter.get("017") or efter.get("052")):
        sammenligning.vaergemaal = (False, True)
        sammenligning.grupper |= {"vaergemaal"}
    fremmede = [kode for kode in koder if kode in _FOEDSEL]
    if fremmede:
        boern = sorted(read_boern(efter), key=read_foedselsdato)
        sammenligning.nye_boern = tuple(boern[-len(fremmede) :])
        sammenligning.grupper |= {"boern"}
    nu = read_foraeldre(efter)
    if ("A35", "") in koder:
        sammenligning.foraeldre = (Foraeldre("", ""), nu)
        sammenligning.grupper |= {"foraeldre"}
    elif ("A37", "") in koder or ("A38", "") in koder:
        sammenligning.foraeldre = (Foraeldre(nu.mor, ""), nu)
        sammenligning.grupper |= {"foraeldre"}


def _name_groups(sammenligning: Sammenligning, linjer: Sequence[Linje]) -> None:
    """A line that no timeline and no presence answers for names its groups."""
    for linje in linjer:
        kode = koder099().get(linje.kode)
        if kode is None or kode.art == "ingen" or _answered(sammenligning, linje):
            continue
        grupper = _groups_of(linje, sammenligning.efter)
        sammenligning.linjegrupper.append(grupper)
        art = koder099()[linje.kode].art
        if art in ("korrektion", "annullering"):
            sammenligning.arter.update(dict.fromkeys(grupper, art))
    if not linjer and not sammenligning.ny_person and sammenligning.efter.get("022"):
        sammenligning.linjegrupper.append(frozenset({"personnummer"}))


MAERKEGRUPPER = {
    **dict.fromkeys(("ÆG", "PA", "TÆ", "TP", "NÆ", "NP", "HÆ", "HP"), "civilstand"),
    **dict.fromkeys(("BØ", "TB", "NB"), "foraeldre"),
    **dict.fromkeys(("FA", "TF", "NF", "MO", "TM", "NM"), "boern"),
    **dict.fromkeys(("PN", "PT", "PH"), "personnummer"),
    **dict.fromkeys(("NV", "VS"), "vaergemaal"),
}
"""The group of the relative's records that a derived mark is about (record 012, 015, 014, 022, 017)."""


def _groups_of(linje: Linje, efter: Poster) -> frozenset[str]:
    """The groups a line is about: of those its code names, the ones the person has records of, else the first."""
    if linje.maerke in MAERKEGRUPPER:
        return frozenset({MAERKEGRUPPER[linje.maerke]})
    grupper = koder099()[linje.kode].grupper
    findes = {GRUPPER[posttype] for posttype in efter if not posttyper()[posttype].historik_af} | {
        "historik",
        "stilling",
    }
    return frozenset(gruppe for gruppe in grupper if gruppe in findes) or frozenset(grupper[:1])


def _answered(sammenligning: Sammenligning, linje: Linje) -> bool:
    navn = _forloeb_of(linje)
    if navn in FORLOEB:
        # Either the timeline differs, or the line was undone within the delivery.
        vidner = (navn, CIVILSTAND) if linje.kode in ("A21", "A25") else (navn,)
        return any(n in sammenligning.forloeb or read_maerkede(sammenligning.efter, n) for n in vidner)
    if linje.kode == "A73" and sammenligning.vaergemaal[1]:
        return True
    if (linje.kode, linje.maerke) in _FOEDSEL:
        return bool(sammenligning.nye_boern)
    return not linje.maerke and linje.kode in ("A35", "A37", "A38") and sammenligning.foraeldre is not None
