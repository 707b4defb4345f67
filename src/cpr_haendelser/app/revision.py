"""The audit put together for one installation: its key, and the head signed and handed over."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import msgspec

from cpr_haendelser.alarmer.melding import make_hoved
from cpr_haendelser.alarmer.melding import to_json as melding_to_json
from cpr_haendelser.app.alarmer import make_afsender, make_kanaler
from cpr_haendelser.app.installation import Installation, moment, stamp_now
from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.logning import log_line
from cpr_haendelser.revision.bog import Revisionsbog
from cpr_haendelser.revision.kanonisk import read_poster
from cpr_haendelser.revision.kontrol import GENDAN
from cpr_haendelser.revision.post import Revisionspost, Slags
from cpr_haendelser.revision.segl import Segl, Signaturnoegle, find_segl, holds, read_noegle, read_segl, to_json
from cpr_haendelser.revision.underskrift import find_kaede, last_segl, sign_hoved
from cpr_haendelser.settings import Settings
from cpr_haendelser.storage.gendannelsesbog import Gendannelse

_DAG, _MINUT = 10, 16
"""So much of a time says which day it is, and which minute."""
_ADGANG = frozenset(
    {
        "aftale", "bruger", "certifikat", "dueslag", "gendannelse", "indstilling", "liste", "noegle", "organisation",
        "system",
    }
)  # fmt: skip
"""What changes of these say is what a database of before would take back: who gets in, and what gets out."""
_LOGIN = "bruger.login"
"""But not this."""


def find_noegle(settings: Settings) -> Signaturnoegle | None:
    """The key of the settings; None: they name none. Opsaetningsfejl REV-002 where it cannot be used."""
    return read_noegle(settings.revision.noegle) if settings.revision.noegle else None


class Hovedbud:
    """Signs the head once a day (UTC) and hands it over: to a file, and to the ways that alarms go.

    To the file also within a minute of a change of who gets in or what gets out, and when the program stops: by that
    file it is seen that a database is older than it was (`notice_rollback`).
    """

    def __init__(self, installation: Installation) -> None:
        """Opsaetningsfejl REV-002 where there is a key that cannot be used."""
        self._installation = installation
        self._noegle = find_noegle(installation.settings)
        self._set, self._laest = "", 0
        self._sidst: tuple[str, Segl] | None = None

    def look(self) -> None:
        """Does it where it is due; looks once a minute, and then only at what is new in the audit."""
        nu = stamp_now()
        if self._noegle is None or self._set == nu[:_MINUT]:
            return
        self._set, sidst = nu[:_MINUT], self._find_last()
        if not _is_of_day(sidst, nu):
            hand_over(self._installation, self._noegle)
        elif self._has_file() and self._has_changed():
            hand_over(self._installation, self._noegle, kun_fil=True)

    def close(self) -> None:
        """The program stops: the file gets the head where there is more than was signed."""
        if self._noegle is None or not self._has_file():
            return
        sidst = self._find_last()
        signet = sidst[1].nr + 1 if sidst is not None else 0  # the signature is a link itself
        if self._installation.postrum.revisionshoved().nr > signet:
            # The first one of a day is the one that is sent.
            hand_over(self._installation, self._noegle, kun_fil=_is_of_day(sidst, stamp_now()))

    def _has_file(self) -> bool:
        return self._installation.settings.revision.hovedfil is not None

    def _find_last(self) -> tuple[str, Segl] | None:
        self._sidst = last_segl(self._installation.postrum, efter=self._laest) or self._sidst
        if self._sidst is not None:
            self._laest = max(self._laest, self._sidst[1].nr)
        return self._sidst

    def _has_changed(self) -> bool:
        """Whether links after the last signed head tell of such a change; those that do not are read once."""
        for led in self._installation.postrum.revisionsled(efter=self._laest):
            if led.slags is Slags.AENDRING and any(_lets_in(post) for _, post in read_poster(led.slags, led.indhold)):
                return True
            self._laest = led.nr
        return False


def _is_of_day(sidst: tuple[str, Segl] | None, nu: str) -> bool:
    return sidst is not None and sidst[0][:_DAG] >= nu[:_DAG]


def _lets_in(post: Revisionspost) -> bool:
    return post.handling.partition(".")[0] in _ADGANG and post.handling != _LOGIN


def hand_over(
    installation: Installation, noegle: Signaturnoegle, hvem: str = "", *, kun_fil: bool = False
) -> Segl | None:
    """Signs the head and hands it over; None: there is nothing to sign yet. `kun_fil`: not the ways that alarms go."""
    segl = sign_hoved(installation.postrum, noegle, nu=stamp_now(), hvem=hvem)
    if segl is None:
        return None
    settings = installation.settings
    if not kun_fil:
        melding = melding_to_json(make_hoved(make_afsender(settings), to_json(segl), moment()))
        post = [(kanal.navn, melding) for kanal in make_kanaler(installation.gaeldende)]
        installation.postrum.skift_alarm(None, None, post)
    if settings.revision.hovedfil is not None:
        _append(settings.revision.hovedfil, segl)
    log_line("revision.hoved-underskrevet", led=segl.nr)
    return segl


class Tabte(NamedTuple):
    """Links of the audit that a restored backup does not have."""

    fra: int
    til: int
    """The last one that is known: of the newest head that was kept."""
    hash: str
    """Of that head."""

    @property
    def detaljer(self) -> tuple[tuple[str, str], ...]:
        """As the audit tells of it."""
        return ("tabt_fra", str(self.fra)), ("tabt_hoved", self.hash), ("tabt_til", str(self.til))


def find_lost(installation: Installation, fil: Path | None = None) -> Tabte | None:
    """What of the audit a restored backup lacks, by the newest head in a file; None: it lacks nothing, as far as known.

    Without a file by that of the setting `revision.hovedfil`. Brugsfejl REV-003 where a file that was named has none.
    """
    kendt = fil or installation.settings.revision.hovedfil
    if kendt is None or (fil is None and not kendt.is_file()):
        return None
    segl, postrum = read_segl(kendt.read_text("utf-8", "replace")), installation.postrum
    if segl.kaede != find_kaede(postrum) or segl.nr <= postrum.revisionshoved().nr:
        return None
    return Tabte(postrum.revisionshoved().nr + 1, segl.nr, segl.hash)


def find_unexplained(installation: Installation) -> Segl | None:
    """The newest signed head of `revision.hovedfil` that the audit does not contain, and tells of no restoring for.

    None: there is none. So the database is older than it was, though nobody has restored it by `restore`: files were
    put back, or somebody has cut the audit off. Only heads by our own key count, of our own chain.
    """
    noegle, fil = find_noegle(installation.settings), installation.settings.revision.hovedfil
    if noegle is None or fil is None or not fil.is_file():
        return None
    segl, postrum = find_segl(fil.read_text("utf-8", "replace")), installation.postrum
    if segl is None or not holds(segl, noegle.offentlig) or segl.kaede != find_kaede(postrum):
        return None
    return None if _contains(postrum, segl) or any(_explains(segl, *each) for each in _restorings(postrum)) else segl


def _contains(bog: Revisionsbog, segl: Segl) -> bool:
    """Whether the chain has the head, or had it before what was removed."""
    if segl.nr <= bog.revisionsbegyndelse().hoved.nr:
        return True
    return any(led.hoved == segl.hoved for led in bog.revisionsled(efter=segl.nr - 1, til=segl.nr))


def _restorings(bog: Revisionsbog) -> Iterator[tuple[str, dict[str, str]]]:
    """When each restoring was told of, and what."""
    for led in bog.revisionsled_om("backup", slags=(Slags.AENDRING,)):
        for tid, post in read_poster(led.slags, led.indhold):
            if post.handling == GENDAN:
                yield tid or led.tidspunkt, dict(post.detaljer)


def _explains(segl: Segl, tid: str, detaljer: dict[str, str]) -> bool:
    """Whether a restoring tells that the head was lost: it is from before, and among those that went."""
    if "tabt_til" not in detaljer:
        return False
    return segl.tidspunkt < tid and int(detaljer["tabt_fra"]) <= segl.nr <= int(detaljer["tabt_til"])


def notice_rollback(installation: Installation) -> bool:
    """Where the database is older than its own signed head, it stands as restored, as after `restore`; whether it is.

    Who puts the files of an older day back, by whatever means, brings back what was closed since just as well.
    """
    segl = find_unexplained(installation)
    if segl is None:
        return False
    hoved = installation.postrum.revisionshoved()
    staar = Gendannelse(taget=hoved.tidspunkt, gendannet=stamp_now())
    installation.postrum.saet_gendannelse(staar)
    tabte = Tabte(min(hoved.nr + 1, segl.nr), segl.nr, segl.hash)
    detaljer = (("gendannet", staar.gendannet), *tabte.detaljer, ("taget", staar.taget))
    installation.revision.skriv([Revisionspost(Slags.AENDRING, GENDAN, sag="backup", detaljer=detaljer)])
    return True


def check_not_older(installation: Installation) -> None:
    """Before a head is signed by hand: a newer one in the file of heads would hide that the database is an older one.

    Brugsfejl REV-015 where it is; it then stands as restored, as when it is served.
    """
    if notice_rollback(installation):
        raise Brugsfejl(
            "REV-015",
            "databasen er ældre end det hoved, den selv har underskrevet (revision.hovedfil): dens filer er lagt"
            " tilbage fra før, eller sporet er kortet af. Intet er underskrevet. Installationen står nu som gendannet,"
            " og intet sendes, før den er set efter: se `haendelser gendannelse`.",
        )


def note_settings(installation: Installation) -> None:
    """Into the audit: the settings that are not as by default, where they are others than when they were last noted.

    Secrets are told of, never told.
    """
    valgte = installation.settings.model_dump(mode="json", exclude_defaults=True)
    nu = tuple(sorted((navn, value) for navn, value in _flat("", valgte) if navn))
    post = Revisionspost(Slags.AENDRING, "indstillinger.anvend", sag="indstillinger", detaljer=nu)
    sidst = None
    for led in installation.postrum.revisionsled_om(post.sag, slags=(Slags.AENDRING,)):
        sidst = [hele for _, hele in read_poster(led.slags, led.indhold) if hele.sag == post.sag][-1]
    if sidst is None or sidst.detaljer != nu:
        installation.revision.skriv([post])


def _flat(navn: str, value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for del_, inde in value.items():
            yield from _flat(f"{navn}.{del_}" if navn else str(del_), inde)
    else:
        yield navn, value if isinstance(value, str) else msgspec.json.encode(value).decode()


def _append(fil: Path, segl: Segl) -> None:
    """Below the former ones, on the disk; what hinders it is told in the log, and the signature stays in the chain."""
    try:
        fil.parent.mkdir(parents=True, exist_ok=True)
        with fil.open("a", encoding="utf-8", newline="\n") as ud:
            ud.write(f"{to_json(segl)}\n")
            ud.flush()
            os.fsync(ud.fileno())
    except OSError as error:
        log_line("revision.hovedfil-kan-ikke-skrives", forklaring=error.strerror or type(error).__name__)
