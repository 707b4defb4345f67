"""The page that is left when no other can be drawn: it needs no template, no catalogue, no session and no database.

It is read when the program starts, and says the same in both languages: who asks in which is not asked any more.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files

from starlette.responses import HTMLResponse, Response

from cpr_haendelser.cpr.vagt import Miljoe

MILJOEORD: Mapping[Miljoe, tuple[str, str]] = {
    Miljoe.EXTTEST: ("ExtTest: kun opdigtede personer", "ExtTest: made-up persons only"),
    Miljoe.PRODUKTION: ("Produktion: rigtige personer", "Produktion: real persons"),
}
"""What the environment is called on every page, in Danish and in English."""
_SIDE = (files(__package__) / "statisk" / "noedside.html").read_text("utf-8")


def last_resort(miljoe: Miljoe) -> Response:
    """The page, with its code (WEB-500) and the environment."""
    dansk, engelsk = MILJOEORD[miljoe]
    side = _SIDE.replace("«miljoe»", miljoe.value).replace("«dansk»", dansk).replace("«engelsk»", engelsk)
    return HTMLResponse(side, 500)
