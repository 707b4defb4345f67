"""Letters about orders, put together for one installation."""

from __future__ import annotations

from cpr_haendelser.administration.ordrebreve import Kontor, write_order_letters
from cpr_haendelser.app.installation import Installation


def collect_order_letters(installation: Installation) -> int:
    """Writes the letters about what has happened to orders since the last time; how many. In ExtTest alone."""
    settings = installation.gaeldende
    if settings.environment != "exttest":
        return 0
    kontor = Kontor(
        settings.environment, settings.alarmer.navn, settings.mail.til, settings.exttest.automatisk_godkendelse
    )
    return write_order_letters(installation.ordrelager, installation.postrum, installation.bord.opsaetning, kontor)
