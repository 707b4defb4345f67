"""What leaves and comes by the thousand is what pamqp would write and read."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from pamqp import body, commands, frame, header
from pamqp.frame import FrameTypes

from cpr_haendelser.fordeling.amqp import indhold
from cpr_haendelser.fordeling.amqp.rammer import Rammer

KANALER, NUMRE = st.integers(1, 2**16 - 1), st.integers(0, 2**63 - 1)
NAVNE = st.text(st.characters(codec="utf-8"), min_size=1, max_size=60)


@given(KANALER, NAVNE, NUMRE, NAVNE, st.booleans())
def test_a_delivery_is_as_pamqp_writes_it(kanal: int, forbruger: str, nummer: int, dueslag: str, igen: bool) -> None:  # noqa: FBT001
    ventet = frame.marshal(commands.Basic.Deliver(forbruger, nummer, igen, "", dueslag), kanal)
    assert indhold.deliver(kanal, forbruger, nummer, dueslag, igen=igen) == ventet


@given(KANALER, st.binary(max_size=100), NAVNE, st.integers(9, 60))
def test_header_and_body_are_as_pamqp_writes_them(kanal: int, krop: bytes, besked_id: str, ramme: int) -> None:
    egenskaber = commands.Basic.Properties(content_type="application/xml", delivery_mode=2, message_id=besked_id)
    piece = ramme - 8
    rammer: list[FrameTypes] = [
        header.ContentHeader(0, len(krop), egenskaber),
        *(body.ContentBody(krop[start : start + piece]) for start in range(0, len(krop), piece)),
    ]
    ventet = b"".join(frame.marshal(each, kanal) for each in rammer)
    assert b"".join(indhold.content(kanal, krop, besked_id, ramme)) == ventet


@given(KANALER, NUMRE, st.booleans())
def test_an_ack_is_read_as_pamqp_reads_it(kanal: int, nummer: int, multiple: bool) -> None:  # noqa: FBT001
    raw = frame.marshal(commands.Basic.Ack(nummer, multiple), kanal)
    rammer = Rammer()
    rammer.feed(raw)
    [(fra, laest)] = rammer.frames()
    assert fra == kanal
    assert isinstance(laest, commands.Basic.Ack)
    assert frame.marshal(laest, kanal) == raw
