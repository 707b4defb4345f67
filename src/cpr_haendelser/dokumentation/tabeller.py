"""docs/poster.md and docs/koder.md: the record layouts and the code tables."""

from __future__ import annotations

from cpr_haendelser.cpr.koder import Kode, koder, tabeller
from cpr_haendelser.cpr.layouts import Posttype, posttyper
from cpr_haendelser.dokumentation.markdown import page, table

_POSTER = """Posttyperne i udtrækkene U12170-P og P12180, felt for felt, som programmet læser og skriver
dem. Positioner og længder er fra CPR-kontorets layout; en position er en byte i ISO-8859-1, den første er
1. To felter af samme navn i en post har fået hver sit feltnavn her."""
_ARTER = """Feltets art: *pnr* personnummer, *tid* ÅÅÅÅMMDDTTMM, *dato* ÅÅÅÅ-MM-DD, *dato8* ÅÅÅÅMMDD,
*maerke* usikkerheds- eller navnemarkering, *kode* en kode i [koder.md](koder.md), *tal*, *tekst*, *fast* en
fast værdi."""
_KODER = """Koderne, og hvor vi har dem fra. *fakta*: en kilde siger det; *slutning*: læst af data eller
programmer; *ukendt*: koden findes, men betydningen er ikke offentlig. En kode, der ikke står her, er data
og aldrig en fejl. Kilderne er forklaret i `src/cpr_haendelser/cpr/data/kilder.md`."""


def render_poster() -> str:
    """The page of record types."""
    alle = posttyper().values()
    oversigt = table(
        ("Post", "Navn", "Layout", "Længde", "Art", "Historik af", "Gruppe"),
        ((p.nummer, p.navn, p.layout, p.laengde, p.art, p.historik_af, p.gruppe) for p in alle),
    )
    return page("Posttyper og felter", _POSTER, _ARTER, oversigt, *(_posttype(posttype) for posttype in alle))


def _posttype(posttype: Posttype) -> str:
    rows = ((f.start, f.laengde, f"`{f.felt}`", f.navn if f.navn != f.felt else "", f.art) for f in posttype.felter)
    return f"## {posttype.nummer} {posttype.navn}\n\n" + table(("Pos.", "Længde", "Felt", "CPR's navn", "Art"), rows)


def render_koder() -> str:
    """The page of code tables."""
    return page("Kodetabeller", _KODER, *(_tabel(tabel) for tabel in tabeller()))


def _tabel(tabel: str) -> str:
    rows = (
        (f"`{k.kode}`" if k.kode else "(blank)", k.dansk, k.engelsk, _andet(k), k.sikkerhed, k.kilde, k.kildedato)
        for k in koder(tabel).values()
    )
    head = ("Kode", "Dansk", "Engelsk", "Andet", "Sikkerhed", "Kilde", "Dato")
    return f"## {tabel}\n\n" + table(head, rows)


def _andet(kode: Kode) -> str:
    return ", ".join(f"{name} {value}" for name, value in kode.andet.items())
