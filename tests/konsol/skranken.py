"""An installation in which nothing is but organisations and their people: what the pages of the administration need."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Literal

from cpr_haendelser.adgang.model import Rolle
from cpr_haendelser.aftaler.model import Organisation, Serviceaftale
from cpr_haendelser.app import Installation
from cpr_haendelser.konsol import ROD
from cpr_haendelser.settings import Settings, Tlsindstillinger
from tests.aftaler.certifikater import Udsteder, to_pem
from tests.konsol.conftest import Browser, logged_in, make_user

LEVERANDOER, ANDEN_LEVERANDOER, MYNDIGHED, ANDEN_MYNDIGHED = "12345674", "22222228", "29189420", "55133018"
"""CVR numbers with the right check digit: two suppliers (made up), and two municipalities."""
UDSTEDER = Udsteder()
FOLK: Mapping[str, tuple[Rolle, str]] = {
    "drift": (Rolle.DRIFTSOPERATOER, LEVERANDOER),
    "lone": (Rolle.LEVERANDOERADMINISTRATOR, LEVERANDOER),
    "lars": (Rolle.LEVERANDOERADMINISTRATOR, ANDEN_LEVERANDOER),
    "anna": (Rolle.AFTALEADMINISTRATOR, MYNDIGHED),
    "arne": (Rolle.AFTALEADMINISTRATOR, ANDEN_MYNDIGHED),
    "tove": (Rolle.TESTANSVARLIG, LEVERANDOER),
    "reva": (Rolle.REVISOR, LEVERANDOER),
}
"""Who is what, and where."""
VALGT = {"service": "BeskedModtag", "version": "2.0", "hvilke": "valgte", "kode.034": "ja", "kode.005": "ja",
         "formaal": "Flyttehjælp", "hjemmel": "Serviceloven § 85"}  # fmt: skip
"""What a request says, system and authority apart."""


class Skranke:
    """The installation, and its people's browsers."""

    def __init__(self, mappe: Path, miljoe: Literal["exttest", "produktion"]) -> None:
        (mappe / "rod.pem").write_bytes(to_pem(UDSTEDER.certifikat))
        self.installation = Installation.open(
            Settings(
                environment=miljoe,
                database_url=f"sqlite:///{(mappe / 'h.db').as_posix()}",
                spool_folder=mappe / "spool",
                tls=Tlsindstillinger(tillid=mappe / "rod.pem"),
            )
        )
        for cvr, navn, myndighed in (
            (LEVERANDOER, "Leverandør A/S", False),
            (ANDEN_LEVERANDOER, "Konkurrent ApS", False),
            (MYNDIGHED, "Aalborg Kommune", True),
            (ANDEN_MYNDIGHED, "Nabo Kommune", True),
        ):
            ny = Organisation(cvr, navn, "", myndighed=myndighed, leverandoer=not myndighed)
            self.installation.konti.organisationer.create(ny, "operatoer")
        for brugernavn, (rolle, cvr) in FOLK.items():
            make_user(self.installation, brugernavn, rolle, cvr=cvr)

    def browser(self, brugernavn: str) -> Browser:
        """A browser in which somebody is logged in."""
        return logged_in(self.installation, brugernavn)

    @cached_property
    def system(self) -> str:
        """UUID of an it-system of the supplier, made by its page."""
        return self.make_system("Fagsystem")

    def make_system(self, navn: str) -> str:
        svar = self.browser("lone").submit("/systemer/ny", navn=navn, cvr=LEVERANDOER, kontakt="fag@lev.example")
        assert svar.url.path.startswith(f"{ROD}/systemer/"), svar.text
        return svar.url.path.rpartition("/")[2]

    def request(self, **andet: str) -> str:
        """Id of an agreement that is asked for by its page."""
        felter = VALGT | {"system": self.system, f"myndighed.{MYNDIGHED}": "ja"} | andet
        svar = self.browser("lone").submit("/aftaler/ny", **felter)
        assert svar.url.path.startswith(f"{ROD}/aftaler/"), svar.text
        return svar.url.path.rpartition("/")[2]

    def approved(self) -> str:
        """Id of one that has been approved."""
        id_ = self.request()
        self.browser("anna").submit(f"/aftaler/{id_}/godkend")
        return id_

    def aftale(self, id_: str) -> Serviceaftale:
        return next(each for each in self.installation.postrum.opsaetning().aftaler if each.id == id_)
