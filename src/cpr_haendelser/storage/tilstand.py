"""The lager in memory as one value, and the steps that a delivery takes from one such value to the next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from cpr_haendelser.haendelser.model import Art, Beslutning, Haendelse, Rolle
from cpr_haendelser.replika.billede import Opslag, read_opslag
from cpr_haendelser.storage import fejl
from cpr_haendelser.storage.kaede import check_kaede
from cpr_haendelser.storage.lager import Afgoerelse, Billede, CvrFor, Leverance, Linje099, frigivet_id


@dataclass(frozen=True)
class Tilstand:
    """All that is kept at one moment. A transaction works on a copy, which takes its place at the end."""

    leverancer: dict[int, Leverance] = field(default_factory=dict)
    versioner: dict[int, tuple[Billede, ...]] = field(default_factory=dict)
    opslag: dict[int, Opslag] = field(default_factory=dict)
    relationer: set[tuple[int, int, int]] = field(default_factory=set)
    """(til, art, fra)."""
    log: list[Haendelse] = field(default_factory=list)
    """The hændelse with number n stands at n - 1, as it was committed."""
    linjer: dict[tuple[int, int], Linje099] = field(default_factory=dict)
    frigivne: dict[int, int] = field(default_factory=dict)
    """Numbers without receiver, and the number under which each got one."""

    def copy(self) -> Tilstand:
        """A copy that can be changed alone."""
        return replace(self, **{name: value.copy() for name, value in vars(self).items()})

    def billede(self, pnr: int) -> Billede | None:
        """The current image."""
        return self.versioner[pnr][-1] if pnr in self.versioner else None

    def write_person(self, pnr: int, dokument: bytes, leverance: Leverance) -> None:
        """The image becomes the current one."""
        billede = Billede(pnr, leverance.fil, leverance.opgave, leverance.proddto, dokument)
        self.versioner[pnr] = (*self.versioner.get(pnr, ()), billede)
        self.opslag[pnr] = read_opslag(dokument)


def find_leverance(nu: Tilstand, opgave: str, proddto: str) -> Leverance | None:
    """The file of that task and production date."""
    return next((en for en in nu.leverancer.values() if (en.opgave, en.proddto) == (opgave, proddto)), None)


def seneste_leverance(nu: Tilstand, opgave: str) -> Leverance | None:
    """The newest file of a task, by production date."""
    dens = [leverance for leverance in nu.leverancer.values() if leverance.opgave == opgave]
    return max(dens, key=lambda leverance: leverance.proddto, default=None)


def check(nu: Tilstand, leverance: Leverance) -> None:
    """Raises KaedeAendret unless the file can be taken now."""
    findes = find_leverance(nu, leverance.opgave, leverance.proddto) is not None
    check_kaede(leverance, findes=findes, seneste=seneste_leverance(nu, leverance.opgave))


def billeder(nu: Tilstand, pnrs: Sequence[int]) -> dict[int, Billede]:
    """Current images of those persons that are known."""
    return {pnr: nu.versioner[pnr][-1] for pnr in pnrs if pnr in nu.versioner}


def release(ny: Tilstand, loebenummer: int, cvr: str, tidspunkt: str) -> int:
    """Lets a hændelse without receiver come into the log again with one; its new number."""
    gammel, nummer = ny.log[loebenummer - 1], len(ny.log) + 1
    besked_id = frigivet_id(gammel.besked_id, cvr)
    ny.log.append(gammel._replace(loebenummer=nummer, besked_id=besked_id, modtager_cvr=cvr, dannet=tidspunkt))
    ny.frigivne[loebenummer] = nummer
    return nummer


def is_changed(nu: Tilstand, afgoerelse: Afgoerelse) -> bool:
    """Whether the person's image is not the one that was decided upon."""
    foer_fil = afgoerelse.aendring.foer_fil if afgoerelse.aendring else afgoerelse.foer_fil
    billede = nu.billede(afgoerelse.pnr)
    return foer_fil is not None and foer_fil != (billede.fil if billede else 0)


def take_person(ny: Tilstand, afgoerelse: Afgoerelse, leverance: Leverance) -> None:
    """Image and relations of a person decided."""
    pnr, aendring = afgoerelse.pnr, afgoerelse.aendring
    if aendring is None:
        return
    ny.write_person(pnr, aendring.dokument, leverance)
    ny.relationer.difference_update((til, art, pnr) for art, til in aendring.relationer_vaek)
    ny.relationer.update((til, art, pnr) for art, til in aendring.relationer_ny)


