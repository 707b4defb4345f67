"""Building a made-up person's records: only day + 60 numbers, every field by its official name."""

from __future__ import annotations

from cpr_haendelser.cpr.layouts import Post, write_post
from cpr_haendelser.haendelser.afledning import Parametre, Udfald, derive
from cpr_haendelser.haendelser.koder099 import Linje
from cpr_haendelser.haendelser.model import Beslutning
from cpr_haendelser.replika.billede import compare_dokumenter, to_dokument

PNR = "6101909994"
AEGTE = "6202919993"
BARN, BARN2, MOR, FAR = "6103209992", "6103209984", "6101609991", "6101609983"


def post(posttype: str, **felter: str) -> bytes:
    """One record of PNR; a field's hyphen is written as two underscores."""
    return write_post(Post(posttype, {"PNR": PNR, **{navn.replace("__", "-"): v for navn, v in felter.items()}}))


def person(status: str = "01", start: str = "", foedt: str = "1990-01-01", **felter: str) -> bytes:
    return post("001", STATUS=status, STATUSHAENSTART=start or "0" * 12, KOEN="K", FOED_DT=foedt, **felter)


def adresse(kommune: str, vej: str, start: str, **felter: str) -> bytes:
    return post("002", KOMKOD=kommune, VEJKOD=vej, HUSNR="001", TILFLYDTO=start, **felter)


def gammel_adresse(kommune: str, vej: str, start: str, slut: str, annkor: str = "", **felter: str) -> bytes:
    felter = {"KOMKOD": kommune, "VEJKOD": vej, "HUSNR": "001", "TILFLYDTO": start, "FRAFLYDTO": slut, **felter}
    return post("023", ANNKOR=annkor, **felter)


def navn(fornavn: str, efternavn: str, start: str) -> bytes:
    return post("008", FORNVN=fornavn, EFTERNVN=efternavn, NVNHAENSTART=start)


def gammelt_navn(fornavn: str, efternavn: str, start: str, slut: str, annkor: str = "") -> bytes:
    return post("026", ANNKOR=annkor, FORNVN=fornavn, EFTERNVN=efternavn, NVNHAENSTART=start, NVNHAENSLUT=slut)


def civilstand(kode: str, start: str = "", aegtefaelle: str = AEGTE, **felter: str) -> bytes:
    aegte = aegtefaelle if kode != "U" else ""
    return post("012", CIVST=kode, AEGTEPNR=aegte, HAENSTART__CIVILSTAND=start or "0" * 12, **felter)


def gammel_civilstand(kode: str, start: str, slut: str, annkor: str = "", aegtefaelle: str = AEGTE) -> bytes:
    return post(
        "029", ANNKOR=annkor, CIVST=kode, AEGTEPNR=aegtefaelle, HAENSTART__CIVILSTAND=start, HAENSLUT__CIVILSTAND=slut
    )


A, B, C = ("0998", "0001"), ("0998", "0002"), ("0997", "0003")
T1, T2, T3 = "201001011000", "202501021100", "202502031200"
BASIS = (navn("Anna", "Aasen", "199001010900"), civilstand("U"))


def bor(sted: tuple[str, str] = A, start: str = T1, **felter: str) -> list[bytes]:
    """A person living at a place, named Anna Aasen, unmarried."""
    return [person(), adresse(*sted, start, **felter), *BASIS]


def linje(kode: str, maerke: str = "", tid: str = "202503010000", nr: int = 1) -> Linje:
    return Linje(nr, kode, maerke, tid)


def afled(foer: list[bytes] | None, efter: list[bytes], *linjer: Linje) -> Udfald:
    forskel = compare_dokumenter(to_dokument(foer) if foer is not None else None, to_dokument(efter))
    return derive(PNR, forskel, linjer, Parametre())


def kort(beslutning: Beslutning) -> tuple[str, str, str, str]:
    """Code (a catch-all: its groups), art, municipality, effective time."""
    b = beslutning
    return (" ".join(b.grupper) or b.kode, b.art.value, b.kommune, b.gyldig_fra)


def korte(udfald: Udfald) -> set[tuple[str, str, str, str]]:
    return {kort(beslutning) for beslutning in udfald.beslutninger}
