"""Alarms put together for one installation: the ways that its settings name, and the watch."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from pathlib import Path
from typing import Generic, TypeVar
from urllib.parse import urlsplit

from cpr_haendelser.administration.adressebog import Adressebog
from cpr_haendelser.administration.breve import Sekretaer, to_json
from cpr_haendelser.alarmer.afgoerelse import Art, Skifte
from cpr_haendelser.alarmer.brevvej import by_file, by_mail
from cpr_haendelser.alarmer.fil import Fil
from cpr_haendelser.alarmer.kanal import Kanal, Kanalfejl
from cpr_haendelser.alarmer.mail import PORTE, Mail, Postkontor
from cpr_haendelser.alarmer.melding import Afsender
from cpr_haendelser.alarmer.slags import Graenser
from cpr_haendelser.alarmer.udpost import Udpost, Vej
from cpr_haendelser.alarmer.vagt import Alarmvagt, Breve, Vilkaar, alarm_way
from cpr_haendelser.alarmer.webhook import Modtager, Webhook
from cpr_haendelser.app.installation import Installation, moment
from cpr_haendelser.app.ordrebreve import collect_order_letters
from cpr_haendelser.fejl import Opsaetningsfejl
from cpr_haendelser.settings import Settings
from cpr_haendelser.storage.aftalebog import BREV
from cpr_haendelser.tls.kontekster import Filer, Klientkontekst

HVERDAGE_PRODUKTION = 4
"""Weekdays without a file: more than a closed Easter has."""
T = TypeVar("T")
_LOOPBACK = ("127.0.0.1", "::1", "localhost")


def make_vagt(installation: Installation, proces: str) -> Alarmvagt:
    """The watch of one process. Opsaetningsfejl where the settings of a way do not fit."""
    settings, kanaler = installation.settings, _OfNow(installation, make_kanaler)
    brevvej = _OfNow(installation, make_brevvej)
    kanaler()
    brevvej()
    vilkaar = Vilkaar(
        make_afsender(settings),
        proces,
        lambda: make_graenser(installation.gaeldende),
        settings.alarmer.kig_sekunder,
    )

    def send(brev: str) -> None:
        brevvej()(brev)

    breve = Breve(
        _held(send, installation),
        lambda skifte: _letters(installation, skifte),
        lambda: collect_order_letters(installation),
    )
    return Alarmvagt(installation.udkig, installation.postrum, kanaler, vilkaar, moment, breve)


class _OfNow(Generic[T]):
    """What is made of the settings as they hold now: made anew when others do, for ways keep whom they trust."""

    def __init__(self, installation: Installation, make: Callable[[Settings], T]) -> None:
        self._installation, self._make = installation, make
        self._lavet: tuple[Settings, T] | None = None

    def __call__(self) -> T:
        """Opsaetningsfejl where the settings of a way do not fit."""
        gaeldende = self._installation.gaeldende
        if self._lavet is None or self._lavet[0] is not gaeldende:
            self._lavet = gaeldende, self._make(gaeldende)
        return self._lavet[1]


def make_udpost(installation: Installation) -> Udpost:
    """What empties the queue of alarms and letters where no watch is running; those about orders are written first."""
    collect_order_letters(installation)
    veje = {kanal.navn: alarm_way(kanal) for kanal in make_kanaler(installation.gaeldende)}
    return Udpost(
        installation.postrum, veje | {BREV: _held(make_brevvej(installation.gaeldende), installation)}, moment
    )


def make_brevvej(settings: Settings) -> Vej:
    """The way by which letters leave: the mail server, or a file beside the database where there is none."""
    if settings.mail.fra is not None:
        return by_mail(_post_office(settings), _trusting(settings.mail.tillid))
    return by_file(settings.mail.brevfil or settings.spool_folder.parent / "breve.txt")


def _held(vej: Vej, installation: Installation) -> Vej:
    """The same way, but for letters that a restored backup still had, or that are written upon what it brought back."""

    def send(indhold: str) -> None:
        if installation.postrum.gendannelse() is not None:
            raise Kanalfejl("installationen er gendannet fra en backup, som ikke er set efter endnu")
        vej(indhold)

    return send


def _letters(installation: Installation, skifte: Skifte) -> list[str]:
    """A system's people are told when its certificate comes nearer to its end."""
    if skifte.maalt.slags != "systemcertifikat" or skifte.art is Art.OPHOERT:
        return []
    opsat, nu = installation.bord.opsaetning(), moment().isoformat(timespec="seconds")
    system = next((each for each in opsat.systemer if each.uuid == skifte.maalt.emne), None)
    if system is None:
        return []
    nyeste = max(
        (each for each in opsat.certifikater if each.fingeraftryk in system.fingeraftryk and each.gyldig_til),
        key=lambda each: each.gyldig_til,
    )
    bog = Adressebog(opsat.brugere, installation.gaeldende.mail.til)
    sekretaer = Sekretaer(bog, installation.settings.environment, installation.settings.alarmer.navn, nu)
    return [to_json(sekretaer.write_certificate(system, nyeste.navn, nyeste.gyldig_til))]


