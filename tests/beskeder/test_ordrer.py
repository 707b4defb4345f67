"""Ordered hændelser of every code, from the log to the message: valid, pinned, the kuvert the order's own."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

import pytest
from lxml import etree

from cpr_haendelser.beskeder.haendelseslaesning import TAG, read_haendelse
from cpr_haendelser.beskeder.laesning import read_besked
from cpr_haendelser.cpr.koder import koder
from cpr_haendelser.haendelser.ids import compute_ordre_ids
from cpr_haendelser.haendelser.model import ORDREREGEL, SAMLE, Adresse, Ordrested, Rolle
from cpr_haendelser.storage.ordre import Ordrehaendelse
from tests.opslag.korsbaek import opened
from tests.storage.eksempler import beslutning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cpr_haendelser.app import Installation

ORDRE = str(UUID(int=9))
ALLE_KODER = (*sorted(koder("personhaendelse")), SAMLE)
HJEM = Adresse("0101", "0123", "017A", "02", "tv", "", "Æble & <Co>")


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with opened(tmp_path_factory.mktemp("korsbaek")) as made:
        yield made


@pytest.fixture(scope="module")
def pnrs(installation: Installation) -> list[int]:
    return installation.lager.personer_paa("0998", antal=len(ALLE_KODER))


@pytest.fixture(scope="module")
def beskeder(installation: Installation, pnrs: list[int]) -> list[bytes]:
    """One message for each code, each about a person of its own."""
    ordrer = []
    for linje, (pnr, kode) in enumerate(zip(pnrs, ALLE_KODER, strict=True), 1):
        sted = Ordrested(ORDRE, linje, 1, 1)
        ider = compute_ordre_ids(installation.namespace, *sted, f"{pnr:010d}", kode, Rolle.NY)
        fundet = beslutning(
            pnr, kode=kode, regel=ORDREREGEL, poster=(), efter=HJEM, grupper=("navn",) if kode == SAMLE else ()
        )
        ordrer.append(Ordrehaendelse(fundet, *ider, "11111111", str(sted)))
    lager = installation.lager
    numre = lager.log(ordrer, dannet="2026-11-26T10:00:00.000+01:00", saet=installation.saet, proddto="20261126")
    return list(installation.beskedskriver.write_all(lager.haendelser(efter=numre[0] - 1)))


def test_every_code_gives_a_message_by_the_official_schema(beskeder: list[bytes], kuvertskema: etree.XMLSchema) -> None:
    for besked in beskeder:
        kuvertskema.assertValid(etree.fromstring(besked))


def test_every_code_gives_documents_by_their_schemas(
    beskeder: list[bytes], egne_skemaer: dict[str, etree.XMLSchema], personlookupskema: etree.XMLSchema
) -> None:
    for besked in beskeder:
        haendelse, person = (etree.fromstring(etree.tostring(each)) for each in read_besked(besked).dokumenter)
        egne_skemaer[str(etree.QName(haendelse).namespace)].assertValid(haendelse)
        personlookupskema.assertValid(person)


def test_kuvert_and_haendelse_are_the_orders_and_the_person_is_the_replicas(
    beskeder: list[bytes], pnrs: list[int], installation: Installation
) -> None:
    seneste = installation.lager.leverancer()[-1].fil
    for linje, (besked, pnr, kode) in enumerate(zip(beskeder, pnrs, ALLE_KODER, strict=True), 1):
        laest = read_besked(besked)
        data = read_haendelse(laest.dokumenter[0])
        assert laest.document(TAG) is not None
        assert (data.pnr, data.regel, data.nuvaerende_adresse) == (f"{pnr:010d}", ORDREREGEL, HJEM)
        assert laest.kuvert.registreringer[0].handling.endswith("000" if kode == SAMLE else kode)
        assert data.ordre is not None
        assert (data.ordre.sted, data.ordre.udfoert, data.ordre.pr_fil) == ((ORDRE, linje, 1, 1), "2026-11-26", seneste)
        vej = laest.dokumenter[1].findtext(".//{*}aktuelAdresse/{*}kommunekode")
        assert int(vej or 0) == 998
