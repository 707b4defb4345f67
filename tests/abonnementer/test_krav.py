"""What a filter demands never rules out a message that it is true for."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from cpr_haendelser.abonnementer.krav import ALTID, FLESTE, INTET, Krav, to_krav
from cpr_haendelser.abonnementer.laesning import parse
from cpr_haendelser.abonnementer.udtryk import Udtryk
from cpr_haendelser.abonnementer.vurdering import Sandhed, vurder
from cpr_haendelser.beskeder.kuvertfelter import HANDLING, OBJEKT, UDVIDELSE, Felter
from tests.abonnementer.udtryksgenerator import KODER, LISTER, NUMRE, VAERDIER, is_member, udtryk


@st.composite
def messages(draw: st.DrawFn) -> Felter:
    """The values of a message: code and person in all the forms that it has them, the rest or not."""
    kode, nummer = draw(st.sampled_from(KODER)), draw(st.sampled_from(NUMRE))
    felter: dict[str, tuple[str, ...]] = {
        "personhaendelse": (kode,),
        "personnummer": (nummer,),
        OBJEKT: (f"urn:oio:cpr-nr:{nummer}",),
        draw(st.sampled_from((HANDLING, UDVIDELSE))): (f"urn:oio:cpr:personhaendelse:{kode}",),
    }
    for sti in sorted(VAERDIER.keys() - {"personhaendelse", "personnummer", OBJEKT, HANDLING, UDVIDELSE}):
        vaerdier = draw(st.lists(st.sampled_from(VAERDIER[sti]), max_size=2, unique=True))
        felter |= {sti: tuple(vaerdier)} if vaerdier else {}
    return felter


def holds(krav: Krav, felter: Felter) -> bool:
    """Whether what is demanded is so."""
    nummer = int(felter["personnummer"][0])
    if krav.koder is not None and felter["personhaendelse"][0] not in krav.koder:
        return False
    if krav.numre is None:
        return True
    return nummer in krav.numre or any(is_member(liste, nummer) for liste in krav.lister or ())


@settings(max_examples=500)
@given(udtryk, messages())
def test_a_filter_that_is_true_has_an_alternative_that_holds(givet: Udtryk, felter: Felter) -> None:
    if vurder(givet, felter, is_member) is Sandhed.SAND:
        assert any(holds(krav, felter) for krav in to_krav(givet))


@settings(max_examples=500)
@given(udtryk, messages())
def test_where_the_demand_is_the_whole_of_it_the_filter_is_true(givet: Udtryk, felter: Felter) -> None:
    if any(krav.eksakt and holds(krav, felter) for krav in to_krav(givet)):
        assert vurder(givet, felter, is_member) is Sandhed.SAND


@settings(max_examples=200)
@given(udtryk)
def test_there_are_few_alternatives(givet: Udtryk) -> None:
    assert len(to_krav(givet)) <= FLESTE


def test_what_is_usual_is_demanded_wholly() -> None:
    tekst = f"personhaendelse IN ('034', '035') AND personnummer IN VÆRDILISTE('{LISTER[0]}')"
    assert to_krav(parse(tekst)) == (Krav(frozenset({"034", "035"}), frozenset(), frozenset({LISTER[0]}), eksakt=True),)


def test_what_says_nothing_of_code_or_person_demands_nothing() -> None:
    assert to_krav(parse("kommune = '0999'")) == (INTET,)
    assert to_krav(parse("NOT personhaendelse = '034'")) == (INTET,)
    assert to_krav(None) == (ALTID,)