def write_haendelser(  # noqa: PLR0913 - what a delivery is made of
    ny: Tilstand, afgoerelser: Sequence[Afgoerelse], leverance: Leverance, *, dannet: str, saet: int, cvr_for: CvrFor
) -> None:
    """Numbers and resolves the hændelser, in order of 099 time, personnummer, as decided."""
    alle = [(*haendelse, afgoerelse.kreds) for afgoerelse in afgoerelser for haendelse in afgoerelse.haendelser]
    alle.sort(key=lambda haendelse: (haendelse[0].registreret, int(haendelse[0].pnr)))
    sidste = len(ny.log)
    for loebenummer, (fundet, registrering_id, besked_id, fundet_cvr, kreds) in enumerate(alle, start=sidste + 1):
        beslutning, cvr = _at_relative(ny, fundet, fundet_cvr, cvr_for)
        ny.log.append(
            Haendelse(
                loebenummer=loebenummer,
                registrering_id=UUID(bytes=registrering_id),
                besked_id=UUID(bytes=besked_id),
                beslutning=beslutning,
                modtager_cvr=cvr,
                retter_loebenummer=0,
                retter_id=None,
                hoved_id=None,
                fil=leverance.fil,
                opgave=leverance.opgave,
                filnavn=leverance.filnavn,
                proddto=leverance.proddto,
                dannet=dannet,
                saet=saet,
                kreds=kreds,
            )
        )
    if len({haendelse.besked_id for haendelse in ny.log}) < len(ny.log):
        raise fejl.besked_given()
    koder = {linje: (kode, maerke) for a in afgoerelser for linje, kode, maerke, _, _ in a.linjer}
    for haendelse in ny.log[sidste:]:
        rettet, hoved = find_rettet(ny.log, haendelse, sidste), _find_hoved(ny.log[sidste:], haendelse, koder)
        ny.log[haendelse.loebenummer - 1] = haendelse._replace(
            retter_loebenummer=rettet.loebenummer if rettet else 0,
            retter_id=rettet.registrering_id if rettet else None,
            hoved_id=hoved.registrering_id if hoved else None,
        )


def _at_relative(ny: Tilstand, beslutning: Beslutning, cvr: str, cvr_for: CvrFor) -> tuple[Beslutning, str]:
    """With the municipality of the first relative who has one, where the person's own records know none."""
    if beslutning.rolle is not Rolle.RELATERET or beslutning.kommune:
        return beslutning, cvr
    for pnr, _ in beslutning.relaterede:
        opslag = ny.opslag.get(int(pnr))
        if opslag and opslag.kommunekode:
            return beslutning._replace(kommune=opslag.kommunekode), cvr_for(opslag.kommunekode)
    return beslutning, ""


def find_rettet(log: Sequence[Haendelse], rettende: Haendelse, sidste: int) -> Haendelse | None:
    """What a hændelse corrects: the best of the person's earlier ones with one of the codes and the same time.

    No annulments, and none that was annulled before this delivery. Best: went to the same place, then in the same role,
    then not annulled by this delivery, then the latest.
    """
    beslutning, retter = rettende.beslutning, rettende.beslutning.retter
    if retter is None:
        return None
    annulleret_af = {
        haendelse.retter_loebenummer: haendelse.loebenummer
        for haendelse in log
        if haendelse.beslutning.art is Art.ANNULLERING
    }

    def rank(tidligere: Haendelse) -> tuple[bool, bool, bool, int]:
        samme_kommune = tidligere.beslutning.kommune == beslutning.kommune
        samme_cvr = tidligere.modtager_cvr == rettende.modtager_cvr != ""
        return (
            samme_kommune or samme_cvr,
            tidligere.beslutning.rolle is beslutning.rolle,
            tidligere.loebenummer not in annulleret_af,
            tidligere.loebenummer,
        )

    return max(
        (
            tidligere
            for tidligere in log[: rettende.loebenummer - 1]
            if tidligere.beslutning.pnr == beslutning.pnr
            and tidligere.beslutning.kode in retter.koder
            and tidligere.beslutning.gyldig_fra == retter.gyldig_fra
            and tidligere.beslutning.art is not Art.ANNULLERING
            and not 0 < annulleret_af.get(tidligere.loebenummer, 0) <= sidste
        ),
        key=rank,
        default=None,
    )


def _find_hoved(
    leveret: Sequence[Haendelse], haendelse: Haendelse, koder: Mapping[int, tuple[str, str]]
) -> Haendelse | None:
    """The main person's hændelse, rather one caused by a line without derived mark, then the first."""
    hoved = haendelse.beslutning.hoved
    if hoved is None:
        return None
    fundne = []
    for anden in leveret:
        aarsager = [koder.get(linje, ("", "")) for linje in anden.beslutning.linjer]
        maerker = [maerke for kode, maerke in aarsager if kode == hoved.kode099]
        if anden.beslutning.pnr in hoved.pnr and anden.beslutning.registreret == hoved.tid and maerker:
            fundne.append((all(maerker), anden.loebenummer, anden))
    return min(fundne)[2] if fundne else None


def write_linjer(ny: Tilstand, afgoerelser: Sequence[Afgoerelse], fil: int, sidste: int) -> None:
    """What became of the 099 lines."""
    for afgoerelse in afgoerelser:
        for linje, kode, maerke, tid, grund in afgoerelse.linjer:
            numre = tuple(h.loebenummer for h in ny.log[sidste:] if linje in h.beslutning.linjer)
            ny.linjer[fil, linje] = Linje099(fil, linje, afgoerelse.pnr, kode, maerke, tid, numre, grund)
