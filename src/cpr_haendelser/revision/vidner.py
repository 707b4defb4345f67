"""Rows of the post room beside the audit, held against the entries that were written with them.

A row bears witness: what its entry must have said. Entries that the audit had before fingerprints of secrets stood in
them, and rows that are older than what is kept of it, can be compared in part or not at all: they are counted.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

from cpr_haendelser.revision.post import Hoved, Revisionspost, Slags

AFTRYK = "aftryk"
"""The detail with the fingerprint (keyed, so that it says nothing to who has the audit alone) of what is secret."""
FOER = "foer"
"""The detail with what was before, which the row itself does not know."""


class Vidne(NamedTuple):
    """What a row says: the entry that it came with, as it would be written of the row as it is now."""

    tid: str
    """When that was; empty: the row does not say."""
    post: Revisionspost


class Vidner(NamedTuple):
    """All rows at one moment."""

    hoved: Hoved
    """The head of the chain then."""
    vidner: tuple[Vidne, ...]


class Sagt(NamedTuple):
    """An entry that tells of a row."""

    led: int
    tid: str
    post: Revisionspost

    @property
    def aftryk(self) -> str:
        """Its fingerprint; empty: it is from before there were any."""
        return _print(self.post)


class Uens(NamedTuple):
    """A row and the audit say different things."""

    led: int
    """The link that tells of it; 0: none does."""
    tekst: str
    """Danish."""


class _Emne(NamedTuple):
    """What entries and rows of one kind say, row by row."""

    sagt: list[Sagt]
    set_: list[Vidne]
    is_old: Callable[[str], bool]
    """Whether a row of that time (empty: it does not say) may be told of nowhere: it may be from before the audit."""


def _print(post: Revisionspost) -> str:
    return dict(post.detaljer).get(AFTRYK, "")


def kind_of(post: Revisionspost) -> str:
    """Which kind of row an entry came with; empty: none."""
    if post.slags is not Slags.AENDRING:
        return ""
    detaljer = dict(post.detaljer)
    if post.handling.startswith("aftale.") and "tidspunkt" in detaljer and "sha256" not in detaljer:
        return "tilfoejet"
    if post.handling == "backup.gendan" and "gendannet" not in detaljer:
        return ""
    return _HANDLINGER.get(post.handling, "")


class Afhoering:
    """Hears what links tell, then holds the rows against it."""

    def __init__(self, bortfaldet_til: str) -> None:
        """`bortfaldet_til`: the time of the last link that was removed; empty: none was."""
        self._bortfaldet_til, self._begyndt = bortfaldet_til, ""
        self._sagt: dict[str, list[Sagt]] = defaultdict(list)
        self._hele = False
        """Whether it tells of the set-up's first version: then there is nothing from before it."""

    def hear(self, sagt: Sagt) -> None:
        """An entry, in order."""
        if sagt.post.slags is Slags.BEGYNDELSE:
            self._begyndt = sagt.tid
        elif dict(sagt.post.detaljer).get("version") == "1" and "sha256" in dict(sagt.post.detaljer):
            self._hele = True
        elif slags := kind_of(sagt.post):
            self._sagt[slags].append(sagt)

    def hold(self, vidner: Iterable[Vidne]) -> tuple[list[Uens], int]:
        """What is not alike, and how many rows cannot be compared, or not wholly."""
        sete: dict[str, list[Vidne]] = defaultdict(list)
        for vidne in vidner:
            sete[kind_of(vidne.post)].append(vidne)
        uens: list[Uens] = []
        usammenlignelige = 0
        for slags, compare in _SAMMENLIGNERE.items():
            for fundet in compare(_Emne(self._sagt[slags], sete[slags], self._is_old)):
                if fundet is None:
                    usammenlignelige += 1
                else:
                    uens.append(fundet)
        return uens, usammenlignelige

    def _is_old(self, tid: str) -> bool:
        return not self._hele and (not tid or tid < self._begyndt or tid <= self._bortfaldet_til)


_Fundet = Iterator[Uens | None]
"""None: a row that cannot be compared."""


