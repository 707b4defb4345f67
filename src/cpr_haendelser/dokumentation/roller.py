"""docs/roller.md: the roles, and the matrix of who may do what."""

from __future__ import annotations

from cpr_haendelser.adgang.matrix import Omfang, Rettighed, rettigheder
from cpr_haendelser.adgang.model import Rolle
from cpr_haendelser.cpr.vagt import Miljoe
from cpr_haendelser.dokumentation.markdown import fill, table

_ROLLER = {
    Rolle.DRIFTSOPERATOER: "Driftsoperatør",
    Rolle.LEVERANDOERADMINISTRATOR: "Leverandøradministrator",
    Rolle.AFTALEADMINISTRATOR: "Aftaleadministrator",
    Rolle.TESTANSVARLIG: "Testansvarlig",
    Rolle.REVISOR: "Revisor",
    Rolle.IT_SYSTEM: "It-system",
}
_ORD = {Omfang.INTET: "–"}


def render() -> str:
    """The page."""
    return fill(
        "roller.md",
        matrix=table(("Handling", *_ROLLER.values()), map(_row, rettigheder().values())),
        handlinger=table(
            ("Handling", "Hvad", "Bemærk"), ((f"`{r.handling}`", r.navn, _remark(r)) for r in rettigheder().values())
        ),
    )


def _row(ret: Rettighed) -> tuple[str, ...]:
    return (f"`{ret.handling}`", *(_cell(ret, rolle) for rolle in _ROLLER))


def _cell(ret: Rettighed, rolle: Rolle) -> str:
    exttest, produktion = (_word(ret, rolle, miljoe) for miljoe in Miljoe)
    return exttest if exttest == produktion else f"{exttest} / {produktion}"


def _word(ret: Rettighed, rolle: Rolle, miljoe: Miljoe) -> str:
    omfang = ret.omfang[rolle, miljoe]
    return _ORD.get(omfang, str(omfang)) + ("*" if omfang is Omfang.ALLE and miljoe in ret.grund else "")


def _remark(ret: Rettighed) -> str:
    return ret.forklaring