def make_afsender(settings: Settings) -> Afsender:
    """Whose alarms they are."""
    return Afsender(settings.alarmer.navn, settings.environment)


def make_graenser(settings: Settings) -> Graenser:
    """When alarms stand."""
    alarmer = settings.alarmer
    hverdage = alarmer.ingen_fil_hverdage
    if hverdage is None:
        hverdage = HVERDAGE_PRODUKTION if settings.environment == "produktion" else 0
    return Graenser(
        alarmer.aeldste_timer, hverdage, alarmer.afviste, alarmer.certifikat_dage, alarmer.systemcertifikat_dage
    )


def make_kanaler(settings: Settings) -> list[Kanal]:
    """The ways that the settings name; none where they name none."""
    kanaler: list[Kanal] = []
    if settings.mail.til:
        kanaler.append(_mail(settings))
    if settings.webhook.url is not None:
        kanaler.append(_webhook(settings))
    if settings.alarmer.fil is not None:
        kanaler.append(Fil(settings.alarmer.fil))
    return kanaler


def _mail(settings: Settings) -> Mail:
    return Mail(_post_office(settings), _trusting(settings.mail.tillid))


def _post_office(settings: Settings) -> Postkontor:
    mail = settings.mail
    if mail.fra is None:
        raise Opsaetningsfejl(
            "ALA-001", "mail.til siger, hvem der får alarmer, men mail.fra mangler. Sæt den til en adresse, som"
            " mailserveren vil sende fra."
        )  # fmt: skip
    if mail.bruger and mail.sikkerhed == "ingen":
        raise Opsaetningsfejl(
            "ALA-002", "mail.bruger er sat, men mail.sikkerhed er ingen: adgangskoden ville gå i klar tekst. Sæt"
            " mail.sikkerhed til starttls eller tls, eller fjern brugeren."
        )  # fmt: skip
    kode = mail.adgangskode.get_secret_value() if mail.adgangskode else ""
    return Postkontor(
        mail.host, mail.port or PORTE[mail.sikkerhed], mail.sikkerhed, mail.fra, mail.til, mail.bruger, kode
    )


def _webhook(settings: Settings) -> Webhook:
    webhook = settings.webhook
    url = webhook.url.get_secret_value() if webhook.url else ""
    if not _may_post_to(url):
        raise Opsaetningsfejl(
            "ALA-003",
            "webhook.url kan ikke bruges. Der ventes en adresse som https://vagt.example/alarm; http:// kun til"
            " maskinen selv (127.0.0.1).",
        )
    noegle = webhook.signaturnoegle.get_secret_value() if webhook.signaturnoegle else ""
    return Webhook(Modtager(url, noegle), _trusting(webhook.tillid))


def _may_post_to(url: str) -> bool:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return False
    plain = url.isascii() and not any(char.isspace() for char in url)
    if not plain or not parts.hostname or parts.username:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)


def _trusting(tillid: Path | None) -> Callable[[], ssl.SSLContext]:
    return Klientkontekst(Filer(tillid=tillid))
