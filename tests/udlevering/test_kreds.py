"""What is for some organisations alone leaves to their systems and to no others, whichever way it is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st

from cpr_haendelser.aftaler.model import ItSystem
from cpr_haendelser.beskeder.saet import Saet
from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.fordeling.bord import Bord
from cpr_haendelser.fordeling.fordel import Fordeler
from cpr_haendelser.opslag.log import Udsnit
from cpr_haendelser.revision.skriver import Revision
from cpr_haendelser.storage.forsendelse import Forsendelse, Forsendelsestilstand
from cpr_haendelser.storage.hukommelse import HukommelseLager
from cpr_haendelser.storage.hukommelse_postrum import HukommelsePostrum
from cpr_haendelser.udlevering.afspilning import Afspiller, Oenske
from cpr_haendelser.udlevering.betjening import Betjening
from cpr_haendelser.udlevering.feed import Feed
from cpr_haendelser.udlevering.genlaes import Genlaesning
from cpr_haendelser.udlevering.kalder import OPERATOER, Kalder
from tests.storage.eksempler import ANNA, BO, DANNET, dokument, establish, ordret
from tests.udlevering.opsat import KORSBAEK, TIDSPUNKT, aftale, dueslag

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cpr_haendelser.haendelser.model import Haendelse

EJER, DELER, ANDEN = "22222222", "33333333", "44444444"
SYSTEMER = {
    f"0a000000-0000-4000-8000-00000000000{x}": cvr for x, cvr in zip("abcd", (EJER, EJER, DELER, ANDEN), strict=True)
}
KREDSE = st.sampled_from([(), (EJER,), (EJER, DELER), (DELER,), (ANDEN,), ("99999999",)])


class Hus(NamedTuple):
    """A log with confined hændelser, and a set-up in which some systems have an agreement about everything."""

    lager: HukommelseLager
    postrum: HukommelsePostrum
    bord: Bord
    feed: Feed

    @classmethod
    def build(cls, kredse: Sequence[tuple[str, ...]], med_aftale: Sequence[str]) -> Hus:
        lager, postrum = HukommelseLager(), HukommelsePostrum()
        establish(lager, {ANNA: dokument(ANNA), BO: dokument(BO)})
        ordrer = [
            ordret((ANNA, BO)[linje % 2], linje, cvr=KORSBAEK, kreds=kreds) for linje, kreds in enumerate(kredse, 1)
        ]
        lager.log(ordrer, dannet=DANNET, saet=lager.saetnummer(Saet().to_json()), proddto="20261125")
        postrum.gem(
            systemer=[_system(uuid) for uuid in SYSTEMER],
            aftaler=[aftale(uuid[-1], uuid, KORSBAEK) for uuid in med_aftale],
            dueslag=[dueslag(_dueslag(uuid), uuid) for uuid in SYSTEMER],
            tidspunkt=TIDSPUNKT,
            hvem="prøve",
        )
        bord = Bord(lager, postrum, lambda: "2026-11-25")
        return cls(
            lager,
            postrum,
            bord,
            Feed(lager, bord, Genlaesning(lager, postrum, bord), Revision(postrum, lambda: TIDSPUNKT)),
        )


def _system(uuid: str) -> ItSystem:
    return ItSystem(uuid, uuid[-1], SYSTEMER[uuid], "", (), "", "", ())


def _dueslag(uuid: str) -> str:
    return uuid.replace("0a", "0d", 1)


def distributed(hus: Hus, uuid: str) -> list[int]:
    nye, *_ = hus.bord.match(hus.lager.haendelser())
    return [ny.loebenummer for ny in nye if ny.dueslag == _dueslag(uuid)]


def fetched_or_pushed(hus: Hus, uuid: str) -> list[int]:
    """Of every hændelse in its dueslag, however it came there."""
    return [
        each.loebenummer
        for each in hus.lager.haendelser()
        if hus.bord.may_leave(_forsendelse(_dueslag(uuid), each.loebenummer), "hent")
    ]


def _forsendelse(dueslag: str, loebenummer: int) -> Forsendelse:
    venter = Forsendelsestilstand.VENTER
    return Forsendelse(
        dueslag,
        loebenummer,
        ANNA,
        KORSBAEK,
        venter,
        1,
        0,
        "",
        "",
        uden_for_raekkefoelge=False,
        transaktion="",
        modtaget="",
    )


def explained_as_for_it(hus: Hus, uuid: str) -> list[int]:
    numre = [each.loebenummer for each in hus.lager.haendelser()]
    return [nummer for nummer in numre if hus.bord.explain(nummer, _dueslag(uuid)).matcher]


def explained_to_it(hus: Hus, uuid: str) -> list[int]:
    betjening = Betjening(hus.lager, hus.postrum, hus.bord, lambda: TIDSPUNKT, Revision(hus.postrum, lambda: TIDSPUNKT))
    return _readable(hus, lambda nummer: betjening.explain(Kalder(uuid), _dueslag(uuid), nummer).haendelse)


def sent_again(hus: Hus, uuid: str) -> list[int]:
    """All of the log, to a dueslag that has got it without having had anything."""
    Fordeler(hus.lager, hus.postrum, lambda batch: hus.bord.match(batch)._replace(nye=[]), lambda: TIDSPUNKT).drain()
    betjening = Betjening(hus.lager, hus.postrum, hus.bord, lambda: TIDSPUNKT, Revision(hus.postrum, lambda: TIDSPUNKT))
    afspiller = Afspiller(hus.lager, hus.postrum, hus.bord, lambda: TIDSPUNKT, betjening)
    try:
        afspiller.replay(Kalder(uuid), _dueslag(uuid), Oenske(), lambda _fase, _antal, _ialt: None)
    except Brugsfejl as fejl:
        return [-1] if fejl.kode != "FOR-005" else []
    return [each.loebenummer for each in hus.postrum.forsendelser(_dueslag(uuid))]


def read_along(hus: Hus, uuid: str) -> list[int]:
    return [each.loebenummer for each in hus.feed.iterate(Kalder(uuid), Udsnit())]


def read_by_person(hus: Hus, uuid: str) -> list[int]:
    sider = [hus.feed.read_persons_side(Kalder(uuid), pnr, efter=0, antal=100) for pnr in (ANNA, BO)]
    return sorted(each.loebenummer for side in sider for each in side.haendelser)


def read_by_number(hus: Hus, uuid: str) -> list[int]:
    return _readable(hus, lambda nummer: hus.feed.read_one(Kalder(uuid), nummer))


def _readable(hus: Hus, read: Callable[[int], Haendelse]) -> list[int]:
    """The numbers that are there; the others are as if they were not."""

    def is_there(nummer: int) -> bool:
        try:
            return read(nummer).loebenummer == nummer
        except Brugsfejl as fejl:
            return fejl.kode != "LOG-001"

    return [nummer for nummer in range(1, hus.lager.sidste_loebenummer() + 1) if is_there(nummer)]


def followed(hus: Hus, uuid: str) -> list[int]:
    side = hus.feed.read_next(Kalder(uuid), Udsnit(), efter=0, antal=100)
    return [each.loebenummer for each in side.haendelser]


VEJE: tuple[Callable[[Hus, str], list[int]], ...] = (
    distributed,
    fetched_or_pushed,
    explained_as_for_it,
    explained_to_it,
    sent_again,
    read_along,
    followed,
    read_by_person,
    read_by_number,
)


@settings(max_examples=40)
@given(st.lists(KREDSE, min_size=1, max_size=5), st.sets(st.sampled_from(sorted(SYSTEMER))).map(sorted))
def test_a_confined_haendelse_leaves_to_its_circles_systems_with_an_agreement_and_to_no_others(
    kredse: list[tuple[str, ...]], med_aftale: list[str]
) -> None:
    hus = Hus.build(kredse, med_aftale)
    for uuid, cvr in SYSTEMER.items():
        maa = [nr for nr, kreds in enumerate(kredse, 1) if uuid in med_aftale and (not kreds or cvr in kreds)]
        assert {vej.__name__: vej(hus, uuid) for vej in VEJE} == {vej.__name__: maa for vej in VEJE}


def test_a_system_that_goes_to_another_organisation_loses_what_waits_for_it() -> None:
    uuid = next(iter(SYSTEMER))
    hus = Hus.build([(EJER,)], [uuid])
    assert fetched_or_pushed(hus, uuid) == distributed(hus, uuid) == [1]
    hus.postrum.gem(systemer=[_system(uuid)._replace(cvr=ANDEN)], tidspunkt=TIDSPUNKT, hvem="prøve")
    assert fetched_or_pushed(hus, uuid) == []


def test_the_operator_sees_everything() -> None:
    hus = Hus.build([(EJER,), (), ("99999999",)], [])
    assert [each.loebenummer for each in hus.feed.iterate(OPERATOER, Udsnit())] == [1, 2, 3]


def test_what_is_for_others_is_not_told_to_be_read_again_either() -> None:
    """An agreement that begins points at the first that the reader may see, not at what is hidden before it."""
    uuid = next(iter(SYSTEMER))
    hus = Hus.build([(ANDEN,), (EJER,)], [])
    assert hus.feed.read_next(Kalder(uuid), Udsnit(), efter=0, antal=9) == ([], 2, None)
    hus.postrum.gem(aftaler=[aftale("x", uuid, KORSBAEK)], tidspunkt=TIDSPUNKT, hvem="prøve")
    assert hus.feed.read_next(Kalder(uuid), Udsnit(), efter=2, antal=9) == ([], 2, 2)
