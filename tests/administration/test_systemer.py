"""It-systems and their certificates at the desk."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from cpr_haendelser.abonnementer.model import Dueslag, Leveringsmaade, Vaerdiliste
from cpr_haendelser.adgang.model import OPERATOER, Aktoer
from cpr_haendelser.administration.certifikater import Certifikatkontor
from cpr_haendelser.administration.dueslag import Dueslagskontor, Oenske
from cpr_haendelser.administration.systemer import Systemkontor, Udvalg
from cpr_haendelser.aftaler.model import Systemcertifikat
from cpr_haendelser.cpr.vagt import Miljoe, Nummervagt
from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.fordeling.stempel import stamp
from cpr_haendelser.overblik.udkig import expiries
from cpr_haendelser.storage.postrum import Postrum
from tests.administration.huset import (
    EGET,
    KORSBAEK,
    LEVERANDOER,
    SYSTEM,
    TYPE,
    Huset,
    andet,
    anna,
    lone,
    reva,
    systemet,
)
from tests.aftaler.certifikater import DAG, NU, OCES3, Udsteder, key_files, make_key, to_der, to_pem

ROD = Udsteder("Den Danske Stat OCES rod-CA")
LEVERANDOERENS = tuple((oid, vaerdi.replace(KORSBAEK, LEVERANDOER)) for oid, vaerdi in OCES3)
NYT = "0A000000-0000-4000-8000-000000000009"


class Skranke:
    """Both desks over the house's post room; a clock that stands."""

    def __init__(self, postrum: Postrum) -> None:
        self.postrum, self.nu = postrum, NU
        self.huset = Huset(postrum)
        miljoe, vagt = Miljoe.PRODUKTION, Nummervagt(Miljoe.PRODUKTION, frozenset())
        self.systemer = Systemkontor(postrum, miljoe, lambda: self.nu, lambda: NYT, vagt.check_tekst)
        self.certifikater = Certifikatkontor(postrum, miljoe, lambda: self.nu, lambda: (ROD.certifikat,))

    def fingerprints(self, uuid: str = SYSTEM) -> tuple[str, ...]:
        return next(each.fingeraftryk for each in self.postrum.opsaetning().systemer if each.uuid == uuid)

    def add(self, **mere: Any) -> Systemcertifikat:
        certifikat = ROD.issue(LEVERANDOERENS, **mere)
        return self.certifikater.add(lone, SYSTEM, to_pem(certifikat)).certifikat


@pytest.fixture
def skranke(postrum: Postrum) -> Skranke:
    return Skranke(postrum)


def refused(kode: str, gjort: Any, *hvad: Any, **mere: Any) -> None:
    with pytest.raises(Brugsfejl) as fejl:
        gjort(*hvad, **mere)
    assert fejl.value.kode == kode


def test_a_supplier_makes_an_it_system_of_its_own_and_nobody_elses(skranke: Skranke) -> None:
    valg = Udvalg(kontakt="drift@leverandoer.example", callbacks=("https://modtager.example/besked",))
    nyt = skranke.systemer.create(lone, " Nyt system ", f"urn:oio:cvr-nr:{LEVERANDOER}", valg)
    assert (nyt.uuid, nyt.navn, nyt.cvr, nyt.kontakt) == (NYT.lower(), "Nyt system", LEVERANDOER, valg.kontakt)
    assert skranke.systemer.find(lone, "nyt SYSTEM") == nyt
    for hvem in (anna, reva, systemet, andet):
        refused("ADG-001", skranke.systemer.create, hvem, "Mit", KORSBAEK)
    refused("ADG-002", skranke.systemer.create, lone, "Mit", KORSBAEK)


@pytest.mark.parametrize(
    ("kode", "navn", "cvr", "mere"),
    [
        ("SYT-002", "Nyt", "44444444", {}),
        ("SYT-003", "Nyt", LEVERANDOER, {"uuid": SYSTEM.upper()}),
        ("AFT-005", "Nyt", LEVERANDOER, {"uuid": "x"}),
        ("AFT-019", "SAGSSYSTEM", LEVERANDOER, {}),
        ("AFT-034", "  ", LEVERANDOER, {}),
        ("AFT-036", "System 610190-1234", LEVERANDOER, {}),
        ("AFT-009", "Nyt", LEVERANDOER, {"valg": Udvalg(callbacks=("ftp://x",))}),
    ],
)
def test_what_is_wrong_with_a_new_system_is_told(skranke: Skranke, kode: str, navn: str, cvr: str, mere: Any) -> None:
    refused(kode, skranke.systemer.create, OPERATOER, navn, cvr, **mere)
    assert len(skranke.postrum.opsaetning().systemer) == 2


