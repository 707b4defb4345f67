"""A template says which kind of order it is for: handed in as another, it is refused at that cell, in every shape."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from openpyxl import load_workbook

from cpr_haendelser.cpr.vagt import Miljoe, Nummervagt
from cpr_haendelser.storage.ordre import Ordreart
from cpr_haendelser.testmiljoe.indlaesning import take_in
from cpr_haendelser.testmiljoe.regneark.skriv import write_regneark
from cpr_haendelser.testmiljoe.regneark.udseende import examples_of
from cpr_haendelser.testmiljoe.skabelon.betydning import Cellefejl
from cpr_haendelser.testmiljoe.skabelon.skriv import columns_of, write_linjer, write_raekker, write_skabelon

VAGT = Nummervagt(Miljoe.EXTTEST)
RAEKKE = {"personnummer": "6101901234", "handling": "doedsfald"}


def csv(art: Ordreart) -> bytes:
    return (write_skabelon(art) + ";".join(RAEKKE.get(navn, "") for navn in columns_of(art))).encode()


def written(art: Ordreart) -> bytes:
    return write_linjer((), art).encode() + b"6101901234;doedsfald\r\n"


def as_json(art: Ordreart) -> bytes:
    return json.dumps({"version": 1, "art": art, "linjer": [RAEKKE]}).encode()


def workbook(art: Ordreart) -> bytes:
    return write_regneark(art, examples_of(art))


SKREVET: dict[Callable[[Ordreart], bytes], str] = {csv: "", written: "", as_json: "", workbook: "B1"}
"""Every shape of a template, and the cell in which it says what it is for."""


@pytest.mark.parametrize("skriv", SKREVET, ids=lambda skriv: skriv.__name__)
@pytest.mark.parametrize("til", Ordreart)
@pytest.mark.parametrize("sendt_som", Ordreart)
def test_a_template_of_one_kind_is_refused_as_every_other(
    skriv: Callable[[Ordreart], bytes], til: Ordreart, sendt_som: Ordreart
) -> None:
    fejl = take_in(skriv(til), VAGT).refuse_other(sendt_som)
    if til is sendt_som:
        assert fejl == []
        return
    [fundet] = fejl
    assert fundet.celle == SKREVET[skriv]
    assert fundet.fandt == f"en skabelon til en {til.vist}"
    assert sendt_som.vist in fundet.tilladt
    assert f"vælg {til.vist}" in fundet.tilladt


@pytest.mark.parametrize("art", Ordreart)
def test_a_template_that_does_not_say_is_read_as_what_is_chosen(art: Ordreart) -> None:
    assert take_in(write_raekker(columns_of(art), [RAEKKE]).encode(), VAGT).refuse_other(art) == []
    assert take_in(json.dumps([RAEKKE]).encode(), VAGT).refuse_other(art) == []


def test_a_kind_that_there_is_not_is_a_mistake_too() -> None:
    data = b"# version=1;art=alt muligt\npersonnummer;handling\n6101901234;doedsfald\n"
    [fejl] = take_in(data, VAGT).refuse_other(Ordreart.REPLIKA)
    assert fejl == Cellefejl(1, "art", "art=alt muligt", "en skabelon til en replika-ordre (art=replika)")


@pytest.mark.parametrize("art", Ordreart)
def test_the_kind_survives_that_a_spreadsheet_saves_the_workbook(
    art: Ordreart, tmp_path_factory: pytest.TempPathFactory
) -> None:
    sti = tmp_path_factory.mktemp("regneark") / "ordre.xlsx"
    sti.write_bytes(workbook(art))
    bog = load_workbook(sti)
    bog.save(sti)
    [anden, *_] = (each for each in Ordreart if each is not art)
    assert [each.celle for each in take_in(sti.read_bytes(), VAGT).refuse_other(anden)] == ["B1"]