def _compare_appended(emne: _Emne) -> _Fundet:
    """What is only ever appended (steps and words of agreements, chosen settings) stands as often as in the audit."""
    set_ = Counter(_all_of(each.tid, each.post) for each in emne.set_)
    for sagt in emne.sagt:
        noegle = _all_of(sagt.tid, sagt.post)
        if set_[noegle]:
            set_[noegle] -= 1
        else:
            yield Uens(sagt.led, f"{_appended(sagt.tid, sagt.post)} er ændret eller fjernet uden om sporet.")
    for vidne in emne.set_:
        noegle = _all_of(vidne.tid, vidne.post)
        if set_[noegle]:
            set_[noegle] -= 1
            tekst = f"{_appended(vidne.tid, vidne.post)} er sat ind eller ændret uden om sporet."
            yield _unless_old(vidne, emne, tekst)


def _all_of(tid: str, post: Revisionspost) -> tuple[str, Revisionspost]:
    return tid, post._replace(detaljer=tuple(sorted(each for each in post.detaljer if each[0] != FOER)))


def _appended(tid: str, post: Revisionspost) -> str:
    return f"{post.sag}: {post.handling} ({tid})"


def _compare_keys(emne: _Emne) -> _Fundet:
    """Each API key is as it was made, and closed where it was closed, then and only then."""
    lavede = {each.post.sag: each for each in emne.sagt if each.post.handling == LAVET}
    lukkede = {each.post.sag: each for each in emne.sagt if each.post.handling == LUKKET}
    raekker = {each.post.sag: each for each in emne.set_ if each.post.handling == LAVET}
    er_lukket = {each.post.sag: each.tid for each in emne.set_ if each.post.handling == LUKKET}
    for sag, sagt in lavede.items():
        if sag not in raekker:
            yield Uens(sagt.led, f"{sag} er fjernet uden om sporet.")
        elif _without_print(sagt.tid, sagt.post) != _without_print(raekker[sag].tid, raekker[sag].post):
            yield Uens(sagt.led, f"{sag} er ændret uden om sporet.")
        elif not sagt.aftryk:
            yield None
        elif sagt.aftryk != _print(raekker[sag].post):
            yield Uens(sagt.led, f"{sag} er skiftet ud med en anden nøgle uden om sporet.")
    for sag in lukkede.keys() - raekker.keys() - lavede.keys():
        yield Uens(lukkede[sag].led, f"{sag} er fjernet uden om sporet.")
    for sag, vidne in raekker.items():
        if sag not in lavede:
            yield _unless_old(vidne, emne, f"{sag} er sat ind uden om sporet.")
        yield from _compare_closing(sag, lukkede.get(sag), er_lukket.get(sag, ""), emne)


def _compare_closing(sag: str, sagt: Sagt | None, lukket: str, emne: _Emne) -> _Fundet:
    if sagt is not None and not lukket:
        yield Uens(sagt.led, f"{sag} er lukket i sporet, men åbnet igen i databasen.")
    elif sagt is not None and lukket != sagt.tid:
        yield Uens(sagt.led, f"{sag} er lukket på et andet tidspunkt i databasen end i sporet.")
    elif sagt is None and lukket and not emne.is_old(lukket):
        yield Uens(0, f"{sag} er lukket uden om sporet.")


def _without_print(tid: str, post: Revisionspost) -> tuple[str, Revisionspost]:
    return tid, post._replace(detaljer=tuple(sorted(each for each in post.detaljer if each[0] != AFTRYK)))


def _compare_logins(emne: _Emne) -> _Fundet:
    """What proves each user is what was told of last."""
    sidste = {each.post.sag: each for each in emne.sagt}
    raekker = {each.post.sag: _print(each.post) for each in emne.set_}
    for sag, sagt in sidste.items():
        if sag not in raekker:
            yield Uens(sagt.led, f"{sag}: det, der beviser brugeren, er fjernet uden om sporet.")
        elif not sagt.aftryk:
            yield None
        elif sagt.aftryk != raekker[sag]:
            yield Uens(sagt.led, f"{sag}: adgangskode eller godkendelsesapp er skiftet uden om sporet.")
    for vidne in emne.set_:
        if vidne.post.sag not in sidste:
            tekst = f"{vidne.post.sag}: adgangskode eller godkendelsesapp er sat ind uden om sporet."
            yield _unless_old(vidne, emne, tekst)