def test_a_system_is_changed_closed_and_opened_again(skranke: Skranke) -> None:
    foer = skranke.systemer.find(lone, SYSTEM)
    assert skranke.systemer.change(lone, SYSTEM, Udvalg(kontakt="ny@leverandoer.example")) == foer._replace(
        kontakt="ny@leverandoer.example"
    )
    assert not skranke.systemer.change(lone, "Sagssystem", Udvalg(aktiv=False)).aktiv
    assert skranke.systemer.change(lone, SYSTEM, Udvalg(aktiv=True)).aktiv
    for hvem in (systemet, reva):
        refused("ADG-001", skranke.systemer.change, hvem, SYSTEM, Udvalg(kontakt="x"))
    refused("ADG-001", skranke.systemer.change, anna, SYSTEM, Udvalg(kontakt="x"))


def test_a_callback_that_is_pushed_to_stays(skranke: Skranke) -> None:
    url = "https://modtager.example/besked"
    skranke.systemer.change(lone, SYSTEM, Udvalg(callbacks=(url,)))
    dueslag = Dueslag("d", "Alt", SYSTEM, TYPE, Leveringsmaade.TILSEND, url, "", 0)
    skranke.postrum.gem(dueslag=[dueslag], tidspunkt="", hvem="")
    refused("AFT-015", skranke.systemer.change, lone, SYSTEM, Udvalg(callbacks=()))
    skranke.postrum.gem(dueslag=[dueslag._replace(aktiv=False)], tidspunkt="", hvem="")
    assert skranke.systemer.change(lone, SYSTEM, Udvalg(callbacks=())).callbacks == ()


def test_each_sees_the_systems_of_its_own(skranke: Skranke) -> None:
    navne = {hvem.navn: [each.uuid for each in skranke.systemer.list_all(hvem)] for hvem in (lone, anna, andet, reva)}
    assert navne == {"Lone": [SYSTEM], "Anna": [EGET], "Korsbæks eget": [EGET], "Reva": [EGET, SYSTEM]}


def test_an_uploaded_certificate_lets_the_system_in(skranke: Skranke) -> None:
    certifikat = skranke.add()
    assert skranke.fingerprints() == (certifikat.fingeraftryk,)
    assert skranke.certifikater.list_all(systemet, SYSTEM) == [certifikat]
    assert certifikat.navn == "Korsbæks fagsystem (OCES3, CVR 33333333)"
    igen = skranke.certifikater.add(lone, SYSTEM, certifikat.pem.encode())
    assert igen.certifikat == certifikat
    assert skranke.fingerprints() == (certifikat.fingeraftryk,)


def test_a_private_key_is_kept_nowhere(skranke: Skranke) -> None:
    noegle = make_key()
    foer = skranke.postrum.version()
    for data in key_files(noegle).values():
        refused("CRT-002", skranke.certifikater.add, lone, SYSTEM, data)
    begge = to_pem(ROD.issue(LEVERANDOERENS, noegle=noegle)) + key_files(noegle)["pkcs8-Encoding.PEM"]
    refused("CRT-002", skranke.certifikater.add, lone, SYSTEM, begge)
    assert skranke.postrum.version() == foer


def test_a_certificate_of_another_organisation_or_system_is_refused(skranke: Skranke) -> None:
    korsbaeks = to_pem(ROD.issue(OCES3))
    refused("CRT-013", skranke.certifikater.add, lone, SYSTEM, korsbaeks)
    skranke.certifikater.add(OPERATOER, EGET, korsbaeks)
    skranke.systemer.create(OPERATOER, "Tredje", KORSBAEK)
    refused("CRT-019", skranke.certifikater.add, OPERATOER, "Tredje", korsbaeks)
    refused("SYT-001", skranke.certifikater.add, lone, EGET, korsbaeks)
    with pytest.raises(Brugsfejl) as fejl:
        skranke.certifikater.add(lone, SYSTEM, korsbaeks)
    assert "bruges af et andet it-system. Hvert" in fejl.value.tekst, "whose it is, is nobody's but its own"
    for hvem in (systemet, reva):
        refused("ADG-001", skranke.certifikater.add, hvem, SYSTEM, to_der(ROD.issue(LEVERANDOERENS)))


def test_one_that_a_set_up_file_names_by_fingerprint_alone_is_used_too(skranke: Skranke) -> None:
    certifikat = ROD.issue(LEVERANDOERENS)
    fingeraftryk = skranke.certifikater.add(lone, SYSTEM, to_pem(certifikat)).certifikat.fingeraftryk
    eget = skranke.systemer.find(OPERATOER, EGET)
    skranke.postrum.gem(systemer=[eget._replace(fingeraftryk=("ab" * 32,))], tidspunkt="", hvem="")
    [ukendt] = skranke.certifikater.list_all(OPERATOER, EGET)
    assert (ukendt.fingeraftryk, ukendt.gyldig_til, ukendt.pem) == ("ab" * 32, "", "")
    assert skranke.fingerprints() == (fingeraftryk,)


