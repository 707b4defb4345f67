"""What `status` shows, in words and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from rich.markup import escape
from rich.table import Table

from cpr_haendelser import __version__
from cpr_haendelser.app.status import Status
from cpr_haendelser.cli.skaerm import count, table
from cpr_haendelser.cli.vaerdityper import to_clock
from cpr_haendelser.fordeling.grunde import to_words
from cpr_haendelser.overblik.model import Dueslagsblik, Overblik
from cpr_haendelser.storage.lager import Leverance

_ENHEDER = ((86400, "d"), (3600, "t"), (60, "min"), (1, "s"))


def show(status: Status) -> Iterator[Table | str]:
    """The parts, in order."""
    overblik = status.overblik
    yield f"cpr-haendelser {__version__}, {overblik.miljoe}, {overblik.tidspunkt:%Y-%m-%d %H:%M:%S}"
    yield _log(overblik)
    yield "\n".join(_file(fil) for fil in overblik.filer) or "Filer: ingen er modtaget endnu."
    if overblik.kun_fingeraftryk:
        yield (
            f"Certifikater: {count(overblik.kun_fingeraftryk)} it-systemer har et, der kun kendes på fingeraftrykket;"
            " der siges ikke til, før det udløber (haendelser certifikat add)"
        )
    yield f"Leverer: {', '.join(status.processer) or 'ingen lige nu (haendelser serve)'}"
    yield ""
    yield _dueslag(overblik) if overblik.dueslag else "Der er ingen dueslag; `haendelser setup` opretter dem."
    yield ""
    yield "Kræver opmærksomhed:" if status.opmaerksomhed else "Intet kræver opmærksomhed."
    for sag in status.opmaerksomhed:
        yield escape(f"- {sag.tekst}\n  {sag.goer}")


def _log(overblik: Overblik) -> str:
    mangler = f"; {count(overblik.mangler)} er ikke fordelt endnu" if overblik.mangler else ""
    uden = overblik.uden_modtager
    uden_modtager = f"\nUden modtager: {count(uden)} (haendelser uden-modtager)" if uden else ""
    return (
        f"Log: sidste løbenummer {count(overblik.sidste_loebenummer)}, fordelt til {count(overblik.position)}{mangler}"
        f"{uden_modtager}"
    )


def _file(fil: Leverance) -> str:
    return f"Fil: {fil.filnavn}, nr. {fil.fil}, opgave {fil.opgave}, modtaget {to_clock(fil.modtaget)}"


def _dueslag(overblik: Overblik) -> Table:
    antal = ("Venter>", "Ude>", "Parkeret>", "Tilbageholdt>", "Afventer>", "Fejlkø>", "Leveret>", "Pr. min.>")
    made = table("Dueslag", "Navn", "System", "Levering", *antal, "Ældste>", "Status", "Seneste fejl")
    for blik in overblik.dueslag:
        nu = blik.tilstand
        tal = (nu.venter, nu.ude, nu.parkeret, nu.tilbageholdt, nu.afventer, nu.fejlkoe, nu.leveret)
        made.add_row(
            escape(blik.navn or nu.dueslag), escape(blik.system), blik.maade, *map(count, tal),
            f"{blik.takt:.1f}".replace(".", ","), _duration(blik.alder), _state(blik, overblik.position),
            to_words(nu.sidste_fejl),
        )  # fmt: skip
    return made


def _state(blik: Dueslagsblik, position: int) -> str:
    nu = blik.tilstand
    if not blik.aktiv:
        return "lukket"
    if nu.stoppet:
        return f"stoppet: {to_words(nu.stoppet)}"
    if nu.venter_til:
        return f"venter på modtageren til {to_clock(nu.venter_til)}"
    return f"indhenter fra nr. {blik.fordelt_til}" if blik.fordelt_til < position else "i gang"


def _duration(sekunder: float) -> str:
    """The two largest units; empty for nothing."""
    rest, parts = int(sekunder), []
    for size, navn in _ENHEDER:
        antal, rest = divmod(rest, size)
        if antal:
            parts.append(f"{antal} {navn}")
    return " ".join(parts[:2])


def to_json(status: Status) -> str:
    """One object; docs/drift.md says what is in it."""
    overblik = status.overblik
    return json.dumps(
        {
            "version": __version__,
            "miljoe": overblik.miljoe,
            "tidspunkt": overblik.tidspunkt.isoformat(timespec="seconds"),
            "log": {
                "sidste_loebenummer": overblik.sidste_loebenummer,
                "fordelt_til": overblik.position,
                "mangler": overblik.mangler,
                "uden_modtager": overblik.uden_modtager,
            },
            "filer": [_file_object(fil) for fil in overblik.filer],
            "processer": list(status.processer),
            "dueslag": [_dueslag_object(blik) for blik in overblik.dueslag],
            "certifikater": [{"rolle": rolle, "udloeber": _iso(udloeber)} for rolle, udloeber in overblik.certifikater],
            "kun_fingeraftryk": overblik.kun_fingeraftryk,
            "opmaerksomhed": [sag._asdict() for sag in status.opmaerksomhed],
            "alarmer": [alarm._asdict() for alarm in overblik.alarmer],
        },
        ensure_ascii=False,
        indent=1,
    )


def _file_object(fil: Leverance) -> dict[str, Any]:
    return {
        "nummer": fil.fil,
        "navn": fil.filnavn,
        "opgave": fil.opgave,
        "produktionsdato": fil.proddto,
        "modtaget": fil.modtaget,
    }


def _dueslag_object(blik: Dueslagsblik) -> dict[str, Any]:
    nu = blik.tilstand
    return {
        "uuid": nu.dueslag,
        "navn": blik.navn,
        "system": blik.system,
        "levering": blik.maade,
        "aktiv": blik.aktiv,
        "venter": nu.venter,
        "ude": nu.ude,
        "parkeret": nu.parkeret,
        "holdte": nu.holdte,
        "tilbageholdt": nu.tilbageholdt,
        "afventer": nu.afventer,
        "fejlkoe": nu.fejlkoe,
        "leveret": nu.leveret,
        "leveret_pr_minut": round(blik.takt, 2),
        "fordelt_til": blik.fordelt_til,
        "aeldste": nu.aeldste or None,
        "aeldste_sekunder": int(blik.alder),
        "venter_til": nu.venter_til or None,
        "stoppet": _reason(nu.stoppet),
        "sidste_fejl": _reason(nu.sidste_fejl),
    }


def _reason(grund: str) -> dict[str, str] | None:
    return {"kode": grund, "tekst": to_words(grund)} if grund else None


def _iso(tidspunkt: datetime | None) -> str | None:
    return tidspunkt.isoformat(timespec="seconds") if tidspunkt else None
