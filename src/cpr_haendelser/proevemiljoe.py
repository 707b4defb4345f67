"""A whole external test environment for a receiver's own automated tests (the pytest fixture `exttest`).

It runs embedded, in a folder of its own, with a test CA, an organisation, an it-system, an approved serviceaftale and a
dueslag that is fetched from over AMQP; persons are made and hændelser ordered, and what was sent can be read.
docs/proev-din-modtager.md shows it.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from cpr_haendelser.abonnementer.model import Dueslag, Leveringsmaade
from cpr_haendelser.aftaler.hemmeligheder import hash_secret
from cpr_haendelser.aftaler.model import (
    ALLE,
    BESKEDMODTAG,
    OPSLAG,
    Aftaletilstand,
    ItSystem,
    Organisation,
    Serviceaftale,
)
from cpr_haendelser.app import Installation
from cpr_haendelser.app.levering import delivering
from cpr_haendelser.app.testmiljoe import Testmiljoe, carrying_out
from cpr_haendelser.haendelser.model import Art, Haendelse
from cpr_haendelser.settings import Hentindstillinger, Settings, Tilsendindstillinger, Tlsindstillinger
from cpr_haendelser.storage.ordre import (
    Kreds,
    Ordre,
    Ordreart,
    Ordrelinje,
    Ordretilstand,
    Trin,
)
from cpr_haendelser.testmiljoe.ekspedition import Udkast
from cpr_haendelser.testmiljoe.forudsaetninger import VILKAAR
from cpr_haendelser.testmiljoe.skabelon.betydning import normalise
from cpr_haendelser.tls.ca import Brug, Oenske, init, issue
from cpr_haendelser.tls.kontekster import Filer, client_context, fingerprint

CVR = "11111111"
SYSTEM, DUESLAG = "e0770000-0000-4000-8000-000000000001", "e0770000-0000-4000-8000-000000000002"
HEMMELIGHED = "kun-til-test"
FRIST = 10.0
"""Seconds that something may take."""
_KIG = 0.01
_FAERDIG = frozenset(
    {Ordretilstand.UDFOERT, Ordretilstand.DELVIST_UDFOERT, Ordretilstand.MISLYKKET, Ordretilstand.STOPPET}
)


class Adgang(NamedTuple):
    """What a receiver needs to fetch: AMQP 0-9-1 over TLS, by certificate (EXTERNAL) or by name and secret (PLAIN)."""

    vaert: str
    port: int
    vhost: str
    dueslag: str
    """The queue."""
    system: str
    hemmelighed: str
    ca: Path
    certifikat: Path
    noegle: Path

    def tls(self) -> ssl.SSLContext:
        """A context that trusts the test CA and shows the system's certificate."""
        return client_context(Filer(self.certifikat, self.noegle, self.ca))


class Exttest:
    """One external test environment."""

    def __init__(self, installation: Installation, adgang: Adgang, testmiljoe: Testmiljoe) -> None:
        self.installation, self.adgang, self.testmiljoe = installation, adgang, testmiljoe
        self._laest = 0

    # --- persons ------------------------------------------------------------------------------------------------------

    def familie(self, **oensker: object) -> list[str]:
        """A new family of one's own: personnumre, grown-ups first. Wishes as columns of `opret_familie`."""
        return self._new("opret_familie", {"kommunekode": "0998", **oensker})

    def person(self, **felter: object) -> str:
        """A new person of one's own; fields as columns of `opret_person`, the rest is chosen."""
        valgt = {"foedselsdato": "1985-06-15", "koen": "K", "fornavn": "Rosa", "efternavn": "Lunde"}
        sted = {"kommunekode": "0998", "vejkode": "0100", "husnr": "004"}
        return self._new("opret_person", {**valgt, **sted, **felter})[0]

    def _new(self, handling: str, felter: Mapping[str, object]) -> list[str]:
        linje = Ordrelinje(1, ("ny:person",), (_step(handling, felter, Art.NY),))
        ordre = self._carry_out(Ordreart.REPLIKA, [linje], "")
        nye = self.testmiljoe.ordrelager.find_personer(gruppe=f"{ordre.uuid}/")
        return sorted((f"{person.pnr:010d}" for person in nye), key=lambda pnr: (_year(pnr), pnr[2:4], pnr[:2]))

    # --- ordering -----------------------------------------------------------------------------------------------------

    def bestil(
        self, handling: str, *personer: str, art: str = "ny", ordreart: str = "sammenhaengende", **felter: object
    ) -> list[Haendelse]:
        """Orders something for persons, waits until it is carried out, and gives the hændelser that came of it.

        AssertionError, with the reason, where it cannot be.
        """
        linje = Ordrelinje(1, personer, (_step(handling, felter, Art(art)),))
        ordre = self._carry_out(Ordreart(ordreart), [linje], handling)
        numre = [nr for each in self.testmiljoe.ordrelager.udfoerelser(ordre.uuid) for nr in each.loebenumre]
        return [each for nr in numre for each in self.installation.lager.haendelser(efter=nr - 1, antal=1)]

    def _carry_out(self, art: Ordreart, linjer: Sequence[Ordrelinje], titel: str) -> Ordre:
        desk = self.testmiljoe.ekspedition
        ordre = desk.create(Udkast(art, titel, CVR, SYSTEM, CVR, Kreds.EGNE), linjer)
        desk.submit(ordre, hvem="pytest")
        wait(lambda: desk.find(ordre.uuid).tilstand in _FAERDIG, "the order was not carried out")
        udfoert = desk.find(ordre.uuid)
        fejl = [each.fejl for each in self.testmiljoe.ordrelager.udfoerelser(ordre.uuid) if each.fejl]
        if udfoert.tilstand is not Ordretilstand.UDFOERT:
            raise AssertionError(f"the order was not carried out: {'; '.join(fejl)}")
        return udfoert

    # --- what was sent ------------------------------------------------------------------------------------------------

    def vent_paa_levering(self, frist: float = FRIST) -> None:
        """Waits until the receiver has acknowledged everything; AssertionError where it does not."""
        lager, postrum = self.installation.lager, self.installation.postrum

        def delivered() -> bool:
            if postrum.position() < lager.sidste_loebenummer():
                return False
            return not any(each.venter or each.ude for each in postrum.tilstande())

        wait(delivered, "not everything was acknowledged", frist)

    def sendt(self) -> list[bytes]:
        """The messages of the log since it was last asked, as composed; each a whole Haendelsesbesked in XML."""
        nye = self.installation.lager.haendelser(efter=self._laest, antal=100_000)
        self._laest = nye[-1].loebenummer if nye else self._laest
        return [self.installation.beskedskriver.write(each) for each in nye]

    def send_til(self, url: str) -> None:
        """Pushes to that address (BeskedFåTilsendt) from now on, instead of being fetched from."""
        nu = datetime.now(UTC).isoformat(timespec="milliseconds")
        opsat = self.installation.postrum.opsaetning()
        [system], [dueslag] = opsat.systemer, opsat.dueslag
        self.installation.postrum.gem(
            systemer=[system._replace(callbacks=(url,))],
            dueslag=[dueslag._replace(leveringsmaade=Leveringsmaade.TILSEND, callback=url)],
            tidspunkt=nu,
            hvem="pytest",
        )