def test_two_hold_side_by_side_while_a_system_changes_over_and_no_third(skranke: Skranke) -> None:
    gammelt, nyt = skranke.add(til=NU + 20 * DAG), skranke.add()
    assert skranke.fingerprints() == (gammelt.fingeraftryk, nyt.fingeraftryk)
    tredje = to_pem(ROD.issue(LEVERANDOERENS))
    refused("CRT-023", skranke.certifikater.add, lone, SYSTEM, tredje)
    fjernet = skranke.certifikater.remove(lone, SYSTEM, gammelt.fingeraftryk[:8].upper())
    assert fjernet.fjernet
    assert skranke.fingerprints() == (nyt.fingeraftryk,)
    assert [each.fingeraftryk for each in skranke.certifikater.list_all(lone, SYSTEM)] == [
        nyt.fingeraftryk,
        gammelt.fingeraftryk,
    ]
    skranke.certifikater.add(lone, SYSTEM, tredje)


def test_one_that_has_expired_takes_no_room(skranke: Skranke) -> None:
    skranke.add(til=NU + DAG)
    skranke.add()
    skranke.nu = NU + 2 * DAG
    skranke.add()
    assert len(skranke.fingerprints()) == 3


def test_one_that_is_removed_may_come_back_and_one_that_is_blocked_may_not(skranke: Skranke) -> None:
    noegle = make_key()
    certifikat = skranke.add(noegle=noegle)
    skranke.certifikater.remove(lone, SYSTEM, certifikat.fingeraftryk)
    assert skranke.certifikater.add(lone, SYSTEM, certifikat.pem.encode()).certifikat == certifikat
    spaerret = skranke.certifikater.remove(lone, SYSTEM, certifikat.fingeraftryk, spaer=True)
    assert spaerret.spaerret
    refused("CRT-017", skranke.certifikater.add, lone, SYSTEM, certifikat.pem.encode())
    refused("CRT-017", skranke.add, noegle=noegle)
    assert skranke.certifikater.remove(lone, SYSTEM, certifikat.fingeraftryk).spaerret
    assert skranke.fingerprints() == ()


@pytest.mark.parametrize("fingeraftryk", ["", "abcdef0", "00000000"])
def test_what_names_no_certificate_removes_none(skranke: Skranke, fingeraftryk: str) -> None:
    skranke.add()
    refused("CRT-024", skranke.certifikater.remove, lone, SYSTEM, fingeraftryk)
    assert len(skranke.fingerprints()) == 1


def test_when_a_system_can_log_in_no_more_goes_by_its_newest_certificate(skranke: Skranke) -> None:
    skranke.add(til=NU + 20 * DAG)
    udloeb = NU + 50 * DAG
    skranke.add(til=udloeb)
    assert [(each.system, each.udloeber) for each in expiries(skranke.postrum.opsaetning())] == [(SYSTEM, udloeb)]
    skranke.systemer.change(lone, SYSTEM, Udvalg(aktiv=False))
    assert list(expiries(skranke.postrum.opsaetning())) == []


def test_a_certificate_that_is_near_its_end_is_remarked_upon(skranke: Skranke) -> None:
    data = to_pem(ROD.issue(LEVERANDOERENS, til=NU + timedelta(days=10)))
    assert skranke.certifikater.add(lone, SYSTEM, data).bemaerkninger == [
        "certifikatet udløber om 10 dage; få et nyt i god tid."
    ]


URL = "https://modtager.example/besked"


@pytest.fixture
def dueslag(skranke: Skranke) -> Dueslagskontor:
    skranke.systemer.change(lone, SYSTEM, Udvalg(callbacks=(URL,)))
    vagt = Nummervagt(Miljoe.PRODUKTION, frozenset())
    return Dueslagskontor(skranke.postrum, Miljoe.PRODUKTION, lambda: NU, NYT.lower, vagt.check_tekst)


def test_a_supplier_makes_changes_and_closes_its_systems_dueslag(dueslag: Dueslagskontor) -> None:
    nyt = dueslag.create(lone, "Sagssystem", TYPE, Oenske("Alt", filter="personhaendelse = '034'"), fra=7)
    assert (nyt.system, nyt.leveringsmaade, nyt.fra, nyt.aktiv) == (SYSTEM, Leveringsmaade.HENT, 7, True)
    sendes = dueslag.change(lone, NYT, Oenske(callback=URL, filter=""))
    assert (sendes.leveringsmaade, sendes.callback, sendes.filter) == (Leveringsmaade.TILSEND, URL, "")
    assert not dueslag.change(systemet, NYT, Oenske(aktiv=False)).aktiv
    assert dueslag.change(OPERATOER, NYT, Oenske(callback="", aktiv=True)).leveringsmaade is Leveringsmaade.HENT


