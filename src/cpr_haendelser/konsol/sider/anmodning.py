"""Asking for a serviceaftale: system, authorities, what, what for, by which law, until when; also a change of one."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from starlette.responses import RedirectResponse, Response

from cpr_haendelser.adgang.handling import Handling
from cpr_haendelser.administration.anmodning import Anmodning
from cpr_haendelser.aftaler.hold import bare_cvr
from cpr_haendelser.aftaler.model import ALLE, BESKEDMODTAG, Serviceaftale
from cpr_haendelser.aftaler.ord import SERVICES
from cpr_haendelser.cpr.koder import koder
from cpr_haendelser.konsol import ROD
from cpr_haendelser.konsol.side import Besoeg, Side, draw
from cpr_haendelser.konsol.sider.aftaler import address
from cpr_haendelser.konsol.skema import JA, TOM, Skema, again, proposed, ticked
from cpr_haendelser.konsol.sprog import DANSK, oversaettelse

if TYPE_CHECKING:
    from cpr_haendelser.app import Installation

_STEDER = {"AFT-037": "erstatter", "AFT-033": "service", "AFT-018": "gyldig_til", "AFT-032": "system"}
"""The field that each refusal is about; the others begin with their field's name."""
MYNDIGHED, KODE = "myndighed.", "kode."
"""What the names of the boxes begin with."""
SERVICEORD = {
    BESKEDMODTAG: "modtage hændelser om myndighedens borgere",
    "BeskedAfsend": "sende beskeder på myndighedens vegne",
    "CPR-replika opslag": "slå myndighedens borgere op i replikaen",
}
"""What each service is for."""
SAMLET = "andre ændringer, samlet"
"""What is gathered under one code, in words."""
ANMODNINGSORD = frozenset({*SERVICEORD.values(), SAMLET})
"""What the page takes from here: the catalogue must have each."""


class Kode(NamedTuple):
    """A hændelse that can be chosen."""

    kode: str
    navn: str


def pages(installation: Installation) -> tuple[Side, ...]:
    """The form."""
    anmodning = _Anmodning(installation)
    return (
        Side("GET", "/aftaler/ny", Handling.AFTALE_ANMOD, anmodning.show),
        Side("POST", "/aftaler/ny", Handling.AFTALE_ANMOD, anmodning.send, igen=anmodning.show),
    )


