"""TLS contexts for doors and for pushing: TLS 1.2 and later, made anew when their files change."""

from __future__ import annotations

import hashlib
import ssl
from collections.abc import Callable
from contextlib import suppress
from enum import Enum
from pathlib import Path
from threading import Lock
from typing import Generic, NamedTuple, TypeVar

from cpr_haendelser.fejl import Opsaetningsfejl

_T = TypeVar("_T")


class Klientcertifikat(Enum):
    """Whether a caller must show a certificate."""

    INTET = ssl.CERT_NONE
    VALGFRIT = ssl.CERT_OPTIONAL
    """One that is shown must be good."""
    PAAKRAEVET = ssl.CERT_REQUIRED


class Filer(NamedTuple):
    """PEM files: own certificate (with its chain) and key; whom to trust."""

    certifikat: Path | None = None
    noegle: Path | None = None
    tillid: Path | None = None
    """None: as client the machine's own trust anchors; as server nobody."""


def server_context(filer: Filer, klientcertifikat: Klientcertifikat) -> ssl.SSLContext:
    """A context for a door; Opsaetningsfejl TLS-010 where the files do not fit."""
    kontekst = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    kontekst.minimum_version = ssl.TLSVersion.TLSv1_2
    _load(kontekst, filer)
    kontekst.verify_mode = klientcertifikat.value
    return kontekst


def client_context(filer: Filer) -> ssl.SSLContext:
    """A context for calling out: the other's certificate and name are always checked. Opsaetningsfejl TLS-010."""
    kontekst = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    kontekst.minimum_version = ssl.TLSVersion.TLSv1_2
    if filer.tillid is None:
        kontekst.load_default_certs()
    _load(kontekst, filer)
    return kontekst


def _load(kontekst: ssl.SSLContext, filer: Filer) -> None:
    try:
        if filer.certifikat is not None:
            kontekst.load_cert_chain(filer.certifikat, filer.noegle)
        if filer.tillid is not None:
            kontekst.load_verify_locations(filer.tillid)
    except (OSError, ssl.SSLError, ValueError):
        raise Opsaetningsfejl(
            "TLS-010",
            "certifikat, nøgle eller tillidsfil kan ikke læses, eller de passer ikke sammen. De skal være PEM-filer,"
            " og nøglen skal høre til certifikatet og være uden adgangskode.",
        ) from None


def fingerprint(der: bytes) -> str:
    """SHA-256 of a certificate (DER), hex, lower case: as `ItSystem.fingeraftryk`."""
    return hashlib.sha256(der).hexdigest()


def peer_fingerprint(forbindelse: ssl.SSLObject | ssl.SSLSocket | None) -> str:
    """The fingerprint of the other's certificate; empty where none was shown or there is no TLS."""
    der = forbindelse.getpeercert(binary_form=True) if forbindelse is not None else None
    return fingerprint(der) if der else ""


class Papirer(NamedTuple):
    """What a client shows and trusts: PEM as it stood in its files; None where there is no file."""

    certifikat: bytes | None
    noegle: bytes | None
    tillid: bytes | None


def client_papers(filer: Filer) -> Papirer:
    """What is in the files, once they have been seen to fit; Opsaetningsfejl TLS-010."""
    client_context(filer)
    return Papirer(*(None if fil is None else fil.read_bytes() for fil in filer))


class _Foelgende(Generic[_T]):
    """What is made of files, and made anew when they change: call it for that of the moment. Threads may share it.

    Files that do not fit leave the former in force; the first time they are refused (TLS-010).
    """

    def __init__(self, filer: Filer, make: Callable[[Filer], _T]) -> None:
        self._filer, self._make, self._laas = filer, make, Lock()
        self._set = _stamps(filer)
        self._lavet = make(filer)

    def __call__(self) -> _T:
        """The same object as long as the files are the same."""
        with self._laas:
            if (stempler := _stamps(self._filer)) != self._set:
                with suppress(Opsaetningsfejl):
                    self._lavet, self._set = self._make(self._filer), stempler
            return self._lavet


class Klientkontekst(_Foelgende[ssl.SSLContext]):
    """A client context that follows its files."""

    def __init__(self, filer: Filer) -> None:
        super().__init__(filer, client_context)


class Klientpapirer(_Foelgende[Papirer]):
    """A client's papers that follow their files."""

    def __init__(self, filer: Filer) -> None:
        super().__init__(filer, client_papers)


class Serverkontekst:
    """A server context that follows its files: `kontekst` is handed out once, `refresh` is called now and then.

    The one handed out answers every handshake with the newest by SNI callback, which is called without a name too.
    """

    def __init__(
        self, filer: Filer, klientcertifikat: Klientcertifikat, note: Callable[[str], None] | None = None
    ) -> None:
        """`note` is told OpenSSL's reason for every handshake that is refused (in words, lower case)."""
        self._filer, self._klientcertifikat = filer, klientcertifikat
        self._set = _stamps(filer)
        self._nyeste = self.kontekst = server_context(filer, klientcertifikat)
        self.kontekst.sni_callback = self._choose
        if note is not None:
            self.kontekst.sslobject_class = _noting(note)

    def refresh(self) -> bool:
        """Reads the files again where they have changed; whether they had. Opsaetningsfejl TLS-010: the former stay."""
        stempler = _stamps(self._filer)
        if stempler == self._set:
            return False
        self._nyeste, self._set = server_context(self._filer, self._klientcertifikat), stempler
        return True

    def _choose(self, forbindelse: ssl.SSLObject | ssl.SSLSocket, _navn: str | None, _kontekst: ssl.SSLContext) -> None:
        if self._nyeste is not self.kontekst:
            forbindelse.context = self._nyeste


def _noting(note: Callable[[str], None]) -> type[ssl.SSLObject]:
    """What asyncio makes of each connection: asyncio itself passes a refused handshake over in silence."""

    class Noting(ssl.SSLObject):
        def do_handshake(self) -> None:
            try:
                super().do_handshake()
            except (ssl.SSLWantReadError, ssl.SSLWantWriteError):
                raise
            except ssl.SSLError as error:
                note(_reason(error))
                raise

    return Noting


def _reason(error: ssl.SSLError) -> str:
    """OpenSSL's words; of a certificate that was not good, also what was wrong with it."""
    grund = (error.reason or "unknown").lower().replace("_", " ")
    return f"{grund}: {error.verify_message}" if isinstance(error, ssl.SSLCertVerificationError) else grund


def _stamps(filer: Filer) -> tuple[tuple[int, int] | None, ...]:
    return tuple(_stamp(fil) for fil in filer)


def _stamp(fil: Path | None) -> tuple[int, int] | None:
    if fil is None:
        return None
    try:
        stat = fil.stat()
    except OSError:
        return None
    return stat.st_mtime_ns, stat.st_size
