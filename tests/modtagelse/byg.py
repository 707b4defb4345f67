"""Made-up CPR files: lines, persons and whole files with replacement numbers (day + 60)."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING
from uuid import UUID

from cpr_haendelser.cpr.eftersyn import Eftersyn, inspect
from cpr_haendelser.cpr.filer import CHUNK
from cpr_haendelser.cpr.layouts import Post, posttyper, write_post
from cpr_haendelser.cpr.vagt import Miljoe, Nummervagt
from cpr_haendelser.haendelser.afledning import Parametre
from cpr_haendelser.modtagelse.modtag import Fremdrift, Oenske, Opsaetning, receive
from cpr_haendelser.storage.aabning import open_lager

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from cpr_haendelser.haendelser.model import Haendelse
    from cpr_haendelser.storage.lager import Kvittering, Lager

OPGAVE, ANDEN_OPGAVE = "900001", "900002"
FOERSTE, DAG1, DAG2, DAG3 = "20261101", "20261102", "20261103", "20261104"
NAMESPACE = UUID("6f0e2f7a-3c43-4b0e-9d55-2f7a3c434b0e")
KOMMUNE, NABO = "0998", "0997"


def pnr(n: int) -> str:
    """The n'th made-up number (n < 30,000)."""
    return f"{61 + n % 28}{1 + n // 28 % 12:02}{n // 336:02}{1000 + n % 9000}"


def linje(posttype: str, nummer: str, rest: str = "", **felter: str) -> bytes:
    """A line of that record type; field names with _ where the layout has a hyphen or nothing else fits a keyword."""
    navne = {felt.felt.replace("-", "_"): felt.felt for felt in posttyper()[posttype].felter}
    noegle = posttyper()[posttype].felter[1].felt
    return write_post(Post(posttype, {noegle: nummer} | {navne[felt]: vaerdi for felt, vaerdi in felter.items()}, rest))


def person(
    n: int, *, kommune: str = KOMMUNE, siden: str = "202001011200", kode: str = "", tid: str = ""
) -> list[bytes]:
    """A person who lives in the municipality since then, with a 099 line where a code is given."""
    nummer = pnr(n)
    poster = [
        linje("001", nummer, STATUS="01", KOEN="M", FOED_DT="1990-01-01", STILLING="Smørrebrødsjomfru"),
        linje("002", nummer, KOMKOD=kommune, VEJKOD="0100", HUSNR=f"{n % 999:03}", TILFLYDTO=siden),
        linje("003", nummer, ADRNVN=f"Ærø,Åse {n}", STANDARDADR="Algade 1", KOMKOD=kommune),
        linje("008", nummer, FORNVN="Åse", EFTERNVN=f"Ærø {n}", NVNHAENSTART="199001011200"),
    ]
    return poster + ([linje("099", nummer, TIMESTAMPU=tid or siden, HAENDELSE=kode)] if kode else [])


def flyttet(n: int, dag: str, *, til: str = NABO) -> list[bytes]:
    """A person who has moved that day from the municipality of `person`."""
    nye = person(n, kommune=til, siden=f"{dag}1030", kode="A01")
    gammel = linje("023", pnr(n), KOMKOD=KOMMUNE, VEJKOD="0100", HUSNR=f"{n % 999:03}", TILFLYDTO="202001011200",
                   FRAFLYDTO=f"{dag}1030")  # fmt: skip
    return [*nye[:-1], gammel, nye[-1]]


def start(proddto: str = DAG1, forrig: str = FOERSTE, opgave: str = OPGAVE) -> bytes:
    """The start record."""
    return linje("000", "0" * 10, OPGAVENR=opgave, PRODDTO=proddto, PRODDTOFORRIG=forrig)


def slut(antal: int) -> bytes:
    """The end record."""
    return linje("999", "9" * 10, TAELLER=f"{antal:08}")


def fil(poster: Iterable[bytes], proddto: str = DAG1, forrig: str = FOERSTE, opgave: str = OPGAVE) -> list[bytes]:
    """The lines of a whole file with these records."""
    alle = list(poster)
    return [start(proddto, forrig, opgave), *alle, slut(len(alle))]


def lf(linjer: Iterable[bytes]) -> bytes:
    """Trimmed lines, each with its line end."""
    return b"".join(linje + b"\n" for linje in linjer)


def crlf(linjer: Iterable[bytes]) -> bytes:
    """The same with DOS line ends."""
    return b"".join(linje + b"\r\n" for linje in linjer)


def _padded(linjer: Iterable[bytes]) -> list[bytes]:
    return [linje.ljust(posttyper()[linje[:3].decode()].laengde) for linje in linjer]