class _Anmodning:
    def __init__(self, installation: Installation) -> None:
        self._installation, self._kontor = installation, installation.aftalekontor

    def show(self, besoeg: Besoeg) -> Response:
        id_ = besoeg.request.query_params.get("erstatter", "")
        gammel = self._kontor.find(besoeg.kald.known_actor, id_) if id_ else None
        nyt = Skema(_as_fields(gammel)) if gammel is not None else self._proposed(besoeg)
        return self._draw(besoeg, again(besoeg, _STEDER, nyt))

    def _proposed(self, besoeg: Besoeg) -> Skema:
        """What an address proposes, beside what stands in the form of who proposes nothing."""
        spurgt = besoeg.request.query_params
        if "formaal" not in spurgt:
            return TOM
        beskeder = self._installation.settings.beskeder
        staar = {
            "service": BESKEDMODTAG,
            "version": "2.0",
            "beskedtyper": beskeder.beskedtype,
            "foelsomhed": beskeder.sikkerhedsklassificering,
            "forvaltningsomraader": ALLE,
            "afsendere": ALLE,
        }
        skema = proposed(spurgt, ("system", "hvilke", "formaal", "hjemmel"), MYNDIGHED)
        sagt = oversaettelse(besoeg.kald.sprog).gettext
        ord_ = {navn: sagt(skema.felter[navn]) for navn in ("formaal", "hjemmel") if navn in skema.felter}
        return skema._replace(felter={**staar, **skema.felter, **ord_})

    def send(self, besoeg: Besoeg) -> Response:
        nye = self._kontor.request(besoeg.kald.known_actor, self._read(besoeg))
        if len(nye) == 1:
            return RedirectResponse(f"{address(nye[0].id)}?gjort=anmodet", 303)
        return RedirectResponse(f"{ROD}/aftaler?vis=alle", 303)

    def _read(self, besoeg: Besoeg) -> Anmodning:
        felter = besoeg.felter
        beskeder = self._installation.settings.beskeder
        return Anmodning(
            felter.get("system", ""),
            tuple(ticked(felter, MYNDIGHED)),
            felter.get("formaal", ""),
            felter.get("hjemmel", ""),
            _words(felter.get("beskedtyper", beskeder.beskedtype)),
            _words(felter.get("foelsomhed", beskeder.sikkerhedsklassificering)),
            felter.get("service", BESKEDMODTAG),
            felter.get("version", "2.0").strip(),
            (ALLE,) if felter.get("hvilke") == ALLE else tuple(ticked(felter, KODE)),
            _words(felter.get("forvaltningsomraader", ALLE)),
            _words(felter.get("afsendere", ALLE)),
            felter.get("gyldig_fra", ""),
            felter.get("gyldig_til", ""),
            felter.get("snapshot") == JA,
            felter.get("erstatter", ""),
        )

    def _draw(self, besoeg: Besoeg, skema: Skema) -> Response:
        kald, opsat = besoeg.kald, self._installation.bord.opsaetning()
        egne = [
            each
            for each in self._installation.systemkontor.list_all(kald.known_actor)
            if each.aktiv and kald.may_for(Handling.AFTALE_ANMOD, bare_cvr(each.cvr))
        ]
        beskeder = self._installation.settings.beskeder
        myndigheder = [each for each in opsat.organisationer if each.myndighed and each.aktiv]
        # Where there is but one to ask, it is the one.
        eneste = [each.cvr for each in myndigheder] if len(myndigheder) == 1 and not skema.felter else []
        valgt = skema.vaerdi("system", besoeg.request.query_params.get("system", ""))
        return draw(
            kald, "aftale_ny",
            skema=skema,
            foreslaaet="formaal" in besoeg.request.query_params,
            systemer=[(each.uuid, each.navn) for each in egne],
            valgt_system=valgt,
            systemnavn=next((each.navn for each in sorted(egne, key=lambda en: en.uuid != valgt)), ""),
            myndigheder=[(f"{MYNDIGHED}{each.cvr}", f"{each.navn} ({each.cvr})")
                         for each in sorted(myndigheder, key=lambda en: en.navn.casefold())],
            valgte_myndigheder={f"{MYNDIGHED}{cvr}" for cvr in skema.valgte(MYNDIGHED) or eneste},
            koder=known_codes(kald.sprog, self._installation.settings.samlekode),
            valgte_koder=set(skema.valgte(KODE)),
            services=[(navn, SERVICEORD[navn]) for navn in SERVICES],
            standard={"beskedtyper": beskeder.beskedtype, "foelsomhed": beskeder.sikkerhedsklassificering},
            alle=ALLE,
        )  # fmt: skip


def known_codes(sprog: str, samlekode: str) -> list[Kode]:
    """The hændelser that can be chosen, in the language of the page; without a name where none is public.

    Those whose meaning is public come first, then what is gathered under one code, then the rest.
    """
    alle = [
        Kode(each.kode, each.dansk if sprog == DANSK else each.engelsk) for each in koder("personhaendelse").values()
    ]
    samlet = [Kode(samlekode, SAMLET)] if samlekode not in koder("personhaendelse") else []
    return [*(each for each in alle if each.navn), *samlet, *(each for each in alle if not each.navn)]


def _as_fields(aftale: Serviceaftale) -> dict[str, str]:
    """An agreement as the form would be filled in for it, to be changed."""
    return {
        "erstatter": aftale.id,
        "system": aftale.system,
        f"{MYNDIGHED}{bare_cvr(aftale.myndighed)}": JA,
        "formaal": aftale.formaal,
        "hjemmel": aftale.hjemmel,
        "service": aftale.service,
        "version": aftale.version,
        "hvilke": ALLE if ALLE in aftale.koder else "valgte",
        **{f"{KODE}{kode}": JA for kode in aftale.koder if kode != ALLE},
        "gyldig_fra": aftale.gyldig_fra,
        "gyldig_til": aftale.gyldig_til,
        "snapshot": JA if aftale.snapshot else "",
        **{navn: " ".join(sorted(getattr(aftale, navn)))
           for navn in ("beskedtyper", "foelsomhed", "forvaltningsomraader", "afsendere")},
    }  # fmt: skip


def _words(tekst: str) -> tuple[str, ...]:
    """The values of a field, with blanks or commas between them."""
    return tuple(tekst.replace(",", " ").split())
