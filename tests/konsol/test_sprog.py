"""The two languages: nothing untranslated, nothing left over, dates and numbers as each writes them."""

from __future__ import annotations

import re
from importlib.resources import files
from io import BytesIO

import click
import pytest
from babel.messages.pofile import read_po

from cpr_haendelser.cli import haendelser as kommandoer
from cpr_haendelser.konsol.side import GRUPPER, MENU
from cpr_haendelser.konsol.sider.ordrer import ARTER
from cpr_haendelser.konsol.sprog import antal, dato, katalog, tid
from cpr_haendelser.testmiljoe.ordreskridt import SKRIDT

KONSOL = files("cpr_haendelser.konsol")
I_SKABELON = re.compile(r"""_\((["'])(.*?)\1\)""")
I_KOMMANDO = re.compile(r"haendelser ((?:[a-z]+ ?)+)")
I_KODE = re.compile(r'"([A-ZÆØÅ][^"\n]* [^"\n]*[a-zæøå.])"')


def texts() -> set[str]:
    """What the pages say."""
    skabeloner = (KONSOL / "skabeloner").iterdir()
    fundne = {m[2] for skabelon in skabeloner for m in I_SKABELON.finditer(skabelon.read_text("utf-8"))}
    krav = (KONSOL / "sider" / "ydelse.py").read_text("utf-8").partition("rows = (")[2]
    fundne |= set(ARTER.values()) | {skridt.hvad for skridt in SKRIDT.values()}
    fundne |= {punkt.navn for punkt in MENU} | {gruppe.navn for gruppe in GRUPPER if gruppe.navn}
    return fundne | {m[1] for m in I_KODE.finditer(krav)}


def test_everything_that_the_pages_say_is_in_the_catalogue() -> None:
    assert texts() - katalog().keys() == set()


def test_no_text_is_in_two_files_of_the_catalogue() -> None:
    filer = [{str(each.id) for each in read_po(BytesIO(po.read_bytes())) if each.id}
             for po in (KONSOL / "sprog" / "en").iterdir()]  # fmt: skip
    assert sum(map(len, filer)) == len(set().union(*filer))


def test_nothing_is_in_the_catalogue_that_no_page_says() -> None:
    assert katalog().keys() - texts() == set()


def test_every_command_that_the_pages_name_is_there() -> None:
    naevnte = {m[1] for tekst in (skabelon.read_text("utf-8") for skabelon in (KONSOL / "skabeloner").iterdir())
               for m in I_KOMMANDO.finditer(tekst)}  # fmt: skip
    assert len(naevnte) > 5
    for naevnt in naevnte:
        gruppe: click.Command = kommandoer
        for ord_ in naevnt.split():
            if not isinstance(gruppe, click.Group):
                break
            assert ord_ in gruppe.commands, naevnt
            gruppe = gruppe.commands[ord_]


@pytest.mark.parametrize(
    ("sprog", "tal", "dag", "stund"),
    [("da", "12.345", "24. nov. 2026", "24. nov. 2026 14.05"), ("en", "12,345", "24 Nov 2026", "24 Nov 2026 14:05")],
)
def test_numbers_and_times_are_written_as_each_language_does(sprog: str, tal: str, dag: str, stund: str) -> None:
    assert antal(12345, sprog) == tal
    assert dato("2026-11-24", sprog) == dag
    assert tid("2026-11-24T14:05:07.123+01:00", sprog) == stund


def test_what_is_no_date_is_shown_as_it_is() -> None:
    assert dato("ukendt", "da") == tid("ukendt", "da") == "ukendt"
