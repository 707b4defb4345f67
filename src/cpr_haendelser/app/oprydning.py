"""Retention put together for one installation: what the settings say is kept no longer is counted, or removed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cpr_haendelser.app.installation import Installation
from cpr_haendelser.app.revision import find_noegle
from cpr_haendelser.cpr.tider import localise_utc
from cpr_haendelser.fordeling.stempel import stamp
from cpr_haendelser.modtagelse.overvaag import AFVIST, MODTAGET
from cpr_haendelser.revision.post import Revisionspost, Slags
from cpr_haendelser.revision.underskrift import count_bortfald, remove_foer
from cpr_haendelser.storage.aabning import Trin, count_old, remove_old
from cpr_haendelser.storage.frister import Frister

SLAGS = {
    "filer": "CPR-filer i den overvågede mappes modtaget/ og afvist/",
    "revision": "Poster i revisionssporet, og leveringerne i det",
    "fejlkoe": "Beskeder i fejlkøen",
    "sessioner": "Udløbne sessioner",
    "ordrer": "Afsluttede ordrer",
    "log": "Hændelser i loggen, og deres beskeder",
    "versioner": "Personers tidligere versioner",
}
"""Each kind of thing, in the order that they are removed in: what is removed first may be what held the next."""


class Oprydning:
    """What is old at a moment, in an installation and the folders that it watches."""

    def __init__(self, installation: Installation, mapper: Sequence[Path], nu: datetime) -> None:
        self._installation, self._mapper, self._nu = installation, mapper, nu.astimezone(UTC)
        self._dage = installation.gaeldende.opbevaring
        self._frister = Frister(
            self._local(self._dage.log), self._local(self._dage.versioner), self._before(self._dage.fejlkoe),
            self._before(self._dage.ordrer), self._before(self._dage.sessioner),
        )  # fmt: skip

    def count(self) -> dict[str, int]:
        """How much of each kind would be removed now. What goes with it may let more of the log and versions go."""
        talt = count_old(self._installation.settings.database_url, self._frister)
        revision = self._before(self._dage.revision)
        talt["revision"] = count_bortfald(self._installation.postrum, revision).poster if revision else 0
        talt["filer"] = len(list(self._files()))
        return talt

    def remove(self, hvem: str, trin: Trin) -> dict[str, int]:
        """Removes it, some at a time; how much of each kind. Opsaetningsfejl REV-002 where the key cannot be used."""
        filer = list(self._files())
        fjernet = {"filer": len(filer), "revision": self._remove_revision(hvem, trin)}
        for sti in filer:
            sti.unlink(missing_ok=True)
        nu = stamp(self._nu)
        url = self._installation.settings.database_url
        fjernet |= remove_old(url, self._frister, nu=nu, hvem=hvem, trin=trin)
        antal = tuple((navn, str(tal)) for navn, tal in sorted(fjernet.items()) if tal)
        self._installation.revision.skriv([Revisionspost(Slags.AENDRING, "drift.slet", hvem=hvem, detaljer=antal)])
        return fjernet

    @property
    def mangler_noegle(self) -> bool:
        """Whether the audit is to be cut off, and there is no key to sign what stands in its place with."""
        return bool(self._dage.revision) and find_noegle(self._installation.settings) is None

    def _remove_revision(self, hvem: str, trin: Trin) -> int:
        """A day at a time, so that nobody waits for long; nothing without a key."""
        noegle, til = find_noegle(self._installation.settings), self._before(self._dage.revision)
        postrum, antal = self._installation.postrum, 0
        foerste = next(postrum.revisionsled(efter=postrum.revisionsbegyndelse().hoved.nr), None)
        if noegle is None or not til or foerste is None:
            return 0
        foer = datetime.fromisoformat(foerste.tidspunkt)
        while (tid := stamp(foer)) < til:
            foer += timedelta(days=1)
            antal += remove_foer(postrum, noegle, min(stamp(foer), til), nu=stamp(self._nu), hvem=hvem).poster
            trin("revision", antal, 0)
            if tid >= til:
                break
        return antal

    def _files(self) -> Iterator[Path]:
        if self._dage.filer is None:
            return
        foer = (self._nu - timedelta(days=self._dage.filer)).timestamp()
        for mappe in self._mapper:
            for navn in (MODTAGET, AFVIST):
                for sti in sorted((mappe / navn).glob("*")):
                    if sti.is_file() and not sti.is_symlink() and max(sti.stat().st_mtime, sti.stat().st_ctime) < foer:
                        yield sti

    def _before(self, dage: int | None) -> str:
        return stamp(self._nu - timedelta(days=dage)) if dage else ""

    def _local(self, dage: int | None) -> str:
        return localise_utc(self._nu - timedelta(days=dage)).isoformat(timespec="milliseconds") if dage else ""
