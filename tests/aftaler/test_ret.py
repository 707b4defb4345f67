"""What the agreements of one system let it have: as asking each agreement, and equal where the same is allowed."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpr_haendelser.aftaler.hold import bare_cvr, find, is_in_force
from cpr_haendelser.aftaler.model import OPSLAG, Aftaletilstand, Serviceaftale
from cpr_haendelser.aftaler.ret import INGEN, Ret
from tests.aftaler.test_hold import AFTALE, ALT, BESKED, DAG, SYSTEM, TYPE, agreements


@given(
    st.lists(agreements().map(lambda aftale: aftale._replace(system=SYSTEM)), max_size=5),
    st.sampled_from(("11111111", "33333333", "urn:oio:cvr:11111111", "")),
    st.sampled_from(("034", "005", "003")),
)
def test_it_allows_what_asking_each_agreement_allows(aftaler: list[Serviceaftale], myndighed: str, kode: str) -> None:
    besked = BESKED._replace(myndighed=myndighed, kode=kode)
    ret = Ret(aftaler, DAG)
    for _ in "once", "again":
        assert ret.allows(besked) == (find(aftaler, SYSTEM, besked, DAG) is not None)
    if ret.allows(besked):
        assert bare_cvr(myndighed) in ret.myndigheder
        assert ret.koder is None or kode in ret.koder


def test_it_names_authorities_and_codes_of_what_is_in_force() -> None:
    ret = Ret([AFTALE, AFTALE._replace(myndighed="urn:oio:cvr:33333333", koder=frozenset({"005"}))], DAG)
    assert (ret.myndigheder, ret.koder) == (("11111111", "33333333"), frozenset({"034", "035", "005"}))
    assert Ret([AFTALE._replace(koder=ALT)], DAG).koder is None
    ingen = Ret([AFTALE._replace(tilstand=Aftaletilstand.OPSAGT)], DAG)
    assert (ingen.myndigheder, ingen.koder, ingen.allows(BESKED)) == ((), frozenset(), False)
    assert ingen == INGEN


@pytest.mark.parametrize(
    ("felt", "vaerdi", "gaelder"),
    [
        ("tilstand", Aftaletilstand.ANMODET, False),
        ("gyldig_fra", DAG, True),
        ("gyldig_fra", "2026-11-25", False),
        ("gyldig_til", DAG, True),
        ("gyldig_til", "2026-11-23", False),
        ("gyldig_til", "", True),
        ("service", "BeskedAfsend", False),
    ],
)
def test_an_agreement_is_in_force_between_its_days(felt: str, vaerdi: Any, gaelder: bool) -> None:  # noqa: FBT001
    assert is_in_force(AFTALE._replace(**{felt: vaerdi}), DAG) is gaelder


def test_two_are_equal_where_the_same_is_allowed() -> None:
    en = Ret([AFTALE], DAG)
    assert en == Ret([AFTALE._replace(id="2", gyldig_til="", version="3.0"), AFTALE], DAG)
    assert hash(en) == hash(Ret([AFTALE, AFTALE], "2026-06-01"))
    assert en != Ret([AFTALE], "2027-01-01") == INGEN
    assert en != Ret([AFTALE._replace(koder=ALT)], DAG)
    assert en != AFTALE


def test_persons_may_be_read_as_a_whole_where_an_agreement_says_so_whatever_its_codes() -> None:
    snapshot = AFTALE._replace(snapshot=True)
    assert not Ret([AFTALE], DAG).snapshot_aftale(BESKED)
    assert Ret([AFTALE, snapshot], DAG).snapshot_aftale(BESKED._replace(kode="005"))
    for felt, vaerdi in (
        ("beskedtype", "0f"),
        ("myndighed", "33333333"),
        ("foelsomhed", TYPE),
        ("afsender", "33333333"),
    ):
        forkert: dict[str, Any] = {felt: vaerdi}
        assert not Ret([snapshot], DAG).snapshot_aftale(BESKED._replace(**forkert))
    assert not Ret([snapshot], "2027-01-01").snapshot_aftale(BESKED)


def test_what_is_for_some_organisations_alone_is_allowed_to_theirs() -> None:
    egen, anden = Ret([AFTALE], DAG, "22222222"), Ret([AFTALE._replace(snapshot=True)], DAG, "33333333")
    fortrolig = BESKED._replace(kreds=("11111111", "22222222"))
    assert egen.allows(fortrolig)
    assert anden.allows(BESKED)
    assert not anden.allows(fortrolig)
    assert anden.snapshot_aftale(BESKED)
    assert not anden.snapshot_aftale(fortrolig)
    assert egen != Ret([AFTALE], DAG, "33333333")
    assert Ret((), DAG, "22222222") == INGEN


OPSLAGSAFTALE = AFTALE._replace(
    id="opslag", service=OPSLAG, beskedtyper=frozenset(), koder=frozenset(), foelsomhed=frozenset()
)


def test_looking_up_asks_for_an_agreement_about_looking_up() -> None:
    assert Ret([OPSLAGSAFTALE], DAG).opslag_aftale(BESKED) == "opslag"
    assert Ret([AFTALE._replace(snapshot=True), OPSLAGSAFTALE], DAG).opslag_aftale(BESKED) == "opslag"
    for aftale in (
        AFTALE._replace(snapshot=True),
        OPSLAGSAFTALE._replace(service="BeskedAfsend"),
        OPSLAGSAFTALE._replace(tilstand=Aftaletilstand.ANMODET),
        OPSLAGSAFTALE._replace(gyldig_til="2026-11-23"),
        OPSLAGSAFTALE._replace(gyldig_fra="2026-11-25"),
        OPSLAGSAFTALE._replace(myndighed="33333333"),
        OPSLAGSAFTALE._replace(foelsomhed=frozenset({TYPE})),
    ):
        assert not Ret([aftale], DAG).opslag_aftale(BESKED)
    assert not Ret([OPSLAGSAFTALE._replace(myndighed="")], DAG).opslag_aftale(BESKED._replace(myndighed=""))


def test_an_agreement_about_looking_up_lets_no_haendelse_through() -> None:
    alt = OPSLAGSAFTALE._replace(beskedtyper=ALT, koder=ALT, foelsomhed=ALT, snapshot=True)
    ret = Ret([alt], DAG)
    assert ret == INGEN
    assert (ret.allows(BESKED), ret.snapshot_aftale(BESKED), ret.myndigheder) == (False, "", ())
    assert find([alt], SYSTEM, BESKED, DAG) is None


def test_whom_an_organisation_alone_may_see_its_systems_alone_look_up() -> None:
    fortrolig = BESKED._replace(kreds=("22222222",))
    assert Ret([OPSLAGSAFTALE], DAG, "22222222").opslag_aftale(fortrolig) == "opslag"
    assert not Ret([OPSLAGSAFTALE], DAG, "33333333").opslag_aftale(fortrolig)
