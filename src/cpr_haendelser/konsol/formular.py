"""Forms as browsers send them, with and without a file: bounded, and never on disk."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import parse_qsl

from starlette.formparsers import MultiPartException, MultiPartParser

from cpr_haendelser.fejl import Brugsfejl

if TYPE_CHECKING:
    from starlette.requests import Request

_FLEST_FELTER = 300
_LAESES_TIL_ENDE = 256 * 1024 * 1024
"""So much of a form that is too long is read and forgotten, so that the browser hears the answer."""


class Formular(NamedTuple):
    """A form that was sent."""

    felter: Mapping[str, str]
    """The last value of each field."""
    alle: tuple[tuple[str, str], ...]
    """Every field with every value, in order."""
    filer: Mapping[str, bytes]
    """The files that were chosen; those left empty are not there."""

    def several(self, navn: str) -> list[str]:
        """Every value of a field."""
        return [vaerdi for felt, vaerdi in self.alle if felt == navn]


TOM = Formular({}, (), {})


async def read_form(request: Request, hoejst: int) -> Formular:
    """The form of a call; Brugsfejl WEB-413 where it is too long, WEB-400 where it is none."""
    stroem = _bounded(request, hoejst)
    if request.headers.get("content-type", "").startswith("multipart/form-data"):
        return await _multipart(request, stroem, hoejst)
    krop = b"".join([bid async for bid in stroem])
    try:
        par = parse_qsl(krop.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=_FLEST_FELTER)
    except ValueError:
        raise Brugsfejl("WEB-413", f"Formularen har for mange felter; højst {_FLEST_FELTER}.") from None
    return Formular(dict(par), tuple(par), {})


async def _bounded(request: Request, hoejst: int) -> AsyncIterator[bytes]:
    """The body bit by bit, as long as it is not too long."""
    laest = 0
    async for bid in request.stream():
        laest += len(bid)
        if laest <= hoejst:
            yield bid
        elif laest > _LAESES_TIL_ENDE:
            break
    if laest > hoejst:
        raise Brugsfejl("WEB-413", f"Formularen er for lang; højst {hoejst} byte. Intet er ændret.")


async def _multipart(request: Request, stroem: AsyncIterator[bytes], hoejst: int) -> Formular:
    laeser = MultiPartParser(
        request.headers, _as_generator(stroem), max_files=1, max_fields=_FLEST_FELTER, max_part_size=hoejst
    )
    # What is refused is kept nowhere, not in a temporary file either.
    laeser.spool_max_size = hoejst + 1
    try:
        form = await laeser.parse()
    except (MultiPartException, KeyError):
        raise Brugsfejl("WEB-400", "formularen kan ikke læses; hent siden igen, og prøv en gang til.") from None
    try:
        par = tuple((navn, vaerdi) for navn, vaerdi in form.multi_items() if isinstance(vaerdi, str))
        filer = {navn: await each.read() for navn, each in form.multi_items() if not isinstance(each, str)}
    finally:
        await form.close()
    return Formular(dict(par), par, {navn: indhold for navn, indhold in filer.items() if indhold})


async def _as_generator(stroem: AsyncIterator[bytes]):  # type: ignore[no-untyped-def]  # noqa: ANN202 - starlette asks for a generator
    async for bid in stroem:
        yield bid
