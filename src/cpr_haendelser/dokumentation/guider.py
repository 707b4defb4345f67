"""The written guides: the same steps, examples and explanations as the pages of the console, with pictures of them."""

from __future__ import annotations

from collections.abc import Iterable

from cpr_haendelser.abonnementer.model import Leveringsmaade
from cpr_haendelser.dokumentation.markdown import fill, table
from cpr_haendelser.storage.postrum import Opsaetning
from cpr_haendelser.vejledning.afvisninger import EFTER, HAANDTRYK
from cpr_haendelser.vejledning.drift import DRIFT
from cpr_haendelser.vejledning.eksempler import EKSEMPLER, Eksempel, Vaerdier, render
from cpr_haendelser.vejledning.kort import KORT
from cpr_haendelser.vejledning.leverandoer import LEVERANDOER
from cpr_haendelser.vejledning.myndighed import MYNDIGHED
from cpr_haendelser.vejledning.trin import Forhold, Trin

_VAERDIER = Vaerdier(
    "beskedfordeler.example.dk", 5671, 8443, "4fe05a4d-33e8-40bf-abeb-b3674bc54cfe",
    "https://modtager.example.dk:9443/modtag", "https://beskedfordeler.example.dk",
)  # fmt: skip
_INTET = Forhold("12345674", "", "", Opsaetning(0, (), (), (), (), (), ()), {})
"""An ExtTest in which there is nothing."""
_FARVE = {"sh": "bash", "py": "python", "java": "java"}
_VIST = ("noegle.sh", "linjetest.sh", "hent.py", "feed.sh", "modtager.py")
"""The examples that are printed; the pages have them all."""


def render_leverandoer() -> str:
    """The guide for suppliers."""
    alle = {each.fil: each for maade in Leveringsmaade for each in EKSEMPLER[maade]}
    afslag = ((each.hvad, each.raad) for each in (*HAANDTRYK, *EFTER))
    return fill(
        "kom-godt-i-gang-leverandoer.md",
        trin=_steps(LEVERANDOER),
        eksempler="\n\n".join(_example(alle[fil]) for fil in _VIST),
        afslag=table(("Hvad der skete", "Hvad I gør"), dict(afslag).items()),
    )


def render_myndighed() -> str:
    """The guide for authorities."""
    return fill("kom-godt-i-gang-myndighed.md", trin=_steps(MYNDIGHED))


def render_drift() -> str:
    """The guide for operators, with what its steps say where nothing has been done yet."""
    kort = "\n".join(f"{nr}. **{each.navn}**: {each.hvad}" for nr, each in enumerate(KORT, 1))
    return fill("kom-godt-i-gang-drift.md", kort=kort, trin=_steps(DRIFT))


def _steps(vej: Iterable[Trin]) -> str:
    return "\n\n".join(f"### {nr}. {each.navn}\n\n{_step(each)}" for nr, each in enumerate(vej, 1))


def _step(trin: Trin) -> str:
    """What it is, and where it is done; what is to be copied stands as the page shows it before anything is done."""
    fund = trin.find(_INTET)
    dele = [trin.hvad]
    if fund.kode:
        dele += [fund.raad, "```text\n" + "\n".join(fund.kode) + "\n```"]
    steder = [f"* I konsollen: `/konsol{trin.sti}`"] if trin.sti else []
    if trin.kommando and not fund.kode:
        steder.append(f"* På kommandolinjen (driftsoperatøren): `{trin.kommando}`")
    return "\n\n".join([*dele, *(["\n".join(steder)] if steder else [])])


def _example(eksempel: Eksempel) -> str:
    farve = _FARVE[eksempel.fil.rpartition(".")[2]]
    return f"### {eksempel.hvad} ({eksempel.sprog})\n\n```{farve}\n{render(eksempel, _VAERDIER).rstrip()}\n```"
