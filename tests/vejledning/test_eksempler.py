"""The examples of the guides, run as they are shown, against a whole test environment."""

from __future__ import annotations

import ast
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from cpr_haendelser.abonnementer.model import Leveringsmaade
from cpr_haendelser.konsol.sprog import SPROG, oversaettelse
from cpr_haendelser.vejledning.eksempler import EKSEMPLER, Eksempel, Vaerdier, render
from tests.vejledning.sted import FRIST, Sted, open_sted

ALLE = {each.fil: each for alle in EKSEMPLER.values() for each in alle}
needs_java = pytest.mark.skipif(shutil.which("javac") is None, reason="there is no JDK on this machine")
needs_shell = pytest.mark.skipif(
    any(shutil.which(each) is None for each in ("bash", "curl", "openssl")), reason="bash, curl or openssl is missing"
)


@pytest.fixture(scope="module")
def sted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sted]:
    with open_sted(tmp_path_factory.mktemp("eksempler")) as sted:
        mor = sted.exttest.person()
        assert len(sted.exttest.bestil("flytning", mor, kommunekode="0997", vejkode="0100", husnr="7")) == 2
        yield sted


def test_fetching_keeps_the_message_and_acknowledges_it(sted: Sted) -> None:
    svar = sted.run(ALLE["hent.py"])
    assert svar.count("Modtaget ") == 1, "of the two messages of the move, one is Korsbæk's"
    assert "Der er ikke mere lige nu." in svar
    sted.exttest.vent_paa_levering()
    [fil] = (sted.mappe / "beskeder").glob("*.xml")
    assert b"urn:oio:cpr:personhaendelse:035" in fil.read_bytes()
    lager = sted.exttest.installation.lager
    kendte = {str(each.besked_id) for each in lager.haendelser_med(range(1, lager.sidste_loebenummer() + 1))}
    assert fil.stem in kendte, "the file is named by the id that a message is known by"


def test_the_feed_is_read_and_it_is_remembered_how_far(sted: Sted) -> None:
    assert "035" in sted.run(ALLE["feed.py"])
    assert int((sted.mappe / "naaet.txt").read_text()) == sted.exttest.installation.lager.sidste_loebenummer()
    assert sted.run(ALLE["feed.py"]) == "", "the second time there is nothing new"


def test_an_example_in_english_is_the_same_program_with_other_words() -> None:
    vaerdier = Vaerdier("localhost", 5671, 8443, "0d000000-0000-4000-8000-00000000000a", "https://m.example/modtag")
    for each in ALLE.values():
        dansk, engelsk = (render(each, vaerdier, oversaettelse(valgt).gettext).splitlines() for valgt in SPROG)
        assert dansk == render(each, vaerdier).splitlines()
        forskelle = [(da, en) for da, en in zip(dansk, engelsk, strict=True) if da != en]
        assert forskelle, each.fil
        assert all(re.search('#|//|"', da) for da, _ in forskelle), each.fil
        assert not re.search("[æøåÆØÅ]", re.sub("BeskedFåTilsendt|hændelser", "", "\n".join(engelsk))), each.fil
        if each.fil.endswith(".py"):
            assert _shape("\n".join(dansk)) == _shape("\n".join(engelsk))


def _shape(program: str) -> str:
    """A program without what its texts say."""
    return re.sub("(value|args)=('[^'\n]*'|\"[^\"\n]*\")", "", ast.dump(ast.parse(program)))


@needs_shell
def test_curl_reads_the_feed_and_whole_messages(sted: Sted) -> None:
    assert '"kode":"035"' in sted.run(ALLE["feed.sh"])
    assert b"Haendelsesbesked" in (sted.mappe / "beskeder.xml").read_bytes()


def test_a_key_is_enough_to_read_the_feed_and_keep_its_messages(sted: Sted) -> None:
    egen = sted._replace(mappe=sted.mappe / "med-noegle")
    egen.mappe.mkdir()
    svar = egen.run(ALLE["noegle.py"])
    assert "035" in svar
    assert b"urn:oio:cpr:personhaendelse:035" in b"".join(fil.read_bytes() for fil in egen.mappe.glob("beskeder/*.xml"))
    assert egen.run(ALLE["noegle.py"]) == "Der er ikke mere lige nu.\n", "it is remembered how far it was read"


@needs_shell
def test_curl_reads_the_feed_and_whole_messages_with_a_key(sted: Sted) -> None:
    assert '"kode":"035"' in sted.run(ALLE["noegle.sh"])
    assert b"Haendelsesbesked" in (sted.mappe / "beskeder.xml").read_bytes()


@needs_shell
def test_the_line_test_says_that_all_is_well(sted: Sted) -> None:
    svar = sted.run(ALLE["linjetest.sh"])
    assert "i orden" in svar
    assert "Verification: OK" in svar


@needs_shell
def test_the_line_test_holds_an_address_against_the_addresses_of_the_certificate(sted: Sted) -> None:
    svar = sted._replace(vaerdier=sted.vaerdier._replace(vaert="127.0.0.1")).run(ALLE["linjetest.sh"])
    assert "i orden" in svar
    assert "Verification: OK" in svar


@needs_java
def test_java_reads_the_feed(sted: Sted) -> None:
    svar = sted.run(ALLE["Feed.java"])
    assert svar.startswith("200 ")
    assert '"kode":"035"' in svar


@needs_shell
@pytest.mark.parametrize("fil", ["modtager.py", pytest.param("Modtager.java", marks=needs_java)])
def test_a_receiver_answers_curl_and_gets_what_is_pushed(sted: Sted, fil: str) -> None:
    with _running(sted, ALLE[fil]):
        assert "<StatusKode>20</StatusKode>" in sted.run(ALLE["modtager.sh"])
        foer = _count(sted)
        sted.exttest.send_til(sted.vaerdier.callback)
        sted.exttest.bestil("flytning", sted.exttest.person(), kommunekode="0997", vejkode="0100", husnr="7")
        sted.exttest.vent_paa_levering()
        assert _count(sted) == foer + 1


def test_every_example_is_run_here() -> None:
    koert = {
        "hent.py",
        "noegle.py",
        "noegle.sh",
        "feed.py",
        "feed.sh",
        "linjetest.sh",
        "Feed.java",
        "modtager.py",
        "Modtager.java",
        "modtager.sh",
    }
    assert set(ALLE) == koert


def test_both_ways_of_delivery_have_an_example_in_each_language() -> None:
    for maade in Leveringsmaade:
        assert {each.sprog for each in EKSEMPLER[maade]} >= {"curl", "Python", "Java"}


def _count(sted: Sted) -> int:
    return len(list((sted.mappe / "beskeder").glob("*.xml")))


@contextmanager
def _running(sted: Sted, eksempel: Eksempel) -> Iterator[None]:
    port = int(sted.vaerdier.callback.split(":")[2].split("/")[0])
    with subprocess.Popen(sted.command(eksempel), cwd=sted.mappe, env=sted.environment()) as proces:  # noqa: S603
        try:
            _wait_for(port, proces)
            yield
        finally:
            proces.terminate()


def _wait_for(port: int, proces: subprocess.Popen[bytes]) -> None:
    slut = time.monotonic() + FRIST
    while time.monotonic() < slut and proces.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the receiver does not listen")
