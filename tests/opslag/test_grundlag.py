"""What a message is composed from is the person as of the hændelse's file, whatever has come since."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cpr_haendelser.beskeder.haendelseslaesning import TAG, read_haendelse
from cpr_haendelser.beskeder.laesning import read_besked
from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.haendelser.model import Adresse, Art
from cpr_haendelser.opslag.grundlag import Beskedskriver, gather
from cpr_haendelser.opslag.log import Udsnit, iterate
from cpr_haendelser.replika.visning import Visning

if TYPE_CHECKING:
    from cpr_haendelser.app import Installation


def test_the_person_is_shown_as_of_the_file(installation: Installation) -> None:
    lager = installation.lager
    later = 0
    for haendelse in iterate(lager, Udsnit()):
        pnr = int(haendelse.beslutning.pnr)
        dokument = gather(lager, haendelse).dokument
        versioner = {billede.fil: billede.dokument for billede in lager.versioner(pnr)}
        assert dokument == versioner[max(fil for fil in versioner if fil <= haendelse.fil)]
        later += dokument != lager.billeder([pnr])[pnr].dokument
    assert later > 0, "nobody was changed again: the test shows nothing"


def test_the_099_lines_that_caused_it_are_there(installation: Installation) -> None:
    for haendelse in iterate(installation.lager, Udsnit(), antal=50):
        aarsager = gather(installation.lager, haendelse).aarsager
        assert tuple(aarsag.linje for aarsag in aarsager) == haendelse.beslutning.linjer


def test_a_version_that_is_not_kept_is_told(installation: Installation) -> None:
    haendelse = next(iterate(installation.lager, Udsnit()))
    unknown = haendelse._replace(beslutning=haendelse.beslutning._replace(pnr="6101011234"))
    with pytest.raises(Brugsfejl, match=r"OPS-001: hændelse 1: personens version fra fil 2 findes ikke\."):
        gather(installation.lager, unknown)


def test_messages_are_the_same_bytes_whoever_writes_them_and_when(installation: Installation) -> None:
    haendelser = list(iterate(installation.lager, Udsnit(), antal=40))
    first = list(Beskedskriver(installation.lager).write_all(haendelser))
    other = Beskedskriver(installation.lager)
    assert [other.write(haendelse) for haendelse in reversed(haendelser)] == first[::-1]
    assert len(set(first)) == 40


def test_an_annulled_move_shows_where_the_person_lives_as_of_the_file(installation: Installation) -> None:
    fundne = 0
    skriver = Beskedskriver(installation.lager)
    for haendelse in iterate(installation.lager, Udsnit(("034", "035", "036", "037"))):
        b = haendelse.beslutning
        if b.art is Art.ANNULLERING:
            element = read_besked(skriver.write(haendelse)).document(TAG)
            assert element is not None
            data, bor = read_haendelse(element), Visning(gather(installation.lager, haendelse).dokument).adresse
            assert data.annulleret_adresse == b.efter
            assert data.nuvaerende_adresse == (bor and Adresse(*(getattr(bor, led) for led in Adresse._fields)))
            fundne += 1
    assert fundne > 0, "no move was annulled: the test shows nothing"
