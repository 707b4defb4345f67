"""The bytes of the audit and the chain over them."""

from __future__ import annotations

import json
from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from cpr_haendelser.revision.kaede import begin, compute_hash, forge
from cpr_haendelser.revision.kanonisk import group, read_poster, write
from cpr_haendelser.revision.pakning import pack, unpack
from cpr_haendelser.revision.post import TOM, Revisionspost, Slags

ANNA, BENT = 6101900001, 7
tekster = st.sampled_from(["", "a", "æ\n\"'", "system-1"])
poster = st.lists(
    st.builds(
        Revisionspost,
        slags=st.just(Slags.VIDEREGIVELSE),
        handling=st.sampled_from(["person.aabn", "log.laes"]),
        hvem=tekster,
        system=tekster,
        myndighed=tekster,
        aftale=tekster,
        kanal=tekster,
        sag=tekster,
        felter=st.sampled_from([(), ("navn", "adresse")]),
        detaljer=st.sampled_from([(), (("fil", "1"), ("grund", "en\nklage"))]),
        pnr=st.sampled_from([ANNA, BENT, 0]),
        loebenummer=st.integers(0, 3),
        forsoeg=st.integers(0, 2),
    ).map(lambda post: post if post.pnr else post._replace(loebenummer=0, forsoeg=0)),
    max_size=12,
)


@given(poster, st.sampled_from(["", "2026-11-25T00:00:00Z"]))
def test_what_is_written_is_read_again(alle: list[Revisionspost], tid: str) -> None:
    indhold = write(group(alle), tid)
    assert list(read_poster(Slags.VIDEREGIVELSE, indhold)) == [(tid, post) for post in alle]
    assert unpack(pack(indhold)) == indhold
    assert sum(gruppe.antal for gruppe in group(alle)) == len(alle)


def test_a_link_is_a_few_lines_of_json() -> None:
    post = Revisionspost(Slags.VIDEREGIVELSE, "log.laes", hvem="system:s", system="s", felter=("navn",))
    alle = [post._replace(pnr=ANNA, loebenummer=7), post._replace(pnr=BENT, loebenummer=8), post]
    assert write(group(alle)).decode() == (
        '{"felter":["navn"],"handling":"log.laes","hvem":"system:s","system":"s"}\n'
        '["6101900001",7]\n'
        '["0000000007",8]\n'
        '{"felter":["navn"],"handling":"log.laes","hvem":"system:s","system":"s"}\n'
    )


def test_anybody_can_compute_a_links_hash() -> None:
    foerste = begin("0b5b8a5e", 3, "2026-11-25T10:00:00Z")
    led = forge(foerste.hoved, Slags.AENDRING, group([Revisionspost(Slags.AENDRING, "x")]), "2026-11-25T10:00:01Z")
    bytes_ = foerste.hash + b"2\n2026-11-25T10:00:01Z\naendring\n1\n" + b'{"handling":"x"}\n'
    assert led.hash == sha256(bytes_).digest() == compute_hash(led)
    assert json.loads(foerste.indhold)["detaljer"] == {"kaede": "0b5b8a5e", "leveringer_foer": "3"}
    assert foerste.forrige == TOM.hash == bytes(32)


def test_a_clock_that_has_gone_back_does_not_take_the_chain_along() -> None:
    foerste = begin("0b5b8a5e", 0, "2026-11-25T10:00:00Z")
    grupper = group([Revisionspost(Slags.AENDRING, "x")])
    led = forge(foerste.hoved, Slags.AENDRING, grupper, "2026-11-25T09:00:00Z")
    assert led.tidspunkt == "2026-11-25T10:00:00Z"
    assert [tid for tid, _ in read_poster(led.slags, led.indhold)] == ["2026-11-25T09:00:00Z"]
