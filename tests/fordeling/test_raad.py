"""What a set-up may say but hardly means is told."""

from __future__ import annotations

from typing import Any

import pytest

from cpr_haendelser.abonnementer.model import Dueslag, Leveringsmaade, Vaerdiliste
from cpr_haendelser.abonnementer.opsaetning import Oensket
from cpr_haendelser.aftaler.model import Aftaletilstand, Organisation, Serviceaftale
from cpr_haendelser.beskeder.saet import Saet
from cpr_haendelser.fordeling.push.adresse import Regler
from cpr_haendelser.fordeling.raad import remarks
from tests.udlevering.opsat import DUESLAG_A, KORSBAEK, A, B, aftale, dueslag, system

LISTE = "0e000000-0000-4000-8000-000000000001"
SYSTEM = system(A, "Anders", hemmelighed="hash")
AFTALE, DUESLAG = aftale("a", A, KORSBAEK), dueslag(DUESLAG_A, A, navn="Alt")


def told(  # noqa: PLR0913 - what a set-up is made of
    system_: Any = SYSTEM,
    aftale_: Serviceaftale | None = AFTALE,
    dueslag_: Dueslag = DUESLAG,
    liste: str = "",
    regler: Regler = Regler(),  # noqa: B008 - a value
    organisationer: tuple[Organisation, ...] = (),
) -> list[str]:
    opsat = Oensket(organisationer, (system_,), (aftale_,) if aftale_ else (), (dueslag_,))
    lister = [Vaerdiliste(LISTE, "Børn", liste, 1, 10)] if liste else []
    return list(remarks(opsat, lister, beskedtype=Saet().beskedtype, dag="2026-11-25", regler=regler))


def lukket(cvr: str) -> Organisation:
    return Organisation(cvr, "Lukket", "", myndighed=True, leverandoer=True, aktiv=False)


def test_of_a_set_up_that_delivers_nothing_is_said() -> None:
    assert told() == []
    assert told(dueslag_=DUESLAG._replace(aktiv=False, beskedtype=LISTE), aftale_=None) == []


@pytest.mark.parametrize(
    ("aendring", "tekst"),
    [
        ({"system_": SYSTEM._replace(aktiv=False)}, "dueslaget Alt: systemet eller dets organisation er lukket"),
        ({"organisationer": (lukket("22222222"),)}, "dueslaget Alt: systemet eller dets organisation er lukket"),
        ({"organisationer": (lukket(KORSBAEK),)}, "dueslaget Alt: myndigheden er lukket"),
        ({"system_": SYSTEM._replace(hemmelighed="")}, "systemet Anders kan ikke hente"),
        ({"dueslag_": DUESLAG._replace(beskedtype=LISTE)}, "beskeder dannes med beskedtypen"),
        ({"aftale_": None}, "ingen godkendt serviceaftale om beskedtypen"),
        ({"aftale_": AFTALE._replace(gyldig_til="2026-11-24")}, "ingen godkendt serviceaftale om beskedtypen"),
        ({"aftale_": AFTALE._replace(beskedtyper=frozenset({LISTE}))}, "ingen godkendt serviceaftale om beskedtypen"),
        ({"aftale_": AFTALE._replace(tilstand=Aftaletilstand.ANMODET)}, "serviceaftalen er anmodet, men ikke godkendt"),
    ],
)
def test_why_a_dueslag_gets_nothing_is_told(aendring: dict[str, Any], tekst: str) -> None:
    (fundet,) = told(**aendring)
    assert tekst in fundet


def test_who_is_only_pushed_to_need_not_log_in() -> None:
    tilsend = DUESLAG._replace(leveringsmaade=Leveringsmaade.TILSEND)
    assert told(system_=SYSTEM._replace(hemmelighed=""), dueslag_=tilsend) == []


def test_a_filter_of_old_that_cannot_be_read_is_told() -> None:
    (fundet,) = told(dueslag_=DUESLAG._replace(filter="x"))
    assert "kan ikke læses" in fundet


@pytest.mark.parametrize(
    ("callback", "regler", "tekst"),
    [
        ("https://localhost:8443/besked", Regler(), "tilsend.private_adresser"),
        ("https://10.0.0.7/besked", Regler(), "tilsend.private_adresser"),
        ("https://[::1]/besked", Regler(), "tilsend.private_adresser"),
        ("https://10.0.0.7/besked", Regler(private_adresser=True), ""),
        ("http://localhost/besked", Regler(), "tilsend.http_paa_loopback"),
        ("http://localhost/besked", Regler(http_paa_loopback=True), ""),
        ("https://modtager.example/besked", Regler(), ""),
    ],
)
def test_an_address_that_nothing_can_be_pushed_to_is_told(callback: str, regler: Regler, tekst: str) -> None:
    tilsend = DUESLAG._replace(leveringsmaade=Leveringsmaade.TILSEND, callback=callback)
    fundet = told(dueslag_=tilsend, regler=regler)
    assert len(fundet) == bool(tekst)
    assert tekst in "".join(fundet)


@pytest.mark.parametrize(("ejer", "tekst"), [("", "findes ikke og er tom"), (B, "tilhører et andet system"), (A, "")])
def test_a_value_list_that_is_not_there_or_anothers_is_told(ejer: str, tekst: str) -> None:
    fundet = told(dueslag_=DUESLAG._replace(filter=f"personnummer IN VÆRDILISTE('{LISTE.upper()}')"), liste=ejer)
    assert len(fundet) == bool(tekst)
    assert tekst in "".join(fundet)
