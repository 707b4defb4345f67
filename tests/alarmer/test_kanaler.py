"""Alarms reach a real mail server, a real receiver of webhooks, and a file; where they do not, it is said why."""

from __future__ import annotations

import hashlib
import hmac
import json
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import TYPE_CHECKING

import msgspec
import pytest

from cpr_haendelser.alarmer.fil import Fil
from cpr_haendelser.alarmer.kanal import Kanalfejl
from cpr_haendelser.alarmer.mail import Mail, Postkontor, Sikkerhed
from cpr_haendelser.alarmer.melding import to_json
from cpr_haendelser.alarmer.webhook import Modtager, Webhook
from cpr_haendelser.logning import counts
from tests.alarmer.conftest import BRUGER, KODE, Mailserver, mailserver, webhookserver
from tests.alarmer.eksempler import MELDING
from tests.porte import free_port

if TYPE_CHECKING:
    from pathlib import Path

    from tests.alarmer.conftest import Tillid

FRA, TIL = "alarm@korsbaek.example", ("drift@korsbaek.example", "vagt@korsbaek.example")


def post(port: int, sikkerhed: Sikkerhed, bruger: str = "", adgangskode: str = "") -> Postkontor:
    return Postkontor("127.0.0.1", port, sikkerhed, FRA, TIL, bruger, adgangskode)


def read(server: Mailserver) -> EmailMessage:
    """The one mail that came."""
    (envelope,) = server.postkasse.mails
    assert envelope.mail_from == FRA
    assert isinstance(envelope.content, bytes)
    mail = message_from_bytes(envelope.content, policy=policy.default)
    assert isinstance(mail, EmailMessage)
    return mail


def said(mail: EmailMessage) -> str:
    """Its text; on the way lines end as RFC 5322 wants it."""
    return str(mail.get_content()).replace("\r\n", "\n")


def test_a_mail_says_in_its_subject_and_body_what_is_told(tillid: Tillid) -> None:
    with mailserver(None) as server:
        Mail(post(server.port, "ingen"), tillid.client).send(MELDING)
    mail = read(server)
    assert mail["Subject"] == MELDING.overskrift
    assert mail["From"] == FRA
    assert mail["To"] == ", ".join(TIL)
    assert mail["Message-ID"] == f"<{MELDING.id}@cpr-haendelser.invalid>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Date"].datetime.isoformat() == MELDING.tidspunkt
    assert said(mail) == MELDING.broedtekst
    assert server.postkasse.mails[0].rcpt_tos == list(TIL)


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")  # aiosmtpd's, where TLS is from the start
@pytest.mark.parametrize("sikkerhed", ["starttls", "tls"])
def test_a_mail_goes_in_tls_with_a_login(tillid: Tillid, sikkerhed: Sikkerhed) -> None:
    kontekst = tillid.listening(tillid.server)
    with mailserver(kontekst, fra_begyndelsen=sikkerhed == "tls", login=True) as server:
        Mail(post(server.port, sikkerhed, BRUGER, KODE), tillid.client).send(MELDING)
    assert said(read(server)) == MELDING.broedtekst


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")  # aiosmtpd's, where TLS is from the start
@pytest.mark.parametrize("sikkerhed", ["starttls", "tls"])
def test_no_mail_and_no_password_goes_to_a_server_whose_certificate_is_for_another_name(
    tillid: Tillid, sikkerhed: Sikkerhed
) -> None:
    kontekst = tillid.listening(tillid.andet_navn)
    with (
        mailserver(kontekst, fra_begyndelsen=sikkerhed == "tls", login=True) as server,
        pytest.raises(Kanalfejl, match="SSLCertVerificationError"),
    ):
        Mail(post(server.port, sikkerhed, BRUGER, KODE), tillid.client).send(MELDING)
    assert server.postkasse.mails == []


def test_starttls_that_is_not_offered_is_not_done_without(tillid: Tillid) -> None:
    with mailserver(None) as server, pytest.raises(Kanalfejl, match="SMTPNotSupportedError"):
        Mail(post(server.port, "starttls"), tillid.client).send(MELDING)
    assert server.postkasse.mails == []


