"""The metrics for Prometheus: a table, and its text format (0.0.4). docs/drift.md prints the table.

Labels hold a dueslag's UUID, a task, and codes of closed lists; nothing that a receiver wrote.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Literal, NamedTuple

from cpr_haendelser import __version__
from cpr_haendelser.fordeling.grunde import GRUNDE, HTTP, STATUSKODE
from cpr_haendelser.logning.linjer import BIBLIOTEK, TABEL
from cpr_haendelser.overblik.model import Dueslagsblik, Overblik

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
ANDEN = "anden"
"""What a receiver answered that is on no list."""
_STATUSKODER = ("40", "41", "51", "53", "55")
_HTTP = range(100, 600)

Art = Literal["gauge", "counter"]
Vaerdi = tuple[tuple[str, ...], float]
"""The values of the labels, and the value itself."""


class Kilde(NamedTuple):
    """What the metrics are read from."""

    overblik: Overblik
    loglinjer: Mapping[str, int]
    """logning.counts."""
    proces: Mapping[str, float]
    """overblik.proces.read_proces."""


class Metrik(NamedTuple):
    """One metric."""

    navn: str
    art: Art
    tekst: str
    maerker: tuple[str, ...]
    vaerdier: Callable[[Kilde], Iterable[Vaerdi]]


def closed(grund: str) -> str:
    """The reason as a label: a code of fordeling.grunde, with no number but those we know; else `anden`."""
    for praefiks, kendt in ((STATUSKODE, _is_statuskode), (HTTP, _is_http)):
        if grund.startswith(praefiks):
            return grund if kendt(grund.removeprefix(praefiks)) else f"{praefiks}{ANDEN}"
    return grund if grund in GRUNDE else ANDEN


def _is_statuskode(nummer: str) -> bool:
    return nummer in _STATUSKODER


def _is_http(nummer: str) -> bool:
    return nummer.isascii() and nummer.isdigit() and int(nummer) in _HTTP and len(nummer) == len(str(_HTTP.start))


def _one(value: Callable[[Overblik], float]) -> Callable[[Kilde], Iterable[Vaerdi]]:
    return lambda kilde: (((), float(value(kilde.overblik))),)


def _each(value: Callable[[Dueslagsblik], float]) -> Callable[[Kilde], Iterable[Vaerdi]]:
    return lambda kilde: (((blik.tilstand.dueslag,), float(value(blik))) for blik in kilde.overblik.dueslag)


def _stopped(kilde: Kilde) -> Iterator[Vaerdi]:
    for blik in kilde.overblik.dueslag:
        if blik.tilstand.stoppet:
            yield (blik.tilstand.dueslag, closed(blik.tilstand.stoppet)), 1.0


def _last_errors(kilde: Kilde) -> Iterator[Vaerdi]:
    for blik in kilde.overblik.dueslag:
        if blik.tilstand.sidste_fejl:
            yield (blik.tilstand.dueslag, closed(blik.tilstand.sidste_fejl)), 1.0


def _files(kilde: Kilde) -> Iterator[Vaerdi]:
    for fil in kilde.overblik.filer:
        yield (fil.opgave,), datetime.fromisoformat(fil.modtaget).timestamp()


def _certificates(kilde: Kilde) -> Iterator[Vaerdi]:
    for certifikat in kilde.overblik.certifikater:
        if certifikat.udloeber is not None:
            yield (certifikat.rolle,), certifikat.udloeber.timestamp()


def _alarms(kilde: Kilde) -> Iterator[Vaerdi]:
    for slags, antal in sorted(Counter(alarm.slags for alarm in kilde.overblik.alarmer).items()):
        yield (slags,), float(antal)


def _lines(kilde: Kilde) -> Iterator[Vaerdi]:
    for kode in sorted(TABEL.keys() - {BIBLIOTEK}):
        yield (kode,), float(kilde.loglinjer.get(kode, 0))


def _dueslag(navn: str, tekst: str, value: Callable[[Dueslagsblik], float]) -> Metrik:
    return Metrik(f"cpr_haendelser_dueslag_{navn}", "gauge", tekst, ("dueslag",), _each(value))


def _process(navn: str, art: Art, tekst: str) -> Metrik:
    return Metrik(navn, art, tekst, (), lambda kilde: [((), kilde.proces[navn])] if navn in kilde.proces else [])


METRIKKER: tuple[Metrik, ...] = (
    Metrik(
        "cpr_haendelser_info", "gauge", "Altid 1; mærkerne siger version og miljø.", ("version", "miljoe"),
        lambda kilde: [((__version__, kilde.overblik.miljoe), 1.0)],
    ),
    Metrik(
        "cpr_haendelser_log_loebenummer", "gauge", "Det højeste løbenummer i loggen over hændelser.", (),
        _one(lambda overblik: overblik.sidste_loebenummer),
    ),
    Metrik(
        "cpr_haendelser_log_fordelt_til", "gauge", "Løbenummeret, som loggen er fordelt til.", (),
        _one(lambda overblik: overblik.position),
    ),
    Metrik(
        "cpr_haendelser_log_uden_modtager", "gauge", "Hændelser uden modtager.", (),
        _one(lambda overblik: overblik.uden_modtager),
    ),
    Metrik(
        "cpr_haendelser_fil_modtaget_timestamp_seconds", "gauge", "Hvornår den sidste fil af opgaven blev modtaget.",
        ("opgave",), _files,
    ),
    Metrik(
        "cpr_haendelser_gendannet", "gauge", "1, hvor en gendannelse ikke er set efter og frigivet: intet sendes.", (),
        _one(lambda overblik: overblik.gendannelse is not None),
    ),
    _dueslag("venter", "Beskeder, der venter.", lambda blik: blik.tilstand.venter),
    _dueslag("ude", "Beskeder, der er hos modtageren uden svar endnu.", lambda blik: blik.tilstand.ude),
    _dueslag("parkeret", "Parkerede beskeder, både afviste og opgivne.", lambda blik: blik.tilstand.parkeret),
    _dueslag(
        "holdte", "De af de parkerede, som vi har opgivet, så personens senere beskeder venter.",
        lambda blik: blik.tilstand.holdte,
    ),
    _dueslag("tilbageholdt", "Beskeder uden godkendt serviceaftale.", lambda blik: blik.tilstand.tilbageholdt),
    _dueslag(
        "afventer", "Beskeder fra store filer, der afventer operatørens ord.", lambda blik: blik.tilstand.afventer
    ),
    _dueslag("fejlkoe", "Beskeder i fejlkøen.", lambda blik: blik.tilstand.fejlkoe),
    _dueslag(
        "aeldste_seconds", "Alderen på den ældste besked, der venter eller er ude; 0, hvor ingen gør.",
        lambda blik: round(blik.alder, 3),
    ),
    _dueslag(
        "venter_paa_modtager", "1, hvor hele dueslaget venter, fordi modtageren ikke kan modtage.",
        lambda blik: float(bool(blik.tilstand.venter_til)),
    ),
    _dueslag(
        "fordelt_til", "Løbenummeret, som loggen er fordelt til for dueslaget; et nyt henter ind.",
        lambda blik: blik.fordelt_til,
    ),
    Metrik(
        "cpr_haendelser_dueslag_leveret_total", "counter", "Leverede beskeder fra begyndelsen; hastigheden er `rate` af"
        " den.", ("dueslag",), _each(lambda blik: blik.tilstand.leveret),
    ),
    Metrik(
        "cpr_haendelser_dueslag_stoppet", "gauge", "1 for hvert dueslag, der er stoppet, og hvorfor.",
        ("dueslag", "grund"), _stopped,
    ),
    Metrik(
        "cpr_haendelser_dueslag_sidste_fejl", "gauge", "1 for hvert dueslag, der har haft en fejl, og den sidste.",
        ("dueslag", "grund"), _last_errors,
    ),
    Metrik("cpr_haendelser_alarmer", "gauge", "Alarmer, der står.", ("slags",), _alarms),
    Metrik(
        "cpr_haendelser_certifikat_udloeber_timestamp_seconds", "gauge", "Hvornår vores certifikat udløber.",
        ("rolle",), _certificates,
    ),
    Metrik(
        "cpr_haendelser_loglinjer_total", "counter", "Hvor mange gange linjen er skrevet i loggen (docs/logning.md).",
        ("kode",), _lines,
    ),
    Metrik(
        "cpr_haendelser_set_timestamp_seconds", "gauge", "Hvornår der sidst blev set efter: tallene er så gamle.", (),
        lambda kilde: [((), kilde.overblik.tidspunkt.timestamp())],
    ),
    _process("process_start_time_seconds", "gauge", "Hvornår programmet startede."),
    _process("process_cpu_seconds_total", "counter", "Processortid, som programmet har brugt."),
    _process("process_resident_memory_bytes", "gauge", "Hukommelse, som programmet bruger (kun Linux)."),
    _process("process_open_fds", "gauge", "Åbne filer og forbindelser (kun Linux)."),
)  # fmt: skip
"""In the order of the page."""


def render(kilde: Kilde) -> str:
    """All of them as Prometheus reads it."""
    return "".join(line for metrik in METRIKKER for line in _lines_of(metrik, kilde))


def _lines_of(metrik: Metrik, kilde: Kilde) -> Iterator[str]:
    yield f"# HELP {metrik.navn} {metrik.tekst}\n# TYPE {metrik.navn} {metrik.art}\n"
    for vaerdier, value in metrik.vaerdier(kilde):
        maerker = ",".join(f'{navn}="{_escape(vaerdi)}"' for navn, vaerdi in zip(metrik.maerker, vaerdier, strict=True))
        yield f"{metrik.navn}{{{maerker}}} {value!r}\n" if maerker else f"{metrik.navn} {value!r}\n"


def _escape(vaerdi: str) -> str:
    return vaerdi.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
