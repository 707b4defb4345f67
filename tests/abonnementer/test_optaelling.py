"""What a filter comes to over many messages, part by part."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cpr_haendelser.abonnementer.laesning import parse
from cpr_haendelser.abonnementer.optaelling import Optaelling
from cpr_haendelser.abonnementer.udtryk import Udtryk
from cpr_haendelser.abonnementer.vurdering import Sandhed, vurder
from cpr_haendelser.beskeder.kuvertfelter import Felter
from tests.abonnementer.test_krav import messages
from tests.abonnementer.udtryksgenerator import is_member, udtryk


@given(udtryk, st.lists(messages(), max_size=5))
def test_counting_comes_to_what_the_filter_comes_to(givet: Udtryk, beskeder: list[Felter]) -> None:
    optaelling = Optaelling(givet)
    for felter in beskeder:
        sandhed, led = optaelling.add(felter, is_member)
        assert sandhed is vurder(givet, felter, is_member)
        assert led in optaelling.led
    assert all(led.antal.total() == len(beskeder) for led in optaelling.led)
    assert optaelling.led[0].antal[Sandhed.SAND] == sum(
        vurder(givet, each, is_member) is Sandhed.SAND for each in beskeder
    )


def test_the_part_that_decides_is_named() -> None:
    optaelling = Optaelling(parse("kommune = '0999' AND (personhaendelse = '034' OR personhaendelse = '035')"))
    for kommune, kode, ventet in (
        ("0998", "034", "kommune = '0999'"),
        ("0999", "003", "OR"),
        ("0999", "035", "AND"),
    ):
        _, led = optaelling.add({"kommune": (kommune,), "personhaendelse": (kode,)}, is_member)
        assert led.tekst == ventet
    assert [(led.dybde, led.antal[Sandhed.SAND]) for led in optaelling.led] == [(0, 1), (1, 2), (1, 2), (2, 1), (2, 1)]