def test_a_wrong_password_is_told_by_its_code_and_never_by_itself(tillid: Tillid) -> None:
    kontekst = tillid.listening(tillid.server)
    with mailserver(kontekst, login=True) as server, pytest.raises(Kanalfejl) as fejl:
        Mail(post(server.port, "starttls", BRUGER, "forkert"), tillid.client).send(MELDING)
    assert str(fejl.value) == "SMTPAuthenticationError 535"


def test_one_unknown_address_does_not_keep_it_from_the_other(tillid: Tillid) -> None:
    before = counts().get("alarm.modtager-afvist", 0)
    with mailserver(None) as server:
        server.postkasse.ukendte = {TIL[0]}
        Mail(post(server.port, "ingen"), tillid.client).send(MELDING)
    assert server.postkasse.mails[0].rcpt_tos == [TIL[1]]
    assert counts()["alarm.modtager-afvist"] == before + 1


def test_where_every_address_is_unknown_it_is_not_told(tillid: Tillid) -> None:
    with mailserver(None) as server:
        server.postkasse.ukendte = set(TIL)
        with pytest.raises(Kanalfejl, match="SMTPRecipientsRefused"):
            Mail(post(server.port, "ingen"), tillid.client).send(MELDING)


@pytest.mark.parametrize("sikkerhed", ["starttls", "tls", "ingen"])
def test_no_mail_server_is_an_error_in_a_word(tillid: Tillid, sikkerhed: Sikkerhed) -> None:
    with pytest.raises(Kanalfejl, match="ConnectionRefusedError"):
        Mail(post(free_port(), sikkerhed), tillid.client).send(MELDING)


def test_a_webhook_gets_the_alarm_as_json_and_can_check_who_sent_it(tillid: Tillid) -> None:
    with webhookserver(tillid.listening(tillid.server)) as (url, modtager):
        Webhook(Modtager(url, KODE), tillid.client).send(MELDING)
    ((path, headers, body),) = modtager.faaet
    assert path == "/alarm?vagt=1"
    assert headers["Content-Type"] == "application/json"
    assert json.loads(body) == json.loads(to_json(MELDING)) == msgspec.to_builtins(MELDING)
    signed = hmac.new(KODE.encode(), body, hashlib.sha256).hexdigest()
    assert headers["X-Haendelser-Signatur"] == f"sha256={signed}"


def test_without_a_secret_a_webhook_is_not_signed(tillid: Tillid) -> None:
    with webhookserver() as (url, modtager):
        Webhook(Modtager(url), tillid.client).send(MELDING)
    ((_, headers, _),) = modtager.faaet
    assert "X-Haendelser-Signatur" not in headers


@pytest.mark.parametrize("status", [300, 302, 400, 404, 500, 503])
def test_any_other_answer_than_2xx_is_an_error_and_a_redirect_is_not_followed(tillid: Tillid, status: int) -> None:
    with webhookserver() as (url, modtager):
        modtager.svar = (status, {"Location": url})
        with pytest.raises(Kanalfejl, match=f"^HTTP {status}$"):
            Webhook(Modtager(url), tillid.client).send(MELDING)
        assert len(modtager.faaet) == 1


def test_a_webhook_with_a_certificate_for_another_name_gets_nothing(tillid: Tillid) -> None:
    with (
        webhookserver(tillid.listening(tillid.andet_navn)) as (url, modtager),
        pytest.raises(Kanalfejl, match="SSLCertVerificationError"),
    ):
        Webhook(Modtager(url, KODE), tillid.client).send(MELDING)
    assert modtager.faaet == []


def test_no_webhook_is_an_error_in_a_word_without_the_address(tillid: Tillid) -> None:
    with pytest.raises(Kanalfejl) as fejl:
        Webhook(Modtager(f"http://127.0.0.1:{free_port()}/hemmelig-sti"), tillid.client).send(MELDING)
    assert str(fejl.value) == "ConnectionRefusedError"


def test_a_file_has_each_alarm_below_the_former(tmp_path: Path) -> None:
    path = tmp_path / "ny" / "alarmer.txt"
    for _ in range(2):
        Fil(path).send(MELDING)
    assert path.read_text(encoding="utf-8") == f"{MELDING.overskrift}\n{MELDING.broedtekst}\n" * 2


def test_a_file_that_cannot_be_written_is_an_error_in_words(tmp_path: Path) -> None:
    with pytest.raises(Kanalfejl, match="directory"):
        Fil(tmp_path).send(MELDING)
