"""The two languages: nothing untranslated, nothing left over, dates and numbers as each writes them."""

from __future__ import annotations

import ast
import re
from importlib.resources import files
from io import BytesIO

import click
import pytest
from babel.messages.pofile import read_po

from cpr_haendelser.administration.tilbagebragt import SLAGS
from cpr_haendelser.cli import haendelser as kommandoer
from cpr_haendelser.cpr.layouts import posttyper
from cpr_haendelser.fordeling import grunde
from cpr_haendelser.haendelser.model import SAMLE, Art
from cpr_haendelser.haendelser.visning import code_name
from cpr_haendelser.konsol.side import GRUPPER, MENU
from cpr_haendelser.konsol.sider import (
    dueslagsskema,
    guider,
    indstillinger,
    ordreskema,
    ordreskridt,
    overblik,
    testpersoner,
    ydelse,
)
from cpr_haendelser.konsol.sider.administrationsord import TEKSTER
from cpr_haendelser.konsol.sider.aftaler import AFTALEORD
from cpr_haendelser.konsol.sider.anmodning import ANMODNINGSORD
from cpr_haendelser.konsol.sider.arbejde import ARBEJDSORD
from cpr_haendelser.konsol.sider.certifikater import CERTIFIKATORD
from cpr_haendelser.konsol.sider.ordrelinjer import ARTER
from cpr_haendelser.konsol.sider.revision import REVISIONSORD
from cpr_haendelser.konsol.sprog import antal, cprtid, dato, detalje, katalog, sagt, stunder, tid
from cpr_haendelser.modtagelse.grunde import GRUNDE
from cpr_haendelser.settings import Settings
from cpr_haendelser.settings.levende import levende
from cpr_haendelser.storage.ordre import Kreds, Ordre, Ordreart, Ordretilstand
from cpr_haendelser.storage.postrum import Opsaetning
from cpr_haendelser.testmiljoe.divergens import FORSLAG
from cpr_haendelser.testmiljoe.forudsaetninger import find_forudsaetninger
from cpr_haendelser.testmiljoe.handlinger import read_handlinger
from cpr_haendelser.testmiljoe.skabelon.betydning import fields_of_kuvert
from cpr_haendelser.testmiljoe.skabelon.kolonner import read_kolonner
from cpr_haendelser.vejledning.afvisninger import BESKEDHENT, EFTER, FEED, HAANDTRYK, MASKINDOER
from cpr_haendelser.vejledning.certifikatfejl import CERTIFIKATFEJL
from cpr_haendelser.vejledning.drift import DRIFT
from cpr_haendelser.vejledning.eksempler import EKSEMPLER, words_of
from cpr_haendelser.vejledning.kort import FORMAAL, HJEMMEL, KORT
from cpr_haendelser.vejledning.leverandoer import LEVERANDOER
from cpr_haendelser.vejledning.myndighed import MYNDIGHED

KONSOL = files("cpr_haendelser.konsol")
I_SKABELON = re.compile(r"""_\((["'])(.*?)\1\)""")
EN_OG_FLERE = re.compile(r'ngettext\("([^"]+)", "([^"]+)"')
I_KOMMANDO = re.compile(r"haendelser ((?:[a-z][a-z-]* ?)+)")


def texts() -> set[str]:
    """What the pages say."""
    skabeloner = (KONSOL / "skabeloner").iterdir()
    tekster = [skabelon.read_text("utf-8") for skabelon in skabeloner]
    fundne = {m[2] for tekst in tekster for m in I_SKABELON.finditer(tekst)}
    fundne |= {each for tekst in tekster for m in EN_OG_FLERE.finditer(tekst) for each in m.groups()}
    fundne |= set(ARTER.values())
    fundne |= {punkt.navn for punkt in MENU} | {gruppe.navn for gruppe in GRUPPER if gruppe.navn}
    fundne |= {*ydelse.KRAV.values(), *ydelse.SPECIFIKKE, *ydelse.SPECIFIKKE.values(), *ydelse.PRISER.values()}
    fundne |= {each.hvad for each in dueslagsskema.EKSEMPLER}
    fundne |= set(SLAGS.values()) | ARBEJDSORD | TEKSTER | AFTALEORD | ANMODNINGSORD | CERTIFIKATORD | REVISIONSORD
    fundne |= set(overblik.ALARMORD.values()) | set(GRUNDE.values()) | {tekst for _, tekst in indstillinger.BOOL}
    fundne |= {*grunde.GRUNDE.values(), *grunde.MED_NUMMER.values()} | {each.value for each in Art}
    fundne |= {code_name(SAMLE, regel) for regel in ("ny-person", "")}
    fundne |= {each.om.forventet for each in levende().values()}
    fundne |= {each.tekst for gruppe in indstillinger.read_groups(Settings()) for each in gruppe.indstillinger}
    fundne |= {each.navn for each in posttyper().values()}
    return fundne | guide_texts() | order_texts()


