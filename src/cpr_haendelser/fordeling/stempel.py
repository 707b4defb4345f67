"""Times as the post room compares them."""

from __future__ import annotations

from datetime import UTC, datetime


def stamp(nu: datetime) -> str:
    """ISO 8601 in UTC, milliseconds: all alike, so that text compares as time."""
    return nu.astimezone(UTC).isoformat(timespec="milliseconds")
