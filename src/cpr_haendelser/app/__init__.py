"""The one place where the parts are put together: an installation, and its delivery."""

from __future__ import annotations

from cpr_haendelser.app.installation import Installation, now, today

__all__ = ["Installation", "now", "today"]