def padded(linjer: Iterable[bytes]) -> bytes:
    """Lines with all their blanks."""
    return lf(_padded(linjer))


def stream(linjer: Iterable[bytes]) -> bytes:
    """One stream without line ends."""
    return b"".join(_padded(linjer))


FORMER: dict[str, Callable[[Iterable[bytes]], bytes]] = {
    "lines": lf,
    "dos lines": crlf,
    "padded lines": padded,
    "padded dos lines": lambda linjer: crlf(_padded(linjer)),
    "stream": stream,
    "stream with a line end": lambda linjer: stream(linjer) + b"\r\n",
    "no last line end": lambda linjer: lf(linjer)[:-1],
    "a dos end of file": lambda linjer: crlf(linjer) + b"\x1a",
}


def write(folder: Path, content: bytes | Iterable[bytes], name: str = "D261102.L900001") -> Path:
    """A file with this content, lines each with their line end."""
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else lf(content))
    return path


def look(path: Path, vagt: Nummervagt | None = None, chunk: int = CHUNK) -> Eftersyn:
    """The file looked through, by the guard of ExtTest where none is given."""
    vagt = vagt or Nummervagt(Miljoe.EXTTEST)
    return inspect(path, mistaenkelig=vagt.suspicious, vagt=vagt, trin=lambda _: None, chunk=chunk)


class Proeve:
    """A lager and how it receives."""

    def __init__(self, lager: Lager, opsaetning: Opsaetning) -> None:
        self.lager, self.opsaetning = lager, opsaetning

    def receive(self, path: Path, fremdrift: Fremdrift | None = None, **oenske: object) -> Kvittering:
        """Receives a file of a task that may be new."""
        alle = {"nye_opgaver": (OPGAVE, ANDEN_OPGAVE)} | oenske
        return receive(self.lager, Oenske(path, **alle), self.opsaetning, fremdrift or Fremdrift())  # type: ignore[arg-type] # fields of Oenske

    def log(self) -> list[Haendelse]:
        """The whole log."""
        return self.lager.haendelser(antal=1_000_000)


@contextmanager
def proeve(folder: Path, miljoe: Miljoe = Miljoe.EXTTEST, opgaver: dict[str, frozenset[str] | None] | None = None,
          klokken: Sequence[str] = ("2026-11-24T20:00:00.000+01:00",)) -> Iterator[Proeve]:  # fmt: skip
    """A lager in the folder, with what receiving needs."""
    lager = open_lager(f"sqlite:///{(folder / 'h.db').as_posix()}", spool_folder=folder / "spool")
    (folder / "spool").mkdir(exist_ok=True)
    try:
        yield Proeve(
            lager,
            Opsaetning(
                vagt=Nummervagt(miljoe),
                namespace=NAMESPACE,
                parametre=Parametre(),
                cvr_for=lambda kommune: {KOMMUNE: "11111111", NABO: "22222222"}.get(kommune, ""),
                opgaver=opgaver or {},
                saet=lager.saetnummer("{}"),
                nu=lambda: klokken[0],
                spool_folder=folder / "spool",
            ),
        )
    finally:
        lager.close()


def state(folder: Path) -> dict[str, bytes]:
    """Everything that is kept in the folder, byte for byte."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def kept_state(folder: Path) -> dict[str, bytes]:
    """The same without what only says who is reading just now: SQLite's shared memory and the locks."""
    return {
        name: content for name, content in state(folder).items() if ".laas" not in name and not name.endswith("-shm")
    }


def traces(folder: Path, numre: Iterable[str]) -> list[tuple[str, str]]:
    """Where a number stands, as digits or as a whole number in the way SQLite stores it; (file, how)."""
    found = []
    content = state(folder)
    for nummer in numre:
        ways = {
            "digits": nummer.encode(),
            "with a hyphen": f"{nummer[:6]}-{nummer[6:]}".encode(),
            "integer": int(nummer).to_bytes(4 if int(nummer) < 1 << 31 else 6, "big"),
            "utf-16": nummer.encode("utf-16-le"),
        }
        found += [(navn, how) for navn, data in content.items() for how, value in ways.items() if value in data]
    return found


def environment(folder: Path, **more: str) -> dict[str, str]:
    """The surroundings of a command that keeps everything in the folder."""
    mine = {
        "HAENDELSER_DATABASE_URL": f"sqlite:///{(folder / 'h.db').as_posix()}",
        "HAENDELSER_ID_NAMESPACE": str(NAMESPACE),
        "PYTHONIOENCODING": "utf-8",
    }
    return {name: value for name, value in os.environ.items() if not name.startswith("HAENDELSER_")} | mine | more
