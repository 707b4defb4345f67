"""Reading messages: other senders' too, and nothing that is dangerous."""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpr_haendelser.beskeder.laesning import Beskedfejl, read_besked
from cpr_haendelser.beskeder.sammensaetning import compose
from tests.beskeder.eksempler import GRUNDLAG, HAENDELSE, PNR, SAET

if TYPE_CHECKING:
    from pathlib import Path

BESKED = compose(HAENDELSE, GRUNDLAG, SAET)
LATTER = b"".join(b'<!ENTITY l%d "%s">' % (nr, b"&l%d;" % (nr - 1) * 10) for nr in range(1, 10))


def with_data(indhold: bytes) -> bytes:
    """The typical message with this as its only Beskeddata."""
    begin = BESKED.index(b"<ns2:Beskeddata>")
    return BESKED[:begin] + b"<ns2:Beskeddata>" + indhold + b"</ns2:Beskeddata></ns2:Haendelsesbesked>"


def packed(indhold: bytes) -> bytes:
    return b'<Base64 xmlns="urn:besked:kuvert:1.0">' + b64encode(indhold) + b"</Base64>"


@pytest.mark.parametrize(
    ("kode", "data"),
    [
        ("BSK-001", BESKED + b" " * 4 * 1024 * 1024),
        ("BSK-002", BESKED.replace("Sørensen".encode(), b"S\xf8rensen")),
        ("BSK-002", BESKED.decode().replace("UTF-8", "UTF-16").encode("utf-16")),
        ("BSK-003", BESKED.replace(b"\n<ns2", b'\n<!DOCTYPE x [<!ENTITY e "y">]><ns2', 1)),
        ("BSK-003", BESKED.replace(b"\n<ns2", b'\n<!DOCTYPE x SYSTEM "http://127.0.0.1:1/x.dtd"><ns2', 1)),
        ("BSK-003", b'<!DOCTYPE x [<!ENTITY l0 "l">' + LATTER + b"]><x>&l9;</x>"),
        ("BSK-003", with_data(packed(b'<!DOCTYPE x SYSTEM "file:///etc/hostname"><x/>'))),
        ("BSK-004", BESKED[:-1]),
        ("BSK-004", b""),
        ("BSK-004", BESKED.replace("Tømrer".encode(), b"&ukendt;")),
        ("BSK-005", with_data(b"<a>" * 63 + b"</a>" * 63)),
        ("BSK-005", with_data(packed(b"<a>" * 65 + b"</a>" * 65))),
        ("BSK-004", with_data(b"<a>" * 5000 + b"</a>" * 5000)),
        ("BSK-006", BESKED.replace(b"urn:oio:besked:kuvert:1.0", b"urn:oio:besked:kuvert:2.0")),
        ("BSK-006", b"<a/>"),
        ("BSK-007", BESKED.replace(b"ns2:BeskedVersion", b"ns2:Version")),
        ("BSK-007", BESKED.replace(b"ns2:Leveranceinformation>", b"ns2:Leverance>")),
        (
            "BSK-007",
            BESKED.replace(b"UUIDIdentifikator>248", b"GUID>248").replace(b"809</UUIDIdentifikator>", b"809</GUID>"),
        ),
        ("BSK-008", with_data(b'<Base64 xmlns="urn:besked:kuvert:1.0">***</Base64>')),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(kode: str, data: bytes) -> None:
    with pytest.raises(Beskedfejl) as refused:
        read_besked(data)
    assert refused.value.kode == kode
    assert PNR not in str(refused.value)


def test_the_limits_are_the_callers() -> None:
    assert read_besked(BESKED, stoerste=len(BESKED)).besked_id == str(HAENDELSE.besked_id)
    with pytest.raises(Beskedfejl, match="BSK-001"):
        read_besked(BESKED, stoerste=len(BESKED) - 1)
    with pytest.raises(Beskedfejl, match="BSK-005"):
        read_besked(BESKED, dybeste=5)


def test_comments_and_processing_instructions_are_left_out() -> None:
    besked = read_besked(with_data(b"<!-- x --><?php y ?><a><!-- z -->b</a>"))
    assert [dokument.text for dokument in besked.dokumenter] == ["b"]


def test_a_message_without_payload_has_no_documents() -> None:
    assert read_besked(with_data(b"")).dokumenter == ()


@given(st.binary(max_size=200))
def test_whatever_comes_is_read_or_refused_with_a_code(data: bytes) -> None:
    with pytest.raises(Beskedfejl, match="BSK-00"):
        read_besked(data)


@given(st.integers(0, len(BESKED) - 1), st.binary(min_size=1, max_size=3))
def test_a_damaged_message_is_read_or_refused_with_a_code(place: int, noise: bytes) -> None:
    assert outcome(BESKED[:place] + noise + BESKED[place + len(noise) :]) in {
        "read",
        *(f"BSK-00{nr}" for nr in range(1, 9)),
    }


def outcome(data: bytes) -> str:
    """The code of the refusal, or that there was none."""
    try:
        read_besked(data)
    except Beskedfejl as refused:
        return refused.kode
    return "read"


def test_messages_of_other_senders_are_read(contracts: Path) -> None:
    samples = sorted((contracts / "beskedfordeler" / "examples").glob("*esked0*.xml"))
    assert samples
    for sample in samples:
        besked = read_besked(sample.read_bytes())
        assert besked.version == "1.0"
        assert besked.kuvert.registreringer[0].objekt_id.startswith("urn:oio:cpr-nr:")
        assert besked.kuvert.gyldig_fra
