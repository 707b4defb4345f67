"""Where a push may go."""

from __future__ import annotations

import ipaddress

import pytest

from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.fordeling.push.adresse import Regler, check_callback, may_connect

OFFENTLIG, ALT = Regler(), Regler(private_adresser=True, http_paa_loopback=True)


@pytest.mark.parametrize(
    ("adresse", "offentlig", "alt"),
    [
        ("9.9.9.9", True, True),
        ("2620:fe::fe", True, True),
        ("127.0.0.1", False, True),
        ("10.1.2.3", False, True),
        ("192.168.1.1", False, True),
        ("169.254.169.254", False, True),
        ("100.64.0.1", False, True),
        ("0.0.0.0", False, False),  # noqa: S104 - never a target
        ("224.0.0.1", False, False),
        ("255.255.255.255", False, False),
        ("::1", False, True),
        ("fe80::1", False, True),
        ("fd00::1", False, True),
        ("fec0::1", False, True),
        ("ff02::1", False, False),
        ("::ffff:127.0.0.1", False, True),
        ("64:ff9b::7f00:1", False, True),
        ("2002:7f00:1::", False, True),
    ],
)
def test_only_the_open_net_is_a_target_unless_the_environment_allows_more(
    adresse: str, *, offentlig: bool, alt: bool
) -> None:
    ip = ipaddress.ip_address(adresse)
    assert may_connect(ip, regler=OFFENTLIG, klar_tekst=False) is offentlig
    assert may_connect(ip, regler=ALT, klar_tekst=False) is alt


def test_clear_text_goes_to_this_machine_alone_and_only_where_allowed() -> None:
    her, ude = ipaddress.ip_address("127.0.0.1"), ipaddress.ip_address("9.9.9.9")
    assert may_connect(her, regler=ALT, klar_tekst=True)
    assert not may_connect(her, regler=OFFENTLIG, klar_tekst=True)
    assert not may_connect(ude, regler=ALT, klar_tekst=True)


@pytest.mark.parametrize(
    ("url", "kode"),
    [
        ("https://modtager.example/andet", "PSH-001"),
        ("https://", "PSH-002"),
        ("https://a:b@modtager.example/", "PSH-002"),
        ("http://modtager.example/", "PSH-003"),
        ("ftp://modtager.example/", "PSH-003"),
    ],
)
def test_a_callback_that_may_not_be_used_is_refused_in_words(url: str, kode: str) -> None:
    registrerede = () if kode == "PSH-001" else (url,)
    with pytest.raises(Brugsfejl) as fejl:
        check_callback(url, registrerede, OFFENTLIG)
    assert fejl.value.kode == kode


def test_a_registered_address_is_used_as_it_stands() -> None:
    url = "https://modtager.example:8443/modtag"
    assert check_callback(url, (url,), OFFENTLIG) == url