@pytest.mark.parametrize(
    ("kode", "hvem", "system", "beskedtype", "oenske"),
    [
        ("ADG-001", anna, SYSTEM, TYPE, Oenske("Alt")),
        ("ADG-001", reva, SYSTEM, TYPE, Oenske("Alt")),
        ("SYT-001", lone, EGET, TYPE, Oenske("Alt")),
        ("SYT-001", andet, SYSTEM, TYPE, Oenske("Alt")),
        ("AFT-034", lone, SYSTEM, TYPE, Oenske(" ")),
        ("AFT-005", lone, SYSTEM, "x", Oenske("Alt")),
        ("AFT-013", lone, SYSTEM, TYPE, Oenske("Alt", filter="personhaendelse = OG")),
        ("AFT-015", lone, SYSTEM, TYPE, Oenske("Alt", callback="https://andre.example/")),
    ],
)
def test_what_is_wrong_with_a_dueslag_is_told(  # noqa: PLR0913 - pytest hands it over
    dueslag: Dueslagskontor, postrum: Postrum, kode: str, hvem: Aktoer, system: str, beskedtype: str, oenske: Oenske
) -> None:
    refused(kode, dueslag.create, hvem, system, beskedtype, oenske)
    assert postrum.opsaetning().dueslag == ()


def test_a_filter_asks_its_own_systems_value_lists_alone(dueslag: Dueslagskontor, postrum: Postrum) -> None:
    egen, fremmed, ingen = (f"{tegn * 8}-0000-4000-8000-000000000000" for tegn in "abc")
    for uuid, navn, system in ((egen, "Egne", SYSTEM), (fremmed, "Andres", EGET)):
        postrum.opret_vaerdiliste(Vaerdiliste(uuid, navn, system, 0, 0), nu=stamp(NU), hvem="prøve")
    dueslag.create(lone, "Sagssystem", TYPE, Oenske("Alt", filter=f"personnummer IN VÆRDILISTE('{egen}')"))
    kendt = postrum.opsaetning().dueslag
    for uuid in (fremmed, ingen):
        andet = Oenske("Andet", filter=f"NOT personnummer IN VÆRDILISTE('{uuid}')")
        refused("ABO-019", dueslag.create, lone, "Sagssystem", TYPE, andet)
        refused("ABO-019", dueslag.change, systemet, NYT, andet)
        refused("ABO-019", dueslag.change, OPERATOER, NYT, andet)
    assert postrum.opsaetning().dueslag == kendt


def test_a_filter_of_the_operators_file_keeps_the_lists_that_it_asks(dueslag: Dueslagskontor, postrum: Postrum) -> None:
    set_ = dueslag.create(lone, "Sagssystem", TYPE, Oenske("Alt"))
    spoerger = set_._replace(filter="personnummer IN VÆRDILISTE('bbbbbbbb-0000-4000-8000-000000000000')")
    postrum.gem(dueslag=[spoerger], tidspunkt=stamp(NU), hvem="operatoer")
    assert dueslag.change(lone, NYT, Oenske("Flytninger")).filter == spoerger.filter


def test_an_unknown_dueslag_is_told(dueslag: Dueslagskontor) -> None:
    refused("FOR-002", dueslag.change, lone, NYT, Oenske(aktiv=False))


def test_anothers_dueslag_is_told_as_one_that_is_not_there(dueslag: Dueslagskontor) -> None:
    fremmed = dueslag.create(OPERATOER, EGET, TYPE, Oenske("Korsbæks"))
    refused("FOR-002", dueslag.change, lone, fremmed.uuid, Oenske(aktiv=False))
    assert dueslag.change(OPERATOER, fremmed.uuid, Oenske(aktiv=False)).aktiv is False


def test_a_change_decided_upon_what_another_has_changed_since_is_refused(dueslag: Dueslagskontor) -> None:
    set_ = dueslag.create(lone, "Sagssystem", TYPE, Oenske("Alt"))
    omdoebt = dueslag.change(lone, NYT, Oenske("Flytninger"))
    refused("KON-007", dueslag.change, lone, NYT, Oenske(filter="personhaendelse = '034'"), pr=set_)
    assert dueslag.change(lone, NYT, Oenske(aktiv=False), pr=omdoebt) == omdoebt._replace(aktiv=False)
