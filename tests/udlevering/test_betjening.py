"""What is done with dueslag by hand: by the operator with all, by a system with its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from cpr_haendelser.aftaler.model import Aftaletilstand
from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.fordeling.bord import Bord
from cpr_haendelser.fordeling.fordel import Fordeler
from cpr_haendelser.opslag.log import Udsnit, iterate
from cpr_haendelser.revision.kanonisk import read_poster
from cpr_haendelser.revision.skriver import Revision
from cpr_haendelser.storage.aabning import open_postrum
from cpr_haendelser.storage.forsendelse import Afslutning, Forsendelsestilstand, Videregivelse
from cpr_haendelser.udlevering.afspilning import Afspiller, Afspillet, Oenske
from cpr_haendelser.udlevering.betjening import BATCH, STORT, Betjening, Valg
from cpr_haendelser.udlevering.kalder import OPERATOER, Kalder
from tests.udlevering.opsat import DUESLAG_A, DUESLAG_B, KORSBAEK, NY_KORSBAEK, A, B, C, aftale, dueslag, set_up

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cpr_haendelser.app import Installation
    from cpr_haendelser.haendelser.model import Haendelse
    from cpr_haendelser.storage.lager import Lager
    from cpr_haendelser.storage.postrum import Postrum

PARKERET, FEJLKOE, VENTER, LEVERET = (
    Forsendelsestilstand.PARKERET,
    Forsendelsestilstand.FEJLKOE,
    Forsendelsestilstand.VENTER,
    Forsendelsestilstand.LEVERET,
)


class Sted:
    """A post room that has distributed the whole log."""

    def __init__(self, lager: Lager, postrum: Postrum) -> None:
        self.minut = 0
        self.postrum = postrum
        set_up(self.postrum)
        self.bord = Bord(lager, self.postrum, lambda: "2026-11-25")
        self.log = {haendelse.loebenummer: haendelse for haendelse in iterate(lager, Udsnit())}
        self.fordeler = Fordeler(lager, self.postrum, self.bord.match, self.nu)
        self.fordeler.drain()
        self.betjening = Betjening(lager, self.postrum, self.bord, self.nu, Revision(self.postrum, self.nu))
        self.afspiller = Afspiller(lager, self.postrum, self.bord, self.nu, self.betjening)

    def nu(self) -> str:
        self.minut += 1
        return f"2026-11-25T{self.minut // 60:02}:{self.minut % 60:02}:00.000+00:00"

    def gem(self, **ting: Any) -> None:
        alle: dict[str, Any] = {slags: [en] for slags, en in ting.items()}
        self.postrum.gem(**alle, tidspunkt="", hvem="")

    def conclude(self, antal: int, tilstand: Forsendelsestilstand, uuid: str = DUESLAG_A, grund: str = "") -> list[int]:
        """Takes so many and ends them so; their numbers."""
        numre: list[int] = []
        while len(numre) < antal:
            tagne = self.postrum.tag(uuid, antal - len(numre), nu=self.nu(), hvem="p/1")
            assert tagne
            vej = Videregivelse(A, "a", "hent") if tilstand is LEVERET else None
            self.postrum.svar(
                [Afslutning(*post[:2], post.forsoeg, tilstand, grund=grund, videregivelse=vej) for post in tagne],
                nu=self.nu(),
            )
            numre += [post.loebenummer for post in tagne]
        return sorted(numre)

    def states(self, numre: list[int], uuid: str = DUESLAG_A) -> set[Forsendelsestilstand]:
        alle = self.postrum.forsendelser(uuid, antal=10_000)
        return {post.tilstand for post in alle if post.loebenummer in numre}

    def to(self, cvr: str) -> list[Haendelse]:
        return [haendelse for haendelse in self.log.values() if haendelse.modtager_cvr == cvr]

    def replay(self, oenske: Oenske | None = None, navn: str = DUESLAG_A, kalder: Kalder = OPERATOER) -> Afspillet:
        oenske = oenske or Oenske()
        foer = self.postrum.indgreb()
        talt = self.afspiller.count(kalder, navn, oenske, silent)
        assert self.postrum.indgreb() == foer
        assert self.afspiller.replay(kalder, navn, oenske, silent) == talt
        return talt


def silent(fase: str, antal: int, ialt: int) -> None:
    assert fase
    assert antal >= 0
    assert ialt >= 0


@pytest.fixture(params=["memory:", "sqlite"])
def sted(request: pytest.FixtureRequest, installation: Installation, tmp_path: Path) -> Iterator[Sted]:
    url = request.param if request.param == "memory:" else f"sqlite:///{(tmp_path / 'h.db').as_posix()}"
    postrum = open_postrum(url)
    yield Sted(installation.lager, postrum)
    postrum.close()


def one(nummer: int) -> tuple[range, ...]:
    return (range(nummer, nummer + 1),)


# --- seeing -----------------------------------------------------------------------------------------------------------


def test_a_system_sees_its_own_dueslag_and_the_operator_all(sted: Sted) -> None:
    alle = sted.betjening.list_all(OPERATOER)
    assert [(linje.system, linje.dueslag.uuid) for linje in alle] == [("Anders", DUESLAG_A), ("Bodil", DUESLAG_B)]
    assert sted.betjening.list_all(Kalder(B.upper())) == alle[1:]
    assert alle[0].tilstand.venter == len(sted.to(KORSBAEK))


def test_a_dueslag_is_found_by_uuid_or_name_among_ones_own(sted: Sted) -> None:
    for navn in (DUESLAG_A, DUESLAG_A.upper(), "til A"):
        assert sted.betjening.find(OPERATOER, navn).uuid == DUESLAG_A
    for kalder, navn in ((OPERATOER, "nix"), (Kalder(B), DUESLAG_A), (Kalder(B), "Til a")):
        with pytest.raises(Brugsfejl, match="FOR-002"):
            sted.betjening.find(kalder, navn)
    sted.gem(dueslag=dueslag("0d000000-0000-4000-8000-00000000000c", A))
    with pytest.raises(Brugsfejl, match=f"FOR-003: 2 dueslag hedder det; brug UUID: {DUESLAG_A}"):
        sted.betjening.find(OPERATOER, "Til a")


def test_forsendelser_are_read_in_pages_whatever_their_state(sted: Sted) -> None:
    parkeret = sted.conclude(3, PARKERET)
    alle = [haendelse.loebenummer for haendelse in sted.to(KORSBAEK)]
    numre, efter = [], 0
    while side := sted.betjening.read_side(OPERATOER, DUESLAG_A, (PARKERET, VENTER), efter=efter, antal=20):
        numre += [forsendelse.loebenummer for forsendelse, _ in side]
        efter = numre[-1]
    assert numre == alle
    side = sted.betjening.read_side(OPERATOER, DUESLAG_A, (PARKERET,), efter=parkeret[0], antal=20)
    assert [(forsendelse.loebenummer, haendelse) for forsendelse, haendelse in side] == [
        (nummer, sted.log[nummer]) for nummer in parkeret[1:]
    ]


def test_what_was_delivered_is_read_with_agreement_and_time(sted: Sted) -> None:
    leveret = sted.conclude(4, LEVERET)
    fundne = sted.betjening.read_leverede(OPERATOER, DUESLAG_A, efter=leveret[0], antal=2)
    assert [levering.loebenummer for levering, _ in fundne] == leveret[1:3]
    assert fundne[0][0].videregivelse == Videregivelse(A, "a", "hent")


def test_a_system_gets_no_explanation_of_what_it_may_not_see(sted: Sted) -> None:
    egen, fremmed = sted.to(KORSBAEK)[0].loebenummer, sted.to(NY_KORSBAEK)[0].loebenummer
    assert sted.betjening.explain(Kalder(A), DUESLAG_A, egen).nu.matcher
    with pytest.raises(Brugsfejl) as fremmed_fejl:
        sted.betjening.explain(Kalder(A), DUESLAG_A, fremmed)
    with pytest.raises(Brugsfejl) as ukendt_fejl:
        sted.betjening.explain(Kalder(A), DUESLAG_A, 10**6)
    assert str(fremmed_fejl.value) == str(ukendt_fejl.value)
    forklaring = sted.betjening.explain(OPERATOER, DUESLAG_A, fremmed)
    assert (forklaring.nu.stoppet_ved, forklaring.forsendelse) == ("aftale", None)


# --- doing ------------------------------------------------------------------------------------------------------------


def test_what_is_parked_is_released_by_number_or_reason(sted: Sted) -> None:
    afvist, fejlet = sted.conclude(3, PARKERET, grund="nack"), sted.conclude(4, PARKERET, grund="statuskode-41")
    valg = Valg(one(afvist[0]), (PARKERET, FEJLKOE))
    assert sted.betjening.release(OPERATOER, DUESLAG_A, valg, silent) == (1, 0)
    valg = Valg((), (PARKERET,), "statuskode-41")
    assert sted.betjening.release(Kalder(A), DUESLAG_A, valg, silent) == (4, 0)
    assert sted.states([afvist[0], *fejlet]) == {VENTER}
    assert sted.states(afvist[1:]) == {PARKERET}
    assert [(each.hvem, each.handling, each.antal) for each in sted.postrum.indgreb()] == [
        ("operatoer", "frigiv", 1),
        (f"system:{A}", "frigiv", 4),
    ]


def test_what_no_agreement_lets_leave_is_counted_when_it_is_released(sted: Sted) -> None:
    sted.conclude(3, PARKERET)
    sted.gem(aftaler=aftale("a", A, KORSBAEK, tilstand=Aftaletilstand.OPSAGT))
    assert sted.betjening.release(OPERATOER, DUESLAG_A, Valg((), (PARKERET,)), silent) == (3, 3)


def test_many_are_moved_to_the_fejlkoe_and_back_a_batch_at_a_time(sted: Sted, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cpr_haendelser.udlevering.betjening.BATCH", 25)
    ialt = len(sted.to(KORSBAEK))
    assert BATCH > ialt > 75
    skridt: list[int] = []

    def step(_fase: str, antal: int, _ialt: int) -> None:
        skridt.append(antal)

    assert sted.betjening.move_to_fejlkoe(OPERATOER, DUESLAG_A, Valg((), (VENTER,)), step) == (ialt, 0)
    assert skridt == [*range(25, ialt, 25), ialt]
    assert sted.states([haendelse.loebenummer for haendelse in sted.to(KORSBAEK)]) == {FEJLKOE}
    assert sted.betjening.release(OPERATOER, DUESLAG_A, Valg((), (FEJLKOE,)), silent) == (ialt, 0)


def test_a_dueslag_is_stopped_and_started_and_waits_no_more(sted: Sted) -> None:
    sted.betjening.stop(Kalder(A), DUESLAG_A)
    assert sted.betjening.look(OPERATOER, DUESLAG_A).tilstand.stoppet == "operatoer"
    sted.postrum.vent(DUESLAG_A, "2026-12-24T00:00:00.000+00:00", "http-503")
    sted.betjening.start(Kalder(A), DUESLAG_A)
    nu = sted.betjening.look(OPERATOER, DUESLAG_A).tilstand
    assert (nu.stoppet, nu.venter_til) == ("", "")
    assert [(each.hvem, each.handling) for each in sted.postrum.indgreb()] == [
        (f"system:{A}", "stop"),
        (f"system:{A}", "start"),
    ]


@pytest.mark.parametrize("navn", ["release", "move_to_fejlkoe", "stop", "start", "replay", "explain", "read_side"])
def test_nothing_is_done_with_anothers_dueslag(sted: Sted, navn: str) -> None:
    mere: dict[str, tuple[Any, ...]] = {
        "release": (Valg((), (PARKERET,)), silent),
        "move_to_fejlkoe": (Valg((), (VENTER,)), silent),
        "replay": (Oenske(), silent),
        "explain": (1,),
        "read_side": ((VENTER,),),
    }
    nogle = {"efter": 0, "antal": 10} if navn == "read_side" else {}
    rum = sted.afspiller if navn == "replay" else sted.betjening
    with pytest.raises(Brugsfejl, match="FOR-002"):
        getattr(rum, navn)(Kalder(B), DUESLAG_A, *mere.get(navn, ()), **nogle)
    assert sted.postrum.indgreb() == []


# --- sending again ----------------------------------------------------------------------------------------------------


def test_everything_that_was_delivered_is_sent_again(sted: Sted) -> None:
    ialt = len(sted.to(KORSBAEK))
    leveret = sted.conclude(ialt - 5, LEVERET)
    assert sted.replay() == Afspillet(afspillet=ialt - 5, undervejs=5)
    assert sted.states(leveret) == {VENTER}


def test_what_is_sent_again_or_released_has_waited_from_then_on(sted: Sted) -> None:
    """An old one that comes again is no sign of a receiver that has stopped."""
    sted.conclude(len(sted.to(KORSBAEK)) - 1, LEVERET)
    sted.conclude(1, PARKERET)
    assert sted.betjening.look(OPERATOER, DUESLAG_A).tilstand.aeldste == ""
    sted.betjening.release(OPERATOER, DUESLAG_A, Valg((), (PARKERET,)), silent)
    frigivet = sted.betjening.look(OPERATOER, DUESLAG_A).tilstand.aeldste
    assert frigivet == f"2026-11-25T{sted.minut // 60:02}:{sted.minut % 60:02}:00.000+00:00"
    sted.replay()
    assert sted.betjening.look(OPERATOER, DUESLAG_A).tilstand.aeldste == frigivet


def test_numbers_are_sent_again_and_the_others_are_accounted_for(sted: Sted) -> None:
    leveret = sted.conclude(10, LEVERET)
    fremmede = [nummer for nummer in range(1, leveret[3]) if sted.log[nummer].modtager_cvr != KORSBAEK]
    egne = [nummer for nummer in range(1, leveret[3] + 1) if nummer not in fremmede]
    svar = sted.replay(Oenske(numre=(range(1, leveret[3] + 1),)))
    assert svar.ikke_tilladt == len(fremmede)
    assert svar.afspillet + svar.undervejs == len(egne)
    assert svar.afspillet == len([nummer for nummer in egne if nummer in leveret])


def test_one_person_or_one_code_is_sent_again(sted: Sted) -> None:
    ialt = sted.to(KORSBAEK)
    sted.conclude(len(ialt), LEVERET)
    pnr = ialt[0].beslutning.pnr
    hans = [haendelse for haendelse in ialt if haendelse.beslutning.pnr == pnr]
    assert sted.replay(Oenske(pnr=int(pnr))).afspillet == len(hans)
    andre = [h for h in ialt if h.beslutning.kode == "034" and h.beslutning.pnr != pnr]
    assert sted.replay(Oenske(koder=("034",))).afspillet == len(andre) > 0


def test_a_number_that_is_named_twice_is_counted_once(sted: Sted) -> None:
    leveret = sted.conclude(3, LEVERET)
    en = range(leveret[0], leveret[-1] + 1)
    svar = sted.replay(Oenske(numre=(range(en.start + 1, en.stop), en, en)))
    assert (svar.afspillet, svar.undervejs) == (3, 0)


def test_whose_person_is_counted_stands_in_the_audit(sted: Sted) -> None:
    pnr = int(sted.to(KORSBAEK)[0].beslutning.pnr)
    for oenske in (Oenske(pnr=pnr), Oenske(koder=("034",))):
        sted.afspiller.count(Kalder(A), DUESLAG_A, oenske, silent)
    led = sted.postrum.revisionsled_om(f"dueslag:{DUESLAG_A}")
    poster = [post for each in led for _, post in read_poster(each.slags, each.indhold)]
    assert [(each.pnr, each.system) for each in poster if each.handling == "dueslag.afspil"] == [(pnr, A)]


def test_what_was_delivered_in_a_time_is_sent_again(sted: Sted) -> None:
    sted.conclude(4, LEVERET)
    fra = sted.nu()
    anden = sted.conclude(6, LEVERET)
    til = sted.nu()
    sted.conclude(5, LEVERET)
    assert sted.replay(Oenske(leveret_fra=fra, leveret_til=til)) == Afspillet(6)
    assert sted.states(anden) == {VENTER}
    assert sted.replay(Oenske(leveret_fra=til)) == Afspillet(5)
    assert sted.replay(Oenske(leveret_til=fra)) == Afspillet(4)


def test_a_dueslag_gets_by_replay_what_came_before_it(sted: Sted) -> None:
    ny = "0d000000-0000-4000-8000-00000000000c"
    sted.gem(dueslag=dueslag(ny, A, navn="Ny", fra=sted.postrum.position(), filter="personhaendelse = '034'"))
    sted.fordeler.drain()
    flyttede = [haendelse for haendelse in sted.to(KORSBAEK) if haendelse.beslutning.kode == "034"]
    svar = sted.replay(navn="Ny")
    assert svar == Afspillet(len(flyttede), ikke_oensket=len(sted.to(KORSBAEK)) - len(flyttede))


def test_what_it_has_had_is_sent_again_though_its_filter_is_another_now(sted: Sted) -> None:
    ialt = len(sted.to(KORSBAEK))
    sted.conclude(ialt, LEVERET)
    sted.gem(dueslag=dueslag(DUESLAG_A, A, filter="personhaendelse = '999'"))
    assert sted.replay() == Afspillet(ialt)


def test_what_the_agreements_do_not_allow_today_is_left_out(sted: Sted) -> None:
    ialt = sted.to(KORSBAEK)
    sted.conclude(len(ialt), LEVERET)
    sted.gem(aftaler=aftale("a", A, KORSBAEK, koder=frozenset({"034"})))
    flyttede = [haendelse for haendelse in ialt if haendelse.beslutning.kode == "034"]
    assert sted.replay() == Afspillet(len(flyttede), ikke_tilladt=len(ialt) - len(flyttede))


def test_nothing_is_sent_again_without_an_agreement_or_to_a_closed_dueslag(sted: Sted) -> None:
    ny = "0d000000-0000-4000-8000-00000000000c"
    sted.gem(dueslag=dueslag(ny, C, navn="Ny"))
    with pytest.raises(Brugsfejl, match="FOR-005"):
        sted.replay(navn="Ny")
    sted.gem(dueslag=dueslag(DUESLAG_A, A, aktiv=False))
    with pytest.raises(Brugsfejl, match="FOR-004"):
        sted.replay()


def test_what_a_dueslag_has_not_come_to_yet_is_not_sent_again(sted: Sted) -> None:
    """It comes by itself; sent by hand too, it would come twice."""
    ny = "0d000000-0000-4000-8000-00000000000c"
    fra = sted.to(KORSBAEK)[9].loebenummer
    sted.gem(dueslag=dueslag(ny, A, navn="Ny", fra=fra))
    assert sted.replay(navn="Ny") == Afspillet(10)
    sted.fordeler.drain()
    assert sted.states([haendelse.loebenummer for haendelse in sted.to(KORSBAEK)], ny) == {VENTER}


def test_a_large_replay_is_done_a_batch_at_a_time(sted: Sted, monkeypatch: pytest.MonkeyPatch) -> None:
    ialt = len(sted.to(KORSBAEK))
    sted.conclude(ialt, LEVERET)
    monkeypatch.setattr("cpr_haendelser.udlevering.afspilning.BATCH", 25)
    assert sted.replay() == Afspillet(ialt)
    assert [each.antal for each in sted.postrum.indgreb()] == [25] * (ialt // 25) + [ialt % 25] * bool(ialt % 25)


def test_a_dueslag_with_much_in_it_is_not_counted_again(sted: Sted) -> None:
    betjening, foer = sted.betjening, sted.betjening.look(OPERATOER, DUESLAG_A).tilstand
    gammel = foer._replace(venter=STORT + 1)
    betjening.stop(OPERATOER, DUESLAG_A)
    set_ = betjening.look(OPERATOER, DUESLAG_A, {DUESLAG_A: gammel}).tilstand
    assert (set_.venter, set_.stoppet) == (STORT + 1, "operatoer")
    assert betjening.look(OPERATOER, DUESLAG_A, {DUESLAG_A: foer}).tilstand == sted.postrum.tilstand(DUESLAG_A)
    betjening.start(OPERATOER, DUESLAG_A)