def _compare_sessions(emne: _Emne) -> _Fundet:
    """Each login that is kept was told of when it was made; those that are over are kept no more."""
    sagte = {(each.tid, each.post.sag, each.aftryk) for each in emne.sagt}
    for vidne in emne.set_:
        if (vidne.tid, vidne.post.sag, _print(vidne.post)) in sagte:
            continue
        gammelt = (vidne.tid, vidne.post.sag, "") in sagte
        yield (
            None
            if gammelt
            else _unless_old(
                vidne, emne, f"{vidne.post.sag}: et login ({vidne.tid}) er sat ind eller ændret uden om sporet."
            )
        )


def _compare_restorings(emne: _Emne) -> _Fundet:
    """Each restoring is marked, and released only where the audit says by whom."""
    sagte = [_which(each.post) for each in emne.sagt]
    sete = [_which(each.post) for each in emne.set_]
    for sagt in emne.sagt:
        if _which(sagt.post) not in sete:
            yield Uens(sagt.led, f"mærket efter {_restoring(sagt.post)} er fjernet uden om sporet.")
    for vidne in emne.set_:
        if _which(vidne.post) not in sagte:
            hvilken = _restoring(vidne.post)
            frigivet = vidne.post.handling == FRIGIVET
            tekst = f"{hvilken} er frigivet uden om sporet." if frigivet else f"{hvilken} står ikke i sporet."
            yield _unless_old(vidne, emne, tekst)


def _compare_lists(emne: _Emne) -> _Fundet:
    """Each value list is as it was changed last, and holds as many values as were put in and not taken out."""
    sidste = {each.post.sag: each for each in emne.sagt}
    hele = {each.post.sag for each in emne.sagt if dict(each.post.detaljer)["version"] == "0"}
    antal: Counter[str] = Counter()
    for sagt in emne.sagt:
        antal[sagt.post.sag] += _number(sagt.post, "til") - _number(sagt.post, "fra")
    raekker = {each.post.sag: each.post for each in emne.set_}
    for sag, sagt in sidste.items():
        if sag not in raekker:
            yield Uens(sagt.led, f"{sag}: værdilisten er fjernet uden om sporet.")
        elif _of_list(sagt.post) != _of_list(raekker[sag]):
            yield Uens(sagt.led, f"{sag}: værdilisten er ændret uden om sporet.")
        elif sag in hele and antal[sag] != _number(raekker[sag], "til"):
            yield Uens(sagt.led, f"{sag}: der er taget værdier ind i eller ud af listen uden om sporet.")
    for vidne in emne.set_:
        if vidne.post.sag not in sidste:
            yield _unless_old(vidne, emne, f"{vidne.post.sag}: værdilisten er sat ind uden om sporet.")


def _number(post: Revisionspost, navn: str) -> int:
    return int(dict(post.detaljer)[navn])


def _of_list(post: Revisionspost) -> dict[str, str]:
    return {navn: value for navn, value in post.detaljer if navn not in {"til", "fra"}}


def _which(post: Revisionspost) -> tuple[str, str]:
    return post.handling, dict(post.detaljer)["gendannet"]


def _restoring(post: Revisionspost) -> str:
    return f"gendannelsen {dict(post.detaljer)['gendannet']}"


def _unless_old(vidne: Vidne, emne: _Emne, tekst: str) -> Uens | None:
    """None where the row is from before what is kept of the audit."""
    return None if emne.is_old(vidne.tid) else Uens(0, tekst)


LAVET, LUKKET, FRIGIVET = "noegle.opret", "noegle.luk", "gendannelse.frigiv"
_HANDLINGER: Mapping[str, str] = MappingProxyType(
    {
        LAVET: "noegle",
        LUKKET: "noegle",
        "bruger.adgang": "login",
        "bruger.login": "session",
        "liste.gem": "liste",
        "liste.ret": "liste",
        "backup.gendan": "gendannelse",
        FRIGIVET: "gendannelse",
        "indstilling.ret": "tilfoejet",
    }
)
_SAMMENLIGNERE: Mapping[str, Callable[[_Emne], _Fundet]] = MappingProxyType(
    {
        "tilfoejet": _compare_appended,
        "noegle": _compare_keys,
        "login": _compare_logins,
        "session": _compare_sessions,
        "liste": _compare_lists,
        "gendannelse": _compare_restorings,
    }
)
