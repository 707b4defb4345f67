"""Opens what is kept, wherever the address says it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from cpr_haendelser.fejl import Brugsfejl, Opsaetningsfejl
from cpr_haendelser.storage.frister import Frister
from cpr_haendelser.storage.gendannelsesbog import Gendannelse
from cpr_haendelser.storage.kontrol import Fund
from cpr_haendelser.storage.kopi import Kopi
from cpr_haendelser.storage.lager import Lager
from cpr_haendelser.storage.ordrelager import Ordrelager
from cpr_haendelser.storage.postrum import Postrum
from cpr_haendelser.storage.spring import Spring
from cpr_haendelser.storage.vaerdier import Vaerdi

Trin = Callable[[str, int, int], None]
"""Told what is worked on, how much of it, and of how much."""
SQLITE = "sqlite:///"
MEMORY = ("memory:", "memory://")


def open_lager(database_url: str, *, spool_folder: Path | None = None) -> Lager:
    """The lager at `sqlite:///relative.db`, `sqlite:////absolute.db`, `sqlite:///C:/folder/file.db` or `memory:`.

    A database that is not there is made, its folder too. `spool_folder`: where decisions wait; `spool` beside the
    database where it is not given. Opsaetningsfejl when the address cannot be understood or the database not used.
    """
    if database_url in MEMORY:
        from cpr_haendelser.storage.hukommelse import HukommelseLager

        return HukommelseLager()
    path = _path(database_url)
    from cpr_haendelser.storage.sqlite.lager import SqliteLager

    return SqliteLager(path, spool_folder=spool_folder)


def open_postrum(database_url: str) -> Postrum:
    """The post room of that address: beside a register `x.db` the file `x.post.db`, made where it is not there.

    Opsaetningsfejl when the address cannot be understood or the database not used.
    """
    if database_url in MEMORY:
        from cpr_haendelser.storage.hukommelse_postrum import HukommelsePostrum

        return HukommelsePostrum()
    path = _path(database_url)
    from cpr_haendelser.storage.sqlite_postrum.postrum import SqlitePostrum

    return SqlitePostrum(_beside(path, "post"))


def open_ordrelager(database_url: str) -> Ordrelager:
    """The ordrelager of that address: beside a register `x.db` the file `x.ordrer.db`, made where it is not there.

    Opsaetningsfejl when the address cannot be understood or the database not used.
    """
    if database_url in MEMORY:
        from cpr_haendelser.storage.hukommelse_ordrelager import HukommelseOrdrelager

        return HukommelseOrdrelager()
    path = _path(database_url)
    from cpr_haendelser.storage.sqlite_ordrelager.ordrelager import SqliteOrdrelager

    return SqliteOrdrelager(_beside(path, "ordrer"))


def is_there(database_url: str) -> bool:
    """Whether there is a register at the address; one in memory always is. Opsaetningsfejl where it is no address."""
    return database_url in MEMORY or _path(database_url).is_file()


def copy_stores(database_url: str, mappe: Path, trin: Trin) -> Kopi:
    """Copies the stores of that address as they are at one moment (storage.sqlite.kopi); Brugsfejl of memory."""
    from cpr_haendelser.storage.sqlite import kopi

    stier = {rum: sti for rum, sti in _stores(database_url).items() if sti.is_file()}
    return kopi.copy_stores(stier, mappe, trin)


def put_back(
    copy: Kopi, mappe: Path, database_url: str, spring: Callable[[int], Spring], gendannelse: Gendannelse
) -> Spring:
    """Puts a copy's files where the address says (storage.sqlite.kopi); DRI-013 where something is already."""
    from cpr_haendelser.storage.sqlite import kopi

    stier = _stores(database_url)
    findes = [sti.name for sti in stier.values() if sti.exists()]
    if findes:
        raise Brugsfejl(
            "DRI-013",
            f"der er allerede {', '.join(findes)}, hvor indstillingen database_url siger, og en backup gendannes aldrig"
            " oven i noget. Flyt filerne væk, eller ret HAENDELSER_DATABASE_URL. Intet er ændret.",
        )
    _make_folder(stier[kopi.REGISTER].parent)
    return kopi.put_back(copy, mappe, stier, kopi.Genopstaaet(spring, gendannelse))


