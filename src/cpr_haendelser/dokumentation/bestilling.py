"""docs/bestillingstemplate.md: the template's columns, how values are written, and what may be ordered."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from cpr_haendelser.dokumentation.markdown import fill, table
from cpr_haendelser.haendelser.model import SAMLE
from cpr_haendelser.storage.ordre import Ordreart
from cpr_haendelser.testmiljoe.handlinger import Handling, read_handlinger
from cpr_haendelser.testmiljoe.regneark.pakke import STOERSTE_ARK, STOERSTE_UDPAKKET
from cpr_haendelser.testmiljoe.regneark.pakkexml import FLEST_CELLER
from cpr_haendelser.testmiljoe.skabelon.kolonner import VERSION, Kolonne, read_kolonner
from cpr_haendelser.testmiljoe.skabelon.skriv import columns_of
from cpr_haendelser.testmiljoe.skabelon.tabel import FLEST_KOLONNER, FLEST_RAEKKER, LAENGSTE_CELLE, STOERSTE
from cpr_haendelser.testmiljoe.skabelon.vaerdier import LAESERE, read_vaerdi


class _Slags(NamedTuple):
    """A kind of value: what it is called, and ways to write it that all come to the same."""

    tekst: str
    skrevet: tuple[str, ...]
    led: tuple[str, ...] = ()


_SLAGS: Mapping[str, _Slags] = {
    "pnr": _Slags("et personnummer", ("6101901234", "610190-1234", "610190 1234")),
    "pnrer": _Slags(
        "personnumre, adskilt af mellemrum, komma eller semikolon",
        ("6101901234 6101905678", "610190-1234, 610190-5678", "6101901234;6101905678"),
    ),
    "dag": _Slags(
        "en dag", ("2026-11-25", "25-11-2026", "25.11.26", "25/11/2026", "25. nov. 2026", "25-nov-26", "20261125")
    ),
    "tid": _Slags(
        "en dag med eller uden klokkeslæt (uden: kl. 12)",
        ("2026-11-25 12:00", "25-11-2026 kl. 12.00", "202611251200", "25. november 2026", "2026-11-25T11:00:00Z"),
    ),
    "oejeblik": _Slags(
        "et øjeblik i dansk tid, eller med forskydning (uden klokkeslæt: kl. 8)",
        ("2026-11-25 08:00", "25-11-2026 08.00", "202611250800", "2026-11-25T08:00:00+01:00", "25-11-2026"),
    ),
    "varighed": _Slags("en varighed; uden enhed i sekunder", ("90", "90 s", "1,5 min", "1.5 minutter")),
    "kode": _Slags("en kode af cifre", ("0101", "101", "101.0"), ("4",)),
    "kommune": _Slags("en kommunekode, som installationen kender", ("0101", "101"), ("4",)),
    "vej": _Slags("en vejkode, ikke lutter nuller", ("0123", "123"), ("4",)),
    "land": _Slags("en landekode fra CPR's tabel", ("5120", "5120.0")),
    "cvr": _Slags("et CVR-nummer, otte cifre", ("11111111",)),
    "husnr": _Slags("et husnummer", ("004A", "4A", "4 a")),
    "etage": _Slags("en etage: st, kl, k2, k3, ka eller et tal", ("01", "1", "1.")),
    "valg": _Slags("en af værdierne; store og små bogstaver er det samme", ("K", "k"), ("K", "M")),
    "heltal": _Slags("et helt tal i et interval", ("3", "3.0"), ("1-1000",)),
    "ja_nej": _Slags("ja eller nej", ("ja", "x", "1", "true")),
    "tekst": _Slags("en tekst af tegn, som CPR's filer kan have (ISO-8859-1)", ("Rosa",), ("50",)),
    "handling": _Slags("en handling, som nedenfor", ("flytning",)),
}
"""Every kind of value (skabelon.vaerdier) by name."""
_JSON = [
    {"personnummer": ["6101901234"], "handling": "navneaendring", "fornavn": "Rosa"},
    {
        "personnummer": ["6101905678"],
        "gentag": 2,
        "trin": [
            {"handling": "flytning", "kommunekode": 101, "vejkode": 123, "husnr": "4A"},
            {"handling": "doedsfald", "vent": "10 min"},
        ],
    },
]


def render() -> str:
    """The page."""
    alle, haendelse, replika = map(columns_of, (Ordreart.SAMMENHAENGENDE, Ordreart.HAENDELSE, Ordreart.REPLIKA))
    return fill(
        "bestillingstemplate.md",
        arter=", ".join(f"`{art}`" for art in Ordreart),
        version=VERSION,
        json=json.dumps(_JSON, ensure_ascii=False, indent=1),
        graenser=table(("Hvad", "Højst"), _limits()),
        vaerdier=table(("Værdi", "Det samme, skrevet på flere måder"), _ways_to_write()),
        alle=_columns(alle),
        haendelse=_columns([navn for navn in haendelse if navn not in alle]),
        replika=_columns([navn for navn in replika if navn not in alle]),
        undtagelser=f"Ikke i en replika-ordre: {', '.join(f'`{navn}`' for navn in alle if navn not in replika)}.",
        handlinger=table(
            ("Handling", "Navn", "Koder", "Skal", "Kan", "Sammenhængende", "Forklaring"),
            map(_handling, read_handlinger().values()),
        ),
    )


def _limits() -> Iterator[tuple[str, str]]:
    yield "en templates størrelse", f"{STOERSTE // 1024 // 1024} MB"
    for hvad, antal in (
        ("rækker", FLEST_RAEKKER),
        ("kolonner", FLEST_KOLONNER),
        ("tegn i en celle", LAENGSTE_CELLE),
    ):
        yield hvad, f"{antal:,}".replace(",", ".")
    yield "et regneark", f"{STOERSTE_ARK // 1024 // 1024} MB, og {STOERSTE_UDPAKKET // 1024 // 1024} MB pakket ud"
    yield "celler på et ark i et regneark", f"{FLEST_CELLER:,}".replace(",", ".")


def _ways_to_write() -> Iterator[tuple[str, str]]:
    """Each kind, held against the readers: all its ways come to one value."""
    if _SLAGS.keys() != LAESERE.keys():
        raise ValueError(f"kinds of value without a word, or words without a kind: {_SLAGS.keys() ^ LAESERE.keys()}")
    for navn, slags in _SLAGS.items():
        laest = {read_vaerdi(navn, slags.led, each) for each in slags.skrevet}
        if len(laest) != 1:
            raise ValueError(f"{navn}: {sorted(laest)} are not the same")
        yield slags.tekst, ", ".join(f"`{each}`" for each in slags.skrevet)


def _columns(navne: Iterable[str]) -> str:
    rows = (_column(read_kolonner()[navn]) for navn in navne)
    return table(("Kolonne", "Hvad", "Værdi", "Fx", "Kan også hedde"), rows)


def _column(kolonne: Kolonne) -> tuple[str, ...]:
    eksempel = f"`{kolonne.eksempel}`" if kolonne.eksempel else ""
    andre = ", ".join(f"`{navn}`" for navn in kolonne.andre_navne)
    return f"`{kolonne.navn}`", kolonne.forklaring, _allowed(kolonne), eksempel, andre


def _allowed(kolonne: Kolonne) -> str:
    """What a column takes, with its own list, length or interval."""
    led = kolonne.led
    match kolonne.slags:
        case "valg":
            return " ".join(f"`{each}`" for each in led)
        case "kode":
            return f"{led[0]} cifre"
        case "heltal":
            laveste, _, hoejeste = led[0].partition("-")
            return f"et helt tal fra {laveste} til {hoejeste}"
        case "tekst":
            return f"højst {led[0]} tegn"
        case "kommune" | "vej":
            return _SLAGS[kolonne.slags].tekst
        case slags:
            return " eller ".join((_SLAGS[slags].tekst.split(";")[0].split(" (")[0], *(f"`{each}`" for each in led)))


def _handling(handling: Handling) -> tuple[str, ...]:
    koder = " ".join("*samle*" if kode == SAMLE else kode for kode in handling.koder)
    skal, kan = (" ".join(f"`{navn}`" for navn in navne) for navne in (handling.skal, handling.kan))
    arter = "*kun replika-ordre*" if handling.kun_replika else ", ".join(handling.arter()) or "ingen"
    return f"`{handling.noegle}`", handling.navn, koder, skal, kan, arter, handling.forklaring
