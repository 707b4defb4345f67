"""Alarms by mail, through the installation's own mail server."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Callable, Sequence
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Literal, NamedTuple

from cpr_haendelser.alarmer.kanal import FRIST, Kanalfejl
from cpr_haendelser.alarmer.melding import Melding
from cpr_haendelser.logning import log_line

Sikkerhed = Literal["starttls", "tls", "ingen"]
PORTE: dict[Sikkerhed, int] = {"starttls": 587, "tls": 465, "ingen": 25}
_LINJE = 900
"""Characters of a subject at most; RFC 5322 lets a line have 998."""


class Postkontor(NamedTuple):
    """The mail server, and who writes to whom."""

    host: str
    port: int
    sikkerhed: Sikkerhed
    fra: str
    til: tuple[str, ...]
    bruger: str = ""
    adgangskode: str = ""


class Mail:
    """A mail to everybody for each alarm."""

    navn = "mail"

    def __init__(self, postkontor: Postkontor, kontekst: Callable[[], ssl.SSLContext]) -> None:
        """`kontekst`: whom to trust, of the moment; the server's certificate and name are always checked."""
        self._kontor, self._kontekst = postkontor, kontekst

    def send(self, melding: Melding) -> None:
        """Sends it; who is refused while others are not is told in the log."""
        send_mail(self._kontor, self._kontekst, write_mail(melding, self._kontor), self._kontor.til)


def send_mail(
    kontor: Postkontor, kontekst: Callable[[], ssl.SSLContext], mail: EmailMessage, til: Sequence[str]
) -> None:
    """Hands a mail to the server; Kanalfejl where it would not have it. Who alone is refused is told in the log."""
    try:
        with _connect(kontor, kontekst) as server:
            if kontor.bruger:
                server.login(kontor.bruger, kontor.adgangskode)
            afviste = server.send_message(mail, kontor.fra, til)
    except smtplib.SMTPResponseException as error:
        raise Kanalfejl(f"{type(error).__name__} {error.smtp_code}") from None
    except (smtplib.SMTPException, OSError) as error:
        raise Kanalfejl(type(error).__name__) from None
    if afviste:
        log_line("alarm.modtager-afvist", kanal=Mail.navn, antal=len(afviste))


def _connect(kontor: Postkontor, kontekst: Callable[[], ssl.SSLContext]) -> smtplib.SMTP:
    if kontor.sikkerhed == "tls":
        return smtplib.SMTP_SSL(kontor.host, kontor.port, timeout=FRIST, context=kontekst())
    server = smtplib.SMTP(kontor.host, kontor.port, timeout=FRIST)
    if kontor.sikkerhed == "starttls":
        try:
            server.starttls(context=kontekst())
        except BaseException:
            server.close()
            raise
    return server


def write_mail(melding: Melding, kontor: Postkontor) -> EmailMessage:
    """The mail; its Message-ID is the same at every attempt, so that a mail program shows it once."""
    tidspunkt = datetime.fromisoformat(melding.tidspunkt)
    return make_mail(melding.overskrift, melding.broedtekst, kontor, kontor.til, id_=melding.id, tidspunkt=tidspunkt)


def make_mail(  # noqa: PLR0913 - a mail is made of these
    emne: str, tekst: str, kontor: Postkontor, til: Sequence[str], *, id_: str, tidspunkt: datetime
) -> EmailMessage:
    """A mail of plain text."""
    mail = EmailMessage()
    mail["Subject"] = " ".join(emne.split())[:_LINJE]
    mail["From"] = kontor.fra
    mail["To"] = ", ".join(til)
    mail["Date"] = format_datetime(tidspunkt)
    mail["Message-ID"] = f"<{id_}@cpr-haendelser.invalid>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(tekst, cte="quoted-printable")
    return mail