def order_texts() -> set[str]:
    """What the pages of ordering say beside their templates: handlinger, columns, states, and what comes of a step."""
    fundne = {del_ for art in ARTER.values() for del_ in art.split(": ")} | set(ordreskridt.KNAPPER.values())
    fundne |= set(ordreskridt.FOELGER.values()) | {vej.tekst for vej in ordreskridt.VEJE.values()} | {ordreskridt.BED}
    fundne |= prerequisite_texts() | set(FORSLAG) | set(ordreskema.ETIKETTER.values())
    fundne |= {tekst for en in read_handlinger().values() for tekst in (en.navn, en.forklaring) if tekst}
    kendte = {navn for en in read_handlinger().values() for navn in (*en.skal, *en.kan)}
    kendte |= {"art", "virkning", "registreret", "sendes", "gentag", "gentag_vent", "oensket_divergens"}
    kendte |= fields_of_kuvert()
    fundne |= {en.forklaring for en in read_kolonner().values() if en.navn in kendte - {"fra"} and en.forklaring}
    fundne |= {tekst for en in testpersoner.MAADER.values() for tekst in (en.navn, en.indledning, en.knap)}
    fundne |= {tekst for en in testpersoner.GREB.values() for tekst in (en.navn, en.foelge, en.knap)}
    valg = {led for en in read_kolonner().values() if en.slags == "valg" and en.navn in kendte for led in en.led}
    fundne |= {f"valg:{each}" for each in {*valg, "ja", "nej"} if each.isalpha()}
    fundne |= {"Hvad der sker", "Mere, der kan siges om det", "Hvornår og hvor mange gange", "Kuverten"}
    return fundne | {each.vist for each in Ordretilstand}


def prerequisite_texts() -> set[str]:
    """Names of prerequisites, and what they ask for."""
    ordre = Ordre("", 0, Ordreart.REPLIKA, "", "", "", "", Kreds.EGNE, Ordretilstand.KLADDE, 0, "", "")
    alle = find_forudsaetninger(Opsaetning(0, (), (), (), ()), ordre, "2026-11-30", "")
    return {tekst for each in alle for tekst in (each.navn, each.tekst)}


def guide_texts() -> set[str]:
    """What the guides say: their tables, and every word of advice in the code of the steps."""
    fundne = set(guider.NAVNE.values()) | {each.hvad for alle in EKSEMPLER.values() for each in alle}
    navne = {each for alle in EKSEMPLER.values() for eksempel in alle for each in words_of(eksempel)}
    fundne |= {each for each in navne if re.search("[a-zæøå] [a-zæøå]|^Modtaget$", each)}
    fundne |= {tekst for trin in (*DRIFT, *KORT, *LEVERANDOER, *MYNDIGHED) for tekst in (trin.navn, trin.hvad)}
    fundne |= {tekst for each in (*HAANDTRYK, *EFTER) for tekst in (each.hvad, each.raad)} | {
        MASKINDOER,
        BESKEDHENT,
        FEED,
    }
    fundne |= {tekst for each in CERTIFIKATFEJL for tekst in each} | {FORMAAL, HJEMMEL}
    for vej in guider.VEJE:
        traeet = ast.walk(ast.parse((files("cpr_haendelser.vejledning") / f"{vej}.py").read_text("utf-8")))
        fundne |= {
            str(each.value.value)
            for each in traeet
            if isinstance(each, ast.keyword) and each.arg == "raad" and isinstance(each.value, ast.Constant)
        }
    return fundne


def test_everything_that_the_pages_say_is_in_the_catalogue() -> None:
    assert texts() - katalog().keys() == set()


def test_a_text_that_is_in_two_files_of_the_catalogue_is_the_same_in_both() -> None:
    poer = [read_po(BytesIO(po.read_bytes())) for po in (KONSOL / "sprog" / "en").iterdir()]
    engelske: dict[str, set[str]] = {}
    for each in (each for po in poer for each in po if each.id):
        engelske.setdefault(str(each.id), set()).add(str(each.string))
    assert {dansk: ord_ for dansk, ord_ in engelske.items() if len(ord_) > 1} == {}


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


def test_days_and_moments_in_what_the_rooms_tell_are_written_as_each_language_does() -> None:
    assert detalje("Aalborg Kommune: godkendt", "en") == "Aalborg Kommune: approved"
    assert detalje("Aalborg Kommune: godkendt", "da") == "Aalborg Kommune: godkendt"
    assert detalje("Aalborg Kommune: 2026-12-01", "da") == "Aalborg Kommune: 1. dec. 2026"
    assert detalje("SHA-256 0123456789ab…, 2027-01-31", "en") == "SHA-256 0123456789ab…, 31 Jan 2027"
    assert stunder("2099-01-01 08:00", "da") == "1. jan. 2099 08.00"
    for andet in ("x-2026-12-01", "2026-12-01-7", "11111111", "0d000000-0000-4000-8000-00000000000a", "2026-13-01"):
        assert stunder(andet, "da") == andet


def test_what_is_no_date_is_shown_as_it_is() -> None:
    assert dato("ukendt", "da") == tid("ukendt", "da") == "ukendt"


def test_times_of_cpr_are_read_as_people_write_them_and_other_values_stay() -> None:
    assert cprtid("202611300919", "da") == "30. nov. 2026 09.19"
    assert cprtid("20261130", "en") == "30 Nov 2026"
    for vaerdi in ("0998", "202613300919", "01234567", "000000000000", "0461 0123 004A"):
        assert cprtid(vaerdi, "da") == vaerdi


def test_what_the_rooms_say_is_said_in_english_with_its_numbers_and_what_people_wrote_stays() -> None:
    assert sagt("Modtageren svarede med HTTP-status 503.", "en") == "The receiver answered with HTTP status 503."
    assert sagt("Modtageren svarede 200, men svaret er ikke en læselig ModtagBeskedOutput.", "en").startswith("The rec")
    assert sagt("01 bopæl i dansk folkeregister", "en").startswith("01 ")
    assert sagt("01 bopæl i dansk folkeregister", "en") != "01 bopæl i dansk folkeregister"
    assert sagt("annullering", "en") == "annulment"
    for skrevet in ("vi har lukket for i dag kl. 12", "", "en flytning"):
        assert sagt(skrevet, "en") == sagt(skrevet, "da") == skrevet
