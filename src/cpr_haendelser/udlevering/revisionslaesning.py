"""The audit as somebody may read it: reading it is a disclosure too, and stands in it before the answer is given."""

from __future__ import annotations

from collections.abc import Iterator

from cpr_haendelser.konti.fritekst import check_fritekst
from cpr_haendelser.revision.bog import Revisionsbog
from cpr_haendelser.revision.post import Led
from cpr_haendelser.revision.skriver import Revision
from cpr_haendelser.revision.svar import START, Linje, Side, Spoergsmaal, Sted, answer, answer_all
from cpr_haendelser.udlevering.kalder import Kalder
from cpr_haendelser.udlevering.spor import REVISION, shown


class Revisionslaeser:
    """Answers callers; safe to share between threads.

    Brugsfejl TEGN-001 or KTO-013 where what is asked about is no line, or holds a personnummer where a person is not
    asked about: the question stands in the audit as it was put.
    """

    def __init__(self, bog: Revisionsbog, revision: Revision) -> None:
        self._bog, self._revision = bog, revision

    def ask(self, kalder: Kalder, spoergsmaal: Spoergsmaal, *, efter: Sted = START, antal: int = 100) -> Side:
        """A page of the answer."""
        self._note(kalder, "revision.laes", spoergsmaal)
        return answer(self._bog, spoergsmaal, efter=efter, antal=antal)

    def ask_all(self, kalder: Kalder, spoergsmaal: Spoergsmaal) -> Iterator[Linje]:
        """All of the answer."""
        self._note(kalder, "revision.laes", spoergsmaal)
        return answer_all(self._bog, spoergsmaal)

    def export(self, kalder: Kalder, *, efter: int, til: int) -> Iterator[Led]:
        """The links after a number up to another."""
        post = shown(kalder, "revision.eksporter", REVISION)
        strakt = (("led", f"{efter + 1}-{til}"),)
        self._revision.skriv([post._replace(detaljer=(*post.detaljer, *strakt))])
        return self._bog.revisionsled(efter=efter, til=til)

    def _note(self, kalder: Kalder, handling: str, spoergsmaal: Spoergsmaal) -> None:
        emne, _, fra, til = spoergsmaal
        post = shown(kalder, handling, REVISION)
        if isinstance(emne, str):
            check_fritekst("spørgsmålet", emne)
        om = () if isinstance(emne, int) else (("emne", emne),)
        tid = tuple((navn, value) for navn, value in (("fra", fra), ("til", til)) if value)
        pnr = emne if isinstance(emne, int) else 0
        self._revision.skriv([post._replace(pnr=pnr, detaljer=tuple(sorted((*post.detaljer, *om, *tid))))])
