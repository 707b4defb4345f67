"""Words of the administration that pages take from tables: roles, states, what is told after something was done.

Danish, translated where they are shown; what each right is called stands in the matrix (adgang.matrix).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from cpr_haendelser.adgang.matrix import rettigheder
from cpr_haendelser.adgang.model import Rolle
from cpr_haendelser.aftaler.livsforloeb import OPSAETNING, ORD, Skridt
from cpr_haendelser.aftaler.model import Aftaletilstand


class Rolleord(NamedTuple):
    """What a role is called, and whose it is."""

    navn: str
    hvem: str


ROLLER: Mapping[Rolle, Rolleord] = {
    Rolle.DRIFTSOPERATOER: Rolleord("Driftsoperatør", "kører installationen og opretter organisationer og brugere"),
    Rolle.LEVERANDOERADMINISTRATOR: Rolleord(
        "Leverandøradministrator", "leverandørens it-systemer, certifikater og anmodninger om serviceaftaler"
    ),
    Rolle.AFTALEADMINISTRATOR: Rolleord(
        "Aftaleadministrator", "myndighedens svar: godkender, afviser og opsiger serviceaftaler"
    ),
    Rolle.TESTANSVARLIG: Rolleord("Testansvarlig", "bestiller testpersoner og hændelser; ser indhold i ExtTest alene"),
    Rolle.REVISOR: Rolleord("Revisor", "læser revisionssporet med maskerede personnumre og ændrer intet"),
}
TILSTANDE: Mapping[Aftaletilstand, tuple[str, str]] = {
    Aftaletilstand.ANMODET: ("anmodet", "nu"),
    Aftaletilstand.GODKENDT: ("godkendt", "god"),
    Aftaletilstand.AFVIST: ("afvist", "slem"),
    Aftaletilstand.OPSAGT: ("opsagt", "agt"),
    Aftaletilstand.UDLOEBET: ("udløbet", "agt"),
}
"""Each state as people read it, and the look of its sign."""
SKRIDT: Mapping[str, str] = {
    Skridt.ANMOD: "anmodede om aftalen",
    Skridt.GODKEND: "godkendte aftalen",
    Skridt.AFVIS: "afviste aftalen",
    Skridt.TRAEK: "trak anmodningen tilbage",
    Skridt.OPSIG: "opsagde aftalen",
    Skridt.UDLOEB: "aftalen udløb",
    Skridt.AFLOES: "aftalen blev afløst af en ny",
    ORD: "skrev",
    OPSAETNING: "satte aftalen op med en fil",
}
"""What each step was, as the thread tells it after a name."""
OMFANG: Mapping[str, str] = {"egen": "egne", "alle": "alles", "maskeret": "alles, maskeret"}
"""How far a right reaches."""

TEKSTER: frozenset[str] = frozenset({
    *(ord_.navn for ord_ in ROLLER.values()),
    *(ord_.hvem for ord_ in ROLLER.values()),
    *(navn for navn, _ in TILSTANDE.values()),
    *SKRIDT.values(),
    *OMFANG.values(),
    *(ret.navn for ret in rettigheder().values()),
})  # fmt: skip
"""All of them: the catalogue must have each."""
