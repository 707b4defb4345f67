"""Figures as text."""

from __future__ import annotations

_MS = 1e3


def sekunder(value: float) -> str:
    """Seconds."""
    return f"{value:.2f} s"


def tid(clock: float, processor: float) -> str:
    """Seconds by the clock and of processor."""
    return f"{sekunder(clock)}; {sekunder(processor)} of processor"


def forhold(clock: float, processor: float) -> str:
    """A ratio by the clock and by processor."""
    return f"{gange(clock)}; {gange(processor)} of processor"


def millisekunder(value: float) -> str:
    """Seconds, shown as milliseconds."""
    return f"{value * _MS:.3g} ms"


def gange(value: float) -> str:
    """A ratio."""
    return f"{value:.2g}" if value < 1 else f"{value:.1f}"


def mib(value: float) -> str:
    """Peak memory; a dash where the system does not tell."""
    return f"{value:.0f} MiB" if value else "–"


def pr_sekund(seconds_each: float) -> str:
    """How many a second, of the seconds that one takes."""
    return f"{1 / seconds_each:,.0f}/s"
