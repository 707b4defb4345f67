"""The ways by which letters leave: the installation's mail server, or a text file where there is none."""

from __future__ import annotations

import os
import ssl
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from cpr_haendelser.administration.breve import Brev, from_json
from cpr_haendelser.alarmer.kanal import Kanalfejl
from cpr_haendelser.alarmer.mail import Postkontor, make_mail, send_mail
from cpr_haendelser.alarmer.udpost import Vej

INGEN = "ingen har en mailadresse"
"""Who a letter is to when nobody can be reached."""


def by_mail(kontor: Postkontor, kontekst: Callable[[], ssl.SSLContext]) -> Vej:
    """By the mail server. A letter to nobody goes to those who get the alarms, else to the sender's own address."""

    def send(indhold: str) -> None:
        brev = from_json(indhold)
        til = brev.til or kontor.til or (kontor.fra,)
        tidspunkt = datetime.fromisoformat(brev.tidspunkt)
        send_mail(
            kontor, kontekst, make_mail(brev.emne, brev.tekst, kontor, til, id_=brev.id, tidspunkt=tidspunkt), til
        )

    return send


def by_file(path: Path) -> Vej:
    """Each letter below the former, in a file that its owner alone may read."""

    def send(indhold: str) -> None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "a", encoding="utf-8") as file:
                file.write(to_text(from_json(indhold)))
        except OSError as error:
            raise Kanalfejl(error.strerror or type(error).__name__) from None

    return send


def to_text(brev: Brev) -> str:
    """A letter as it stands in the file."""
    return f"Til: {', '.join(brev.til) or INGEN}\nEmne: {brev.emne}\n\n{brev.tekst}\n{'-' * 72}\n"
