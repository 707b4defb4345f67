"""Dueslag: how it goes with each, which need somebody, and what is in one, state by state."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from starlette.responses import Response

from cpr_haendelser.abonnementer.model import Dueslag
from cpr_haendelser.abonnementer.udtryk import mask_numbers
from cpr_haendelser.adgang.handling import Handling
from cpr_haendelser.fordeling.grunde import to_words
from cpr_haendelser.haendelser.visning import code_name
from cpr_haendelser.konsol.side import Besoeg, Side, draw, read_number, wire_code
from cpr_haendelser.konsol.soegning import searching
from cpr_haendelser.storage.forsendelse import Forsendelsestilstand
from cpr_haendelser.storage.forsendelsesbog import Dueslagstilstand
from cpr_haendelser.udlevering.betjening import STORT

if TYPE_CHECKING:
    from cpr_haendelser.app import Installation
    from cpr_haendelser.fordeling.gaeldende import Gaeldende
    from cpr_haendelser.haendelser.model import Haendelse
    from cpr_haendelser.overblik.model import Overblik
    from cpr_haendelser.udlevering.kalder import Kalder

_SIDE = 50
_AABNE = tuple(each for each in Forsendelsestilstand if each is not Forsendelsestilstand.LEVERET)


class Raekke(NamedTuple):
    """A dueslag in the list."""

    uuid: str
    navn: str
    system: str
    maade: str
    aktiv: bool
    tilstand: Dueslagstilstand
    alder: float
    """Seconds that the oldest has waited; 0: none does."""
    takt: float
    """Deliveries a minute."""
    stoppet: str
    fejl: str

    @property
    def lagt_til_side(self) -> int:
        """What does not leave by itself."""
        return self.tilstand.parkeret + self.tilstand.fejlkoe + self.tilstand.afventer + self.tilstand.tilbageholdt

    @property
    def kalder(self) -> bool:
        """Whether somebody should look at it."""
        return self.aktiv and bool(self.stoppet or self.tilstand.venter_til or self.lagt_til_side)


class Linje(NamedTuple):
    """A forsendelse without anything of its person."""

    loebenummer: int
    kode: str
    navn: str
    tilstand: str
    forsoeg: int
    hvornaar: str
    """When it may leave again; of one that is delivered, when it was."""
    grund: str
    """Or the agreement and way that it was delivered by."""


def pages(installation: Installation) -> tuple[Side, ...]:
    """The list and the single one."""
    dueslag = _Dueslag(installation)
    return (
        Side("GET", "/dueslag", Handling.DUESLAG_LAES, dueslag.show_list),
        searching("/dueslag", Handling.DUESLAG_LAES),
        Side("GET", "/dueslag/{uuid}", Handling.DUESLAG_LAES, dueslag.show_one),
    )


class _Dueslag:
    def __init__(self, installation: Installation) -> None:
        self._installation, self._betjening = installation, installation.betjening
        self._liste = Dueslagsliste(installation)

    # --- the list -----------------------------------------------------------------------------------------------------

    def show_list(self, besoeg: Besoeg) -> Response:
        soegt = besoeg.request.query_params.get("q", "")[:60].strip()
        kun = besoeg.request.query_params.get("vis", "") == "kalder"
        alle = self._liste.rows(besoeg.kald.known)
        valgte = [each for each in alle if (not kun or each.kalder) and _fits(each, soegt.casefold())]
        side = max(1, min(read_number(besoeg, "side", 1), -(-len(valgte) // _SIDE)))
        return draw(
            besoeg.kald, "dueslag",
            linjer=valgte[(side - 1) * _SIDE : side * _SIDE],
            antal=len(valgte),
            ialt=len(alle),
            kalder=sum(each.kalder for each in alle),
            side=side,
            sidste=-(-len(valgte) // _SIDE),
            soegt=soegt,
            kun=kun,
            set_til=self._installation.udkig.seen().tidspunkt,
        )  # fmt: skip

    # --- one ----------------------------------------------------------------------------------------------------------

    def show_one(self, besoeg: Besoeg) -> Response:
        kalder, uuid = besoeg.kald.known, besoeg.request.path_params["uuid"]
        blik = self._installation.udkig.seen()
        blikke = {each.tilstand.dueslag.lower(): each for each in blik.dueslag}
        seneste = {navn: each.tilstand for navn, each in blikke.items()}
        linje = self._betjening.look(kalder, uuid, seneste)
        set_ = blikke.get(linje.dueslag.uuid.lower())
        valgt = besoeg.request.query_params.get("tilstand", "")
        tilstand = Forsendelsestilstand(valgt) if valgt in set(Forsendelsestilstand) else None
        efter = read_number(besoeg, "efter", 0)
        if tilstand is Forsendelsestilstand.LEVERET:
            linjer = self._delivered(besoeg, efter)
        else:
            linjer = self._open(besoeg, (tilstand,) if tilstand else _AABNE, efter)
        nu = linje.tilstand
        return draw(
            besoeg.kald, "dueslaget",
            linje=linje,
            takt=set_.takt if set_ else 0.0,
            set_til=blik.tidspunkt if set_ and linje.tilstand.venter == set_.tilstand.venter > STORT else None,
            filter=mask_numbers(" ".join(linje.dueslag.filter.split())),
            stoppet=to_words(nu.stoppet),
            sidste_fejl=to_words(nu.sidste_fejl),
            valgt=tilstand.value if tilstand else "",
            faner=(
                ("venter", nu.venter), ("ude", nu.ude), ("parkeret", nu.parkeret), ("fejlkoe", nu.fejlkoe),
                ("tilbageholdt", nu.tilbageholdt), ("afventer", nu.afventer), ("leveret", nu.leveret),
            ),
            forsendelser=linjer,
            naeste=linjer[-1].loebenummer if len(linjer) == _SIDE else 0,
            gjort=besoeg.request.query_params.get("gjort", ""),
            antal_gjort=read_number(besoeg, "gjort", 0),
            skal_grund=besoeg.kald.miljoe == "produktion",
        )  # fmt: skip

    def _open(self, besoeg: Besoeg, tilstande: tuple[Forsendelsestilstand, ...], efter: int) -> list[Linje]:
        kalder, uuid = besoeg.kald.known, besoeg.request.path_params["uuid"]
        return [
            Linje(
                forsendelse.loebenummer,
                *self._code(haendelse),
                forsendelse.tilstand.value,
                forsendelse.forsoeg,
                forsendelse.naeste,
                to_words(forsendelse.grund),
            )
            for forsendelse, haendelse in self._betjening.read_side(kalder, uuid, tilstande, efter=efter, antal=_SIDE)
        ]

    def _delivered(self, besoeg: Besoeg, efter: int) -> list[Linje]:
        kalder, uuid = besoeg.kald.known, besoeg.request.path_params["uuid"]
        return [
            Linje(
                levering.loebenummer,
                *self._code(haendelse),
                Forsendelsestilstand.LEVERET.value,
                levering.forsoeg,
                levering.tidspunkt,
                f"{levering.videregivelse.aftale} ({levering.videregivelse.kanal})",
            )
            for levering, haendelse in self._betjening.read_leverede(kalder, uuid, efter=efter, antal=_SIDE)
        ]

    def _code(self, haendelse: Haendelse) -> tuple[str, str]:
        b = haendelse.beslutning
        return wire_code(b.kode, self._installation.settings.samlekode), code_name(b.kode, b.regel)


class Dueslagsliste:
    """The rows of all dueslag, made anew where the set-up or the look at them is another."""

    def __init__(self, installation: Installation) -> None:
        self._installation = installation
        self._laest: tuple[Overblik, Gaeldende, list[Raekke]] | None = None

    def rows(self, kalder: Kalder) -> list[Raekke]:
        """The caller's: those that need somebody first, then by system and name; figures are of the last look."""
        blik, gaeldende, laest = self._installation.udkig.seen(), self._installation.bord.gaeldende(), self._laest
        if laest is None or laest[0] is not blik or laest[1] is not gaeldende:
            laest = self._laest = blik, gaeldende, _rows(blik, gaeldende)
        if kalder.er_operatoer:
            return laest[2]
        egne = {each.uuid for each in self._installation.betjening.list_own(kalder)}
        return [each for each in laest[2] if each.uuid in egne]


def _rows(blik: Overblik, gaeldende: Gaeldende) -> list[Raekke]:
    blikke = {each.tilstand.dueslag.lower(): each for each in blik.dueslag}
    fundne = []
    for each in gaeldende.dueslag.values():
        set_, system = blikke.get(each.uuid.lower()), gaeldende.systemer.get(each.system.lower())
        tilstand = set_.tilstand if set_ else _nothing(each)
        fundne.append(
            Raekke(
                each.uuid, each.navn, system.navn if system else "", each.leveringsmaade, each.aktiv, tilstand,
                set_.alder if set_ else 0.0,
                set_.takt if set_ else 0.0,
                to_words(tilstand.stoppet),
                to_words(tilstand.sidste_fejl),
            )
        )  # fmt: skip
    return sorted(fundne, key=lambda each: (not each.kalder, each.system.casefold(), each.navn.casefold()))


def _fits(raekke: Raekke, soegt: str) -> bool:
    return not soegt or soegt in raekke.navn.casefold() or soegt in raekke.system.casefold()


def _nothing(dueslag: Dueslag) -> Dueslagstilstand:
    """Of one that nobody has looked at yet."""
    return Dueslagstilstand(dueslag.uuid, 0, 0, 0, 0, 0, "", "", "", "")