def _stores(database_url: str) -> dict[str, Path]:
    """The files of an address, by what they hold."""
    if database_url in MEMORY:
        raise Brugsfejl("DRI-001", "databasen er i hukommelsen alene; den kan ikke gemmes eller gendannes.")
    path = _path(database_url)
    return {"register": path, "postrum": _beside(path, "post"), "ordrer": _beside(path, "ordrer")}


def _make_folder(mappe: Path) -> None:
    mappe.mkdir(mode=0o700, parents=True, exist_ok=True)


def newest_schemas() -> dict[str, int]:
    """The schema version of each store that this program knows up to."""
    from cpr_haendelser.storage.sqlite.skema import migrationer
    from cpr_haendelser.storage.sqlite_ordrelager.raekker import RUM as ORDRER
    from cpr_haendelser.storage.sqlite_postrum.raekker import RUM as POSTRUM

    return {
        "register": migrationer()[-1][0],
        "postrum": migrationer(POSTRUM)[-1][0],
        "ordrer": migrationer(ORDRER)[-1][0],
    }


def inspect_stores(database_url: str, trin: Trin, *, grundig: bool) -> Iterator[Fund]:
    """What is not as it must be in the stores of that address (storage.kontrol); nobody at work in them waits."""
    from cpr_haendelser.storage.sqlite import kontrol

    stier = {rum: sti for rum, sti in _stores(database_url).items() if sti.is_file()}
    return kontrol.inspect_stores(stier, newest_schemas(), trin, grundig=grundig)


def count_old(database_url: str, frister: Frister) -> dict[str, int]:
    """How much of each kind `remove_old` would remove."""
    from cpr_haendelser.storage.sqlite import oprydning

    return oprydning.count_old(_there(database_url), frister)


def remove_old(database_url: str, frister: Frister, *, nu: str, hvem: str, trin: Trin) -> dict[str, int]:
    """Removes what is older than the terms say (storage.sqlite.oprydning); how much of each kind."""
    from cpr_haendelser.storage.sqlite import oprydning

    return oprydning.remove_old(_there(database_url), frister, nu=nu, hvem=hvem, trin=trin)


def _there(database_url: str) -> dict[str, Path]:
    return {rum: sti for rum, sti in _stores(database_url).items() if sti.is_file()}


def store_files(database_url: str) -> list[Path]:
    """The files of the stores of that address that there are, and what SQLite keeps beside them; none in memory."""
    if database_url in MEMORY:
        return []
    return [each for sti in _stores(database_url).values() for each in sorted(sti.parent.glob(f"{sti.name}*"))]


def iterate_values(database_url: str) -> Iterator[Vaerdi]:
    """Every value that the register, the post room and the ordrelager of that address keep; in memory none is kept.

    Also what is left of rows that are gone.
    """
    if database_url in MEMORY:
        return
    path = _path(database_url)
    for fil in (path, _beside(path, "post"), _beside(path, "ordrer")):
        if fil.is_file():
            yield from _whole(fil)


def iterate_file(path: Path) -> Iterator[Vaerdi] | None:
    """Every value of a database file that lies about; None where it is no database."""
    from cpr_haendelser.storage.sqlite.vaerdier import MAGIC

    with path.open("rb") as fil:
        er_database = fil.read(len(MAGIC)) == MAGIC
    return _whole(path) if er_database else None


def _whole(path: Path) -> Iterator[Vaerdi]:
    """What a database file keeps, and what is left in it of what it kept."""
    from cpr_haendelser.storage.sqlite.frigivne import iterate_freed
    from cpr_haendelser.storage.sqlite.vaerdier import iterate_database

    yield from iterate_database(path)
    yield from iterate_freed(path)


def _beside(path: Path, rum: str) -> Path:
    return path.with_name(f"{path.stem}.{rum}{path.suffix}")


def _path(database_url: str) -> Path:
    path = database_url.removeprefix(SQLITE)
    if path == database_url or not path.strip("/"):
        raise Opsaetningsfejl(
            "LAG-010",
            f"Databaseadressen kan ikke bruges (den begynder med »{database_url.partition(':')[0][:20]}«). Der ventes"
            " `sqlite:///mappe/fil.db` (fra den aktuelle mappe), `sqlite:////mappe/fil.db` (fra roden) eller"
            " `sqlite:///C:/mappe/fil.db`.",
        )
    return Path(path)
