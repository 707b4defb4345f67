"""A full installation: of everything that a page can show there is something, also what went wrong."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cpr_haendelser.adgang.model import BRUGERROLLER, Rolle
from cpr_haendelser.aftaler.model import Aftaletilstand, ItSystem, Organisation
from cpr_haendelser.app import Installation
from cpr_haendelser.app.alarmer import make_vagt
from cpr_haendelser.app.testmiljoe import Testmiljoe, carry_out_due
from cpr_haendelser.fejl import Filfejl
from cpr_haendelser.fordeling.fordel import Fordeler
from cpr_haendelser.haendelser.model import Art
from cpr_haendelser.konsol import ROD
from cpr_haendelser.logning import log_line
from cpr_haendelser.modtagelse.overvaag import Melding
from cpr_haendelser.storage.ordre import Kreds, Ordreart, Ordrelinje, Ordretilstand, Trin
from cpr_haendelser.testmiljoe.ekspedition import Udkast
from cpr_haendelser.testmiljoe.forudsaetninger import VILKAAR
from tests.konsol.conftest import Browser, logged_in, make_list, make_organisation, make_user
from tests.opslag.korsbaek import opened
from tests.udlevering.opsat import AALBORG, DUESLAG_B, KORSBAEK, NY_KORSBAEK, TIDSPUNKT, aftale, set_up

EGET = "0a000000-0000-4000-8000-0000000000aa"
"""The it-system of the organisation that orders."""
HUSET = "22222222"


@contextmanager
def full(mappe: Path) -> Iterator[Installation]:
    """Korsbæk after three days, with a set-up, a user for each role, and an order that has been carried out."""
    with opened(mappe) as installation:
        set_up(installation.postrum)
        make_organisation(installation)
        egen = ItSystem(EGET, "Eget fagsystem", KORSBAEK, "", (), "", "", ())
        installation.postrum.gem(
            systemer=[egen], aftaler=[aftale("egen", egen.uuid, KORSBAEK)], tidspunkt="2026-11-26", hvem="prøve"
        )
        for rolle in BRUGERROLLER:
            make_user(installation, rolle.value, rolle)
        order(installation, egen.uuid)
        yield installation


def order(installation: Installation, system_: str) -> None:
    """A new family, and a move of one of its grown-ups that walks in by the front door; both carried out."""
    miljoe = Testmiljoe(installation)
    miljoe.ordrelager.accepter(KORSBAEK, VILKAAR, hvem="prøve", tidspunkt="2026-11-26")

    def carry_out(art: Ordreart, titel: str, personer: tuple[str, ...], trin: Trin) -> None:
        udkast = Udkast(art, titel, KORSBAEK, system_, KORSBAEK, Kreds.EGNE)
        ordre = miljoe.ekspedition.create(udkast, [Ordrelinje(1, personer, (trin,))])
        miljoe.ekspedition.submit(ordre, hvem="prøve")
        carry_out_due(miljoe)
        assert miljoe.ekspedition.find(ordre.uuid).tilstand is Ordretilstand.UDFOERT

    felter = (("kommunekode", "0998"), ("boern", "2"))
    carry_out(Ordreart.REPLIKA, "En familie", ("ny:familie",), Trin("opret_familie", Art.NY, felter))
    familien = miljoe.ekspedition.describe(miljoe.ordrelager.find_personer(ejer=KORSBAEK, antal=10))
    flytter = min(familien, key=lambda each: each.foedt or "9")
    adresse = (("kommunekode", "0851"), ("vejkode", "0123"), ("husnr", "004A"))
    carry_out(Ordreart.SAMMENHAENGENDE, "En flytning", (flytter.pnr,), Trin("flytning", Art.NY, adresse))


@contextmanager
def overfull(mappe: Path) -> Iterator[Installation]:
    """The same with what people write to each other, what waits for somebody, and what has gone wrong."""
    with full(mappe) as installation:
        for cvr, navn in ((HUSET, "Softwarehuset A/S"), (AALBORG, "Aalborg Kommune"), (NY_KORSBAEK, "Ny Korsbæk")):
            ny = Organisation(cvr, navn, "", myndighed=cvr != HUSET, leverandoer=cvr == HUSET)
            installation.konti.organisationer.create(ny, "operatoer")
        make_list(installation)
        make_user(installation, "ida", Rolle.LEVERANDOERADMINISTRATOR, Rolle.TESTANSVARLIG, cvr=HUSET)
        make_user(installation, "aage", Rolle.AFTALEADMINISTRATOR, cvr=AALBORG)
        _go_wrong(installation)
        _by_pages(installation)
        make_vagt(installation, "prøve").look()
        installation.udkig.look()
        yield installation


def _go_wrong(installation: Installation) -> None:
    """Messages held back and parked, a dueslag that stands still, files that were refused, calls that were too."""
    postrum = installation.postrum
    Fordeler(installation.lager, postrum, installation.bord.match, lambda: TIDSPUNKT, stor_fil=lambda: 80).drain()
    postrum.stop(DUESLAG_B, "ingen-forbindelse", nu=TIDSPUNKT)
    postrum.gem(
        aftaler=[aftale("afvist", EGET, AALBORG, tilstand=Aftaletilstand.AFVIST)], tidspunkt=TIDSPUNKT, hvem="prøve"
    )
    bog, sti = installation.meldingsbog, Path("D261126.L900001")
    bog.add(
        Melding(sti, fejl=Filfejl("FIL-011", "filen er tom; den skal begynde med startrecord 000."), afvist=True),
        TIDSPUNKT,
    )
    log_line("tls.haandtryk-afvist", forklaring="maskindøren: peer did not return a certificate")
    log_line("web.noegle-afvist")


def _by_pages(installation: Installation) -> None:
    """What people do with each other."""
    ida, aage = logged_in(installation, "ida"), logged_in(installation, "aage")
    test = logged_in(installation, Rolle.TESTANSVARLIG.value)
    felter = {f"myndighed.{AALBORG}": "ja", "kode.034": "ja", "service": "BeskedModtag", "version": "2.0"}
    felter |= {"formaal": "Friplads", "hjemmel": "Dagtilbudsloven", "hvilke": "valgte"}
    bedt = ida.submit("/aftaler/ny", system="0a000000-0000-4000-8000-00000000000a", **felter).url.path
    for hvem, tekst in ((ida, "Kan det nås?"), (aage, "Ja.")):
        hvem.submit(f"{bedt.removeprefix(ROD)}/traad", tekst=tekst)
    _order_by_pages(installation, test)
    test.submit("/konto/noegler/ny", navn="Natlig", dage="30", **{"omfang.log.laes": "ja"})


def _order_by_pages(installation: Installation, test: Browser) -> None:
    """A kladde, an order whose messages diverge, one that fails, and one that is stopped."""
    miljoe = Testmiljoe(installation)
    egne = miljoe.ekspedition.describe(miljoe.ordrelager.find_personer(ejer=KORSBAEK, antal=10))
    pnr = min(egne, key=lambda each: each.foedt or "9").pnr
    flyt = f"handling;personnummer;kommunekode;vejkode;husnr\nflytning;{pnr};0101;0123;4A\n"
    doed = f"handling;personnummer\ndoedsfald;{pnr}\n"
    for art, titel, skabelon, skridt in (
        ("haendelse", "Kuvert alene", flyt, ("submit",)),
        ("haendelse", "Kladde", flyt, ()),
        ("haendelse", "Senere", flyt.replace("husnr", "husnr;sendes").replace("4A", "4A;2099-01-01T08:00"),
         ("submit", "stop")),
        ("sammenhaengende", "Et dødsfald", doed, ("submit",)),
        ("sammenhaengende", "Et til", doed, ("submit",)),
    ):  # fmt: skip
        svar = test.submit("/ordrer/ny", art=art, titel=titel, skabelon=skabelon, myndighed=KORSBAEK)
        sti = svar.url.path.removeprefix(ROD)
        assert sti.startswith("/ordrer/"), svar.text
        test.submit(f"{sti}/traad", tekst="Kører i aften.")
        for each in skridt:
            test.submit(f"{sti}/skridt", skridt=each, forskelle="ja", hvorfor="Nok")
        carry_out_due(miljoe)
    ordrer = miljoe.ordrelager.ordrer(antal=10)
    assert {each.tilstand for each in ordrer} >= {Ordretilstand.KLADDE, Ordretilstand.STOPPET, Ordretilstand.UDFOERT}
    test.submit("/gemte/ordre", ordre=ordrer[0].uuid, navn="Gemt")
