"""Addresses of the pages of the administration, in the installation of conftest."""

from tests.udlevering.opsat import KORSBAEK, A

ADMINISTRATION = (
    "/aftaler",
    "/aftaler/ny",
    "/aftaler/a",
    "/aftaler/a/eksempel",
    "/systemer",
    "/systemer/ny",
    f"/systemer/{A}",
    f"/systemer/{A}/ret",
    f"/systemer/{A}/certifikater",
    f"/systemer/{A}/noegler/ny",
    "/organisationer",
    "/organisationer/ny",
    f"/organisationer/{KORSBAEK}",
    "/brugere",
    "/brugere/ny",
    "/noegler",
    "/konto",
    "/konto/noegler/ny",
    "/tofaktor",
    "/revision",
    "/indstillinger",
    "/indstillinger/alarmer.afviste",
)
