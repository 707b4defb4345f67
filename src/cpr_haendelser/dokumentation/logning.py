"""docs/logning.md: every line that the log can hold."""

from __future__ import annotations

import logging

from cpr_haendelser.dokumentation.markdown import page, table
from cpr_haendelser.logning.form import JsonFormatter, TextFormatter
from cpr_haendelser.logning.linjer import FELTER, LINJER, TABEL, Linje

_INDLEDNING = """Loggen skrives på standard error, som tekst eller som én JSON-linje ad gangen (indstillingerne
`log_format` og `log_level`). Hver linje er en af dem på denne side: koden, niveauet og teksten er altid de samme; det,
der skifter, står i felterne. Et personnummer er der intet felt til, og det, der ligner et, maskeres, hvor det end
kommer fra. Hvad en besked indeholder, logges aldrig."""
_EKSEMPEL = {"dueslag": "0b4d4c43-7b24-4b0c-9c5e-0d4d1c2f9a01", "loebenummer": 17, "grund": "nack"}


def render() -> str:
    """The page."""
    return page(
        "Loggen",
        _INDLEDNING,
        f"Som tekst:\n\n```text\n{_example(TextFormatter())}\n```",
        "Som JSON (`tid`, `niveau`, `kode` og `besked` er der altid, `fejl` er sporet efter en fejl):",
        f"```json\n{_example(JsonFormatter())}\n```",
        "Hvor mange gange hver linje er skrevet, står også i målingerne (`cpr_haendelser_loglinjer_total`, se"
        " [drift.md](drift.md)).",
        "## Linjerne",
        table(("Kode", "Niveau", "Tekst", "Felter", "Hvornår", "Hvad man gør"), (_row(linje) for linje in LINJER)),
        "## Felterne",
        table(("Felt", "Hvad det er"), ((f"`{felt}`", tekst) for felt, tekst in FELTER.items())),
    )


def _row(linje: Linje) -> tuple[str, ...]:
    felter = ", ".join(f"`{felt}`" for felt in (*linje.felter, *(["fejl"] if linje.spor else [])))
    niveau = "skifter" if linje.kode == "bibliotek" else logging.getLevelName(linje.niveau).lower()
    return f"**{linje.kode}**", niveau, linje.tekst, felter, linje.naar, linje.goer


def _example(formatter: logging.Formatter) -> str:
    linje = TABEL["levering.parkeret"]
    record = logging.LogRecord("", linje.niveau, "", 0, linje.tekst, (), None)
    record.kode, record.felter, record.created = linje.kode, _EKSEMPEL, 1795594150.123
    return formatter.format(record)
