"""The contract of the ordrelager, over every implementation."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.haendelser.model import Art
from cpr_haendelser.storage.aabning import open_ordrelager
from cpr_haendelser.storage.hukommelse_ordrelager import HukommelseOrdrelager
from cpr_haendelser.storage.ordre import (
    Gemtskabelon,
    Gemtslags,
    Indlaeg,
    Kreds,
    Ordre,
    Ordreart,
    Ordrelinje,
    Ordretilstand,
    Personslags,
    Side,
    Trin,
    Udfoerelse,
    Udfoerelsestilstand,
)
from cpr_haendelser.storage.ordre import Testperson as Borger
from cpr_haendelser.storage.ordrelager import Ordrelager
from cpr_haendelser.storage.sqlite import skema
from cpr_haendelser.storage.sqlite_ordrelager.ordrelager import SKEMA

A, B = "11111111", "22222222"
NU, SENERE = "2026-11-25T10:00:00.000+00:00", "2026-11-25T11:00:00.000+00:00"
KLADDE, INDSENDT, GODKENDT, I_GANG = (
    Ordretilstand.KLADDE,
    Ordretilstand.INDSENDT,
    Ordretilstand.GODKENDT,
    Ordretilstand.I_GANG,
)
VENTER, UDFOERT, FEJLET = Udfoerelsestilstand.VENTER, Udfoerelsestilstand.UDFOERT, Udfoerelsestilstand.FEJLET
LINJE = Ordrelinje(
    1,
    ("6101901234", "6101905678"),
    (Trin("flytning", Art.NY, (("kommunekode", "0101"),), 60),),
    3,
    5,
    SENERE,
    oensket_divergens=True,
)


@pytest.fixture(params=["hukommelse", "sqlite"])
def lager(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ordrelager]:
    with closing(open_ordrelager(_url(request.param, tmp_path))) as opened:
        yield opened


def _url(slags: str, folder: Path) -> str:
    return "memory:" if slags == "hukommelse" else f"sqlite:///{(folder / 'x.db').as_posix()}"


def person(pnr: int, ejer: str = A, *delt_med: str, gruppe: str = "") -> Borger:
    return Borger(pnr, Personslags.EGEN, ejer, delt_med, gruppe, NU)


def ordre(uuid: str, ejer: str = A, tilstand: Ordretilstand = KLADDE) -> Ordre:
    return Ordre(
        uuid, 0, Ordreart.SAMMENHAENGENDE, "En flytning", ejer, "", A, Kreds.EGNE, tilstand, 0, NU, NU
    )  # fmt: skip


def plan(uuid: str, *tider: str) -> list[Udfoerelse]:
    return [Udfoerelse(uuid, nr, nr, 1, 1, 6101900000 + nr, tid) for nr, tid in enumerate(tider, 1)]


def word(tekst: str = "") -> Indlaeg:
    return Indlaeg(NU, "operatør", tekst)


def begun(lager: Ordrelager, uuid: str, *tider: str) -> None:
    lager.opret(ordre(uuid), [LINJE])
    assert lager.skift(uuid, {KLADDE}, I_GANG, indlaeg=word(), plan=plan(uuid, *tider))


# --- persons ---------------------------------------------------------------------------------------------------------


def test_a_number_is_given_once(lager: Ordrelager) -> None:
    lager.reserver([person(1), person(2)])
    with pytest.raises(Brugsfejl, match="ORD-001"):
        lager.reserver([person(3), person(2)])
    assert lager.personer([1, 2, 3]).keys() == {1, 2}
    with pytest.raises(Brugsfejl, match="ORD-001"):
        lager.reserver([person(4), person(4)])
    assert not lager.personer([4])


def test_a_removed_persons_number_is_never_given_again(lager: Ordrelager) -> None:
    lager.reserver([person(1)])
    lager.ret_personer([person(1)._replace(fjernet=SENERE)])
    assert lager.find_personer() == []
    assert lager.personer([1])[1].fjernet == SENERE
    lager.ret_personer([person(1, A, B)])  # by somebody who shares it and has read it before
    assert lager.personer([1])[1].fjernet == SENERE
    with pytest.raises(Brugsfejl, match="ORD-001"):
        lager.reserver([person(1, B)])


def test_an_organisation_finds_its_own_and_what_is_shared_with_it(lager: Ordrelager) -> None:
    lager.reserver([person(1), person(2, B, A), person(3, B), person(4, A, B, gruppe="familie 7")])
    assert [each.pnr for each in lager.find_personer(ejer=A)] == [1, 2, 4]
    assert [each.pnr for each in lager.find_personer(ejer=B)] == [2, 3, 4]
    assert [each.pnr for each in lager.find_personer()] == [1, 2, 3, 4]
    assert [each.pnr for each in lager.find_personer(gruppe="familie")] == [4]
    assert [each.pnr for each in lager.find_personer(efter=2, antal=1)] == [3]
    assert lager.find_personer(slags=Personslags.BASIS) == []
    lager.ret_personer([person(2, B)])
    assert [each.pnr for each in lager.find_personer(ejer=A)] == [1, 4]


def test_how_many_were_made_is_counted_with_those_removed_since(lager: Ordrelager) -> None:
    familie = [person(nr, A, gruppe="familie 7") for nr in (1, 2, 3)]
    lager.reserver([*familie, person(4, A, gruppe="familie 8"), person(5, B, A, gruppe="familie 7")])
    lager.ret_personer([familie[0]._replace(fjernet=SENERE)])
    assert lager.oprettede(A) == {("familie 7", familie[0].oprettet): 3, ("familie 8", familie[0].oprettet): 1}
    assert lager.oprettede("33333333") == {}


def test_what_is_not_there_is_not_changed_into_being(lager: Ordrelager) -> None:
    lager.ret_personer([person(9, A, B)])
    assert lager.personer([9]) == {}
    assert lager.find_personer(ejer=B) == []


# --- orders ----------------------------------------------------------------------------------------------------------


def test_an_order_is_kept_with_lines_and_template(lager: Ordrelager) -> None:
    assert lager.opret(ordre("o1"), [LINJE, LINJE._replace(nr=2)], b"a;b") == ordre("o1")._replace(nr=1, linjer=2)
    assert lager.opret(ordre("o1", B), []).ejer == A
    assert lager.linjer("o1") == [LINJE, LINJE._replace(nr=2)]
    assert lager.linjer("o1", efter=1, antal=1) == [LINJE._replace(nr=2)]
    assert lager.antal_oenskede("o1") == 2
    lager.opret(ordre("o3"), [LINJE._replace(oensket_divergens=False)])
    assert lager.antal_oenskede("o3") == 0
    assert lager.skabelon("o1") == b"a;b"
    assert lager.ordre("o2") is None


def test_only_a_kladde_gets_other_content(lager: Ordrelager) -> None:
    lager.opret(ordre("o1"), [LINJE])
    assert lager.ret(ordre("o1")._replace(titel="En anden"), [])
    assert (lager.linjer("o1"), getattr(lager.ordre("o1"), "titel", "")) == ([], "En anden")
    assert lager.skift("o1", {KLADDE}, INDSENDT, indlaeg=word())
    assert not lager.ret(ordre("o1"), [LINJE])
    assert lager.linjer("o1") == []


def test_a_kladde_that_was_changed_meanwhile_is_not_changed_over_it(lager: Ordrelager) -> None:
    foer = lager.opret(ordre("o1"), [LINJE])
    foerste = foer._replace(titel="Den første", aendret="2026-11-24T11:00:00.001+00:00")
    assert lager.ret(foerste, [LINJE], pr=foer.aendret)
    assert not lager.ret(foer._replace(titel="Den anden"), [], pr=foer.aendret)
    assert lager.ordre("o1") == foerste
    assert lager.linjer("o1") == [LINJE]
    assert lager.ret(foerste._replace(titel="Den tredje"), [], pr=foerste.aendret)


def test_an_order_that_was_changed_meanwhile_does_not_go_on_by_what_was_looked_at(lager: Ordrelager) -> None:
    foer = lager.opret(ordre("o1"), [LINJE])
    efter = foer._replace(aendret="2026-11-25T10:00:00.001+00:00")
    assert lager.ret(efter, [], pr=foer.aendret)
    assert not lager.skift("o1", {KLADDE}, INDSENDT, indlaeg=word(), pr=foer.aendret)
    assert (lager.ordre("o1"), lager.traad("o1")) == (efter._replace(linjer=0), [])
    assert lager.skift("o1", {KLADDE}, INDSENDT, indlaeg=word(), pr=efter.aendret)


def test_orders_are_found_by_owner_and_state_the_newest_first(lager: Ordrelager) -> None:
    for uuid, ejer in (("o1", A), ("o2", B), ("o3", A)):
        lager.opret(ordre(uuid, ejer), [])
    lager.skift("o3", {KLADDE}, INDSENDT, indlaeg=word())
    assert [each.uuid for each in lager.ordrer()] == ["o3", "o2", "o1"]
    assert [each.uuid for each in lager.ordrer(ejer=A)] == ["o3", "o1"]
    assert [each.uuid for each in lager.ordrer(tilstande={INDSENDT, GODKENDT})] == ["o3"]
    assert [each.uuid for each in lager.ordrer(foer=3, antal=1)] == ["o2"]


def test_an_order_goes_only_from_where_it_stands(lager: Ordrelager) -> None:
    lager.opret(ordre("o1"), [])
    assert lager.skift("o1", {KLADDE}, INDSENDT, indlaeg=word("se her"))
    assert not lager.skift("o1", {KLADDE}, GODKENDT, indlaeg=word("nej"), plan=plan("o1", NU))
    assert lager.traad("o1") == [word("indsendt: se her")]
    assert lager.udfoerelser("o1") == []
    found = lager.ordre("o1")
    assert found is not None
    assert (found.tilstand, found.grund) == (INDSENDT, "se her")


@pytest.mark.parametrize("call", ["linjer", "skabelon", "traad", "udfoerelser", "optaelling"])
def test_an_order_that_is_not_there_is_refused(lager: Ordrelager, call: str) -> None:
    with pytest.raises(Brugsfejl, match="ORD-002"):
        getattr(lager, call)("o1")
    with pytest.raises(Brugsfejl, match="ORD-002"):
        lager.skriv("o1", word())


# --- carrying out ----------------------------------------------------------------------------------------------------


def test_what_is_due_comes_in_order_and_only_of_orders_under_way(lager: Ordrelager) -> None:
    begun(lager, "o1", NU, SENERE, "")
    begun(lager, "o2", "")
    lager.opret(ordre("o3"), [])
    assert [(each.ordre, each.nr) for each in lager.forfaldne(nu=NU)] == [("o1", 1), ("o1", 3), ("o2", 1)]
    assert [(each.ordre, each.nr) for each in lager.forfaldne(nu=SENERE, antal=2)] == [("o1", 1), ("o1", 2)]
    assert lager.naeste_tid() == NU
    lager.skift("o1", {I_GANG}, Ordretilstand.STOPPET, indlaeg=word())
    assert [each.ordre for each in lager.forfaldne(nu=SENERE)] == ["o2"]
    assert lager.naeste_tid() == ""


def test_what_came_of_it_is_kept(lager: Ordrelager) -> None:
    begun(lager, "o1", "", "", "")
    foerste, anden, tredje = lager.udfoerelser("o1")
    gjort = foerste._replace(tilstand=UDFOERT, fil=4, loebenumre=(7, 8), udfoert=NU)
    fejlet = anden._replace(tilstand=FEJLET, fejl="TST-003: nej")
    lager.afslut([gjort, fejlet])
    assert lager.udfoerelser("o1") == [gjort, fejlet, tredje]
    assert lager.udfoerelser("o1", tilstand=FEJLET) == [fejlet]
    assert lager.udfoerelser("o1", efter=1, antal=1) == [fejlet]
    assert lager.optaelling("o1") == {UDFOERT: 1, FEJLET: 1, VENTER: 1}
    assert lager.forfaldne(nu=NU) == [tredje]
    assert lager.venter("o1")
    lager.afslut([tredje._replace(tilstand=UDFOERT)])
    assert not lager.venter("o1")


def test_in_which_file_they_are_being_received_is_noted_of_just_those(lager: Ordrelager) -> None:
    begun(lager, "o1", "", "", "")
    foerste, anden, tredje = lager.udfoerelser("o1")
    lager.begynd("o1", [1, 3, 99], "910001/20261125/abc")
    assert [each.forsoeg for each in lager.udfoerelser("o1")] == ["910001/20261125/abc", "", "910001/20261125/abc"]
    assert [each._replace(forsoeg="") for each in lager.udfoerelser("o1")] == [foerste, anden, tredje]
    lager.begynd("o1", [], "x")
    with pytest.raises(Brugsfejl, match="ORD-002"):
        lager.begynd("o9", [1], "x")


def test_the_newest_terms_accepted_count(lager: Ordrelager) -> None:
    assert lager.accepteret(A) == ""
    lager.accepter(A, "1", hvem="x", tidspunkt=NU)
    lager.accepter(A, "2", hvem="x", tidspunkt=SENERE)
    assert (lager.accepteret(A), lager.accepteret(B)) == ("2", "")


def test_a_template_put_aside_again_is_its_next_version(lager: Ordrelager) -> None:
    gemt = Gemtskabelon(A, "Flytninger", 0, Gemtslags.ORDRE, Ordreart.HAENDELSE, 2, "x", NU)
    assert lager.gem_skabelon(gemt, b"en") == gemt._replace(version=1)
    ny = gemt._replace(antal=3, slags=Gemtslags.PERSONER, art=Ordreart.REPLIKA, oprettet=SENERE)
    assert lager.gem_skabelon(ny, b"to") == ny._replace(version=2)
    lager.gem_skabelon(gemt._replace(ejer=B), b"deres")
    lager.gem_skabelon(gemt._replace(navn="Andet"), b"andet")
    assert [(each.ejer, each.navn, each.version) for each in lager.gemte_skabeloner()] == [
        (A, "Andet", 1), (A, "Flytninger", 2), (B, "Flytninger", 1),
    ]  # fmt: skip
    assert [each.navn for each in lager.gemte_skabeloner(ejer=B)] == ["Flytninger"]
    assert lager.gemt_skabelon(A, "Flytninger") == (ny._replace(version=2), b"to")
    assert lager.gemt_skabelon(A, "Flytninger", 1) == (gemt._replace(version=1), b"en")
    assert lager.gemt_skabelon(A, "Flytninger", 3) is None
    assert (lager.glem_skabelon(A, "Flytninger"), lager.glem_skabelon(A, "Flytninger")) == (True, False)
    assert (lager.gemt_skabelon(A, "Flytninger"), lager.gemt_skabelon(B, "Flytninger")[1]) == (None, b"deres")  # type: ignore[index]
    assert lager.gem_skabelon(gemt, b"en").version == 1


# --- both alike ------------------------------------------------------------------------------------------------------

TILSTANDE = st.sampled_from(list(Ordretilstand))
SKRIDT = st.lists(
    st.one_of(
        st.tuples(st.just("opret"), st.integers(1, 4), st.sampled_from([A, B])),
        st.tuples(st.just("skift"), st.integers(1, 4), st.tuples(st.frozensets(TILSTANDE, max_size=4), TILSTANDE)),
        st.tuples(st.just("afslut"), st.integers(1, 4), st.integers(1, 3)),
        st.tuples(st.just("reserver"), st.integers(1, 6), st.sampled_from([A, B])),
        st.tuples(st.just("del"), st.integers(1, 6), st.sampled_from([A, B])),
    ),
    max_size=25,
)


def step(lager: Ordrelager, hvad: str, nr: int, andet: object) -> object:
    uuid = f"o{nr}"
    try:
        match hvad:
            case "opret":
                return lager.opret(ordre(uuid, str(andet)), [LINJE] * 1)
            case "skift":
                assert isinstance(andet, tuple)
                return lager.skift(uuid, andet[0], andet[1], indlaeg=word(hvad), plan=plan(uuid, "", NU, SENERE))
            case "afslut":
                fundne = lager.udfoerelser(uuid, antal=int(str(andet)))
                lager.afslut([each._replace(tilstand=UDFOERT, loebenumre=(each.nr,)) for each in fundne])
            case "reserver":
                lager.reserver([person(nr, str(andet))])
            case _:
                lager.ret_personer([person(nr, A, str(andet))])
    except Brugsfejl as fejl:
        return fejl.kode
    return None


def test_each_step_and_word_is_news_until_it_is_let_go_of(lager: Ordrelager) -> None:
    lager.opret(ordre("a"), [LINJE])
    assert lager.nyt(efter=0) == []
    assert lager.skift("a", {KLADDE}, I_GANG, indlaeg=word("nu"), side=Side.BESTILLER)
    assert not lager.skift("a", {KLADDE}, I_GANG, indlaeg=word("igen"))
    lager.skriv("a", word("hvornår?"), side=Side.OPERATOER)
    alle = lager.nyt(efter=0)
    assert [(each.nr, each.til, each.side, each.indlaeg) for each in alle] == [
        (1, I_GANG, Side.BESTILLER, word("nu")),
        (2, None, Side.OPERATOER, word("hvornår?")),
    ]
    assert {each.ordre for each in alle} == {lager.ordre("a")}
    assert (lager.nyt(efter=1), lager.nyt(efter=0, antal=1)) == (alle[1:], alle[:1])
    lager.glem_nyt(2)
    lager.skriv("a", word("igen"))
    assert [(each.nr, each.side) for each in lager.nyt(efter=0)] == [(3, Side.PROGRAMMET)]


@given(SKRIDT)
def test_sqlite_does_as_the_model_does(skridt: list[tuple[str, int, object]]) -> None:
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder, closing(open_ordrelager(_url("sqlite", Path(folder)))) as sqlite:
        model = HukommelseOrdrelager()
        for each in skridt:
            assert step(sqlite, *each) == step(model, *each)
        assert sqlite.ordrer() == model.ordrer()
        assert sqlite.forfaldne(nu=NU) == model.forfaldne(nu=NU)
        assert sqlite.naeste_tid() == model.naeste_tid()
        assert sqlite.find_personer(ejer=A) == model.find_personer(ejer=A)
        for uuid in [each.uuid for each in model.ordrer()]:
            assert sqlite.udfoerelser(uuid) == model.udfoerelser(uuid)
            assert sqlite.traad(uuid) == model.traad(uuid)
        assert sqlite.nyt(efter=0) == model.nyt(efter=0)


def test_the_migrations_give_the_schema() -> None:
    scripts = "".join(script for _, script in skema.migrationer(SKEMA.rum))
    assert scripts == skema.schema_script(SKEMA.rum)
