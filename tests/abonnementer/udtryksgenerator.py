"""Any filter, over few values, so that filters and messages meet."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from hypothesis import strategies as st

from cpr_haendelser.abonnementer.udtryk import Blandt, Eller, Ikke, IListe, Lig, Og, Udtryk, Ulig
from cpr_haendelser.beskeder.kuvertfelter import HANDLING, OBJEKT, UDVIDELSE

NUMRE = ("6101901234", "6101904321", "6202921111")
LISTER = tuple(f"0a000000-0000-4000-8000-00000000000{nr}" for nr in range(3))
KODER = ("003", "005", "034", "000")
MEDLEMMER: Mapping[str, set[int | str]] = {
    LISTER[0]: {6101901234, 6202921111},
    LISTER[1]: {6101904321, "urn:oio:cvr-nr:11111111"},
}
"""The third list is empty."""
_FRI = "Beskedkuvert.Filtreringsdata."
VAERDIER = {
    "personnummer": NUMRE,
    "personhaendelse": KODER,
    "kommune": ("0999", "0998", "0101"),
    "adresse": ("0999:0123", "0999:0123:017A", "0998:0003:001"),
    OBJEKT: tuple(f"urn:oio:cpr-nr:{nummer}" for nummer in NUMRE),
    HANDLING: tuple(f"URN:oio:cpr:personhaendelse:{kode}" for kode in KODER),
    UDVIDELSE: tuple(f"urn:oio:cpr:personhaendelse:{kode}" for kode in KODER),
    f"{_FRI}TilladtModtager.URNIdentifikator": ("urn:oio:cvr:11111111", "it's", ""),
    f"{_FRI}ObjektRegistrering.OpgaveEmne.URNIdentifikator": ("urn:oio:kle:32.01.01",),
}


@st.composite
def comparisons(draw: st.DrawFn) -> Udtryk:
    """One comparison."""
    sti = draw(st.sampled_from(sorted(VAERDIER)))
    vaerdier = st.sampled_from(VAERDIER[sti])
    match draw(st.integers(0, 3)):
        case 0:
            return Lig(sti, draw(vaerdier))
        case 1:
            return Ulig(sti, draw(vaerdier))
        case 2:
            return Blandt(sti, tuple(draw(st.lists(vaerdier, min_size=1, max_size=3))))
        case _:
            return IListe(sti, draw(st.sampled_from(LISTER)))


def _within(led: st.SearchStrategy[Udtryk]) -> st.SearchStrategy[Udtryk]:
    flere = st.lists(led, min_size=2, max_size=3).map(tuple)
    return st.builds(Ikke, led) | st.builds(Og, flere) | st.builds(Eller, flere)


udtryk = st.recursive(comparisons(), _within, max_leaves=10)


def is_member(liste: str, vaerdi: int | str) -> bool:
    """Whether a value is in one of the lists."""
    return vaerdi in MEDLEMMER.get(liste, set())


def memberships(vaerdier: Collection[int | str]) -> dict[int | str, list[str]]:
    """As Postrum.medlemskaber: many at once."""
    fundne = {vaerdi: [liste for liste in LISTER if is_member(liste, vaerdi)] for vaerdi in vaerdier}
    return {vaerdi: lister for vaerdi, lister in fundne.items() if lister}