@contextmanager
def opened(mappe: Path) -> Iterator[Exttest]:
    """An environment in an empty folder, as long as the block."""
    with ExitStack() as stak:
        yield _open(mappe, stak)


def _open(mappe: Path, stak: ExitStack) -> Exttest:
    nu = datetime.now(UTC)
    ca = init(mappe / "ca", nu=nu)
    server = issue(mappe / "ca", Oenske(Brug.SERVER, "server", CVR, ("localhost", "127.0.0.1")), nu=nu, adgangskode=CVR)
    klient = issue(mappe / "ca", Oenske(Brug.KLIENT, "modtager", CVR), nu=nu, adgangskode=CVR)
    settings = Settings(
        database_url=f"sqlite:///{(mappe / 'exttest.db').as_posix()}",
        spool_folder=mappe / "spool",
        hent=Hentindstillinger(port=0),
        tilsend=Tilsendindstillinger(private_adresser=True, http_paa_loopback=True),
        tls=Tlsindstillinger(
            certifikat=server.certifikat, noegle=server.noegle, tillid=ca.certifikat,
            klient_certifikat=klient.certifikat, klient_noegle=klient.noegle, klient_tillid=ca.certifikat,
        ),
    )  # fmt: skip
    installation = Installation.open(settings)
    stak.callback(installation.close)
    testmiljoe = Testmiljoe(installation)
    _set_up(installation, testmiljoe, klient.certifikat, nu)
    levering = stak.enter_context(delivering(installation))
    stak.enter_context(carrying_out(testmiljoe))
    if levering.lytter is None:
        raise AssertionError("the environment's BeskedHent is open")
    adgang = Adgang(
        "localhost", levering.lytter.port, "BF", DUESLAG, SYSTEM, HEMMELIGHED, ca.certifikat, klient.certifikat,
        klient.noegle,
    )  # fmt: skip
    return Exttest(installation, adgang, testmiljoe)


def _set_up(installation: Installation, testmiljoe: Testmiljoe, certifikat: Path, nu: datetime) -> None:
    alt = frozenset({ALLE})
    der = ssl.PEM_cert_to_DER_cert(certifikat.read_text("ascii"))
    tidspunkt = nu.isoformat(timespec="milliseconds")
    installation.postrum.gem(
        organisationer=[Organisation(CVR, "Korsbæk Kommune", SYSTEM, myndighed=True, leverandoer=True)],
        systemer=[
            ItSystem(SYSTEM, "Modtager", CVR, "", (fingerprint(der),), hash_secret(HEMMELIGHED), "", ())
        ],
        aftaler=[
            Serviceaftale(
                "exttest", SYSTEM, CVR, BESKEDMODTAG, "2.0", alt, alt, alt, alt, alt, "2000-01-01", "",
                Aftaletilstand.GODKENDT,
            ),
            Serviceaftale(
                "exttest-opslag", SYSTEM, CVR, OPSLAG, "2.0", alt, alt, alt, alt, alt, "2000-01-01", "",
                Aftaletilstand.GODKENDT,
            ),
        ],
        dueslag=[
            Dueslag(DUESLAG, "Alt", SYSTEM, installation.settings.beskeder.beskedtype, Leveringsmaade.HENT, "", "", 0)
        ],
        tidspunkt=tidspunkt,
        hvem="pytest",
    )  # fmt: skip
    testmiljoe.ordrelager.accepter(CVR, VILKAAR, hvem="pytest", tidspunkt=tidspunkt)


def wait(holds: Callable[[], bool], ellers: str, frist: float = FRIST) -> None:
    """Waits until something holds; AssertionError where it never does."""
    slut = time.monotonic() + frist
    while not holds():
        if time.monotonic() > slut:
            raise AssertionError(f"{ellers} within {frist:g} seconds")
        time.sleep(_KIG)


def _step(handling: str, felter: Mapping[str, object], art: Art) -> Trin:
    return Trin(handling, art, tuple(normalise({navn: str(vaerdi) for navn, vaerdi in felter.items()}).items()))


def _year(pnr: str) -> str:
    """The year of birth of a replacement number of a living person."""
    return ("20" if pnr[6] >= "4" else "19") + pnr[4:6]
