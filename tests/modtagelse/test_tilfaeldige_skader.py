"""Whatever happens to a file on its way: it is received whole or refused in words, never half, never with a crash."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cpr_haendelser.cpr.vagt import Miljoe, Nummervagt
from cpr_haendelser.fejl import Filfejl
from cpr_haendelser.haendelser.afledning import Parametre
from cpr_haendelser.modtagelse.modtag import Opsaetning
from cpr_haendelser.storage.aabning import open_lager
from tests.modtagelse.byg import DAG1, FOERSTE, FORMER, NAMESPACE, OPGAVE, Proeve, fil, flyttet, linje, person, pnr

if TYPE_CHECKING:
    from collections.abc import Callable

    from cpr_haendelser.storage.lager import Kvittering

FORRIGE = fil([line for n in (1, 2, 3) for line in person(n)], FOERSTE, "00000000")
DAGENS = fil(
    [
        *flyttet(1, DAG1),
        *person(2, kode="A45"),
        *person(4, kode="A05"),
        linje("012", pnr(3), CIVST="G", AEGTEPNR=pnr(4), HAENSTART_CIVILSTAND="202611011200"),
        *person(3),
        linje("099", pnr(3), TIMESTAMPU="202611021030", HAENDELSE="A19"),
    ],
)
FORM = st.sampled_from(sorted(FORMER))
SKADE = st.tuples(
    st.floats(0, 1, exclude_max=True),
    st.integers(0, 3),
    st.binary(max_size=3)
    | st.sampled_from([b"\n", b"\r", b"\r\n", b" ", b"0", b"999", b"\n001", b"\n099", b"A", b"K"]),
)


def damage(content: bytes, skader: list[tuple[float, int, bytes]]) -> bytes:
    """The content with some bytes taken out and others put in."""
    for hvor, antal, nyt in skader:
        sted = int(hvor * len(content))
        content = content[:sted] + nyt + content[sted + antal :]
    return content


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Proeve]:
    folder = tmp_path_factory.mktemp("fresh")
    (folder / "forrige").write_bytes(FORMER["lines"](FORRIGE))

    def make() -> Proeve:
        lager = open_lager("memory:")
        opsaetning = Opsaetning(
            vagt=Nummervagt(Miljoe.EXTTEST),
            namespace=NAMESPACE,
            parametre=Parametre(),
            cvr_for=lambda _: "11111111",
            opgaver={OPGAVE: None},
            saet=lager.saetnummer("{}"),
            nu=lambda: "2026-11-24T20:00:00.000+01:00",
            spool_folder=folder,
        )
        made = Proeve(lager, replace(opsaetning))
        made.receive(folder / "forrige", etablering=True)
        return made

    return make


def attempt(made: Proeve, path: Path) -> tuple[Kvittering | None, Filfejl | None]:
    """What became of the file."""
    try:
        return made.receive(path), None
    except Filfejl as fejl:
        return None, fejl


@settings(max_examples=300)
@given(form=FORM, skader=st.lists(SKADE, min_size=1, max_size=3))
def test_a_file_damaged_anywhere_is_received_whole_or_refused_in_words(
    fresh: Callable[[], Proeve], form: str, skader: list[tuple[float, int, bytes]]
) -> None:
    made = fresh()
    path = Path(made.opsaetning.spool_folder) / "D261102.L900001"
    path.write_bytes(damage(FORMER[form](DAGENS), skader))
    before = [made.lager.versioner(int(pnr(n))) for n in range(1, 5)]
    kvittering, refused = attempt(made, path)
    if kvittering is None:
        assert refused is not None
        assert refused.fil == path.name
        assert not any(pnr(n) in str(refused) for n in range(1, 5))
        assert made.lager.leverance(2) is None
        assert made.log() == []
        assert [made.lager.versioner(int(pnr(n))) for n in range(1, 5)] == before
    else:
        assert kvittering.leverance == made.lager.leverance(2)
        assert sum(kvittering.leverance.poster.values()) == len(DAGENS)
