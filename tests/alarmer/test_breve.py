"""Letters leave by the mail server or into a file, are tried again until they have, and none is lost."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from typing import TYPE_CHECKING

import pytest

from cpr_haendelser.administration.breve import Brev, to_json
from cpr_haendelser.alarmer.brevvej import by_file, by_mail
from cpr_haendelser.alarmer.kanal import Kanalfejl
from cpr_haendelser.alarmer.mail import Postkontor
from cpr_haendelser.alarmer.udpost import Udpost
from cpr_haendelser.storage.aftalebog import BREV, Foelge
from cpr_haendelser.storage.hukommelse_postrum import HukommelsePostrum
from tests.alarmer.conftest import mailserver

if TYPE_CHECKING:
    from pathlib import Path

    from tests.alarmer.conftest import Tillid

NU = datetime(2026, 11, 30, 12, tzinfo=UTC)
LETTER = Brev("b1", ("anna@korsbaek.example",), "Ny aftale på vej", "Æblegrød\n", NU.isoformat())


def kontor(port: int, *til: str) -> Postkontor:
    return Postkontor("127.0.0.1", port, "ingen", "fra@example.dk", til)


def test_a_letter_goes_to_those_it_is_to(tillid: Tillid) -> None:
    with mailserver(None) as server:
        by_mail(kontor(server.port, "drift@example.dk"), tillid.client)(to_json(LETTER))
    [mail] = server.postkasse.mails
    assert mail.rcpt_tos == ["anna@korsbaek.example"]
    assert isinstance(mail.content, bytes)
    laest = message_from_bytes(mail.content, policy=policy.default)
    assert (laest["Subject"], laest["To"]) == ("Ny aftale på vej", "anna@korsbaek.example")
    assert "Æblegrød" in laest.get_content()


@pytest.mark.parametrize(("til", "modtager"), [(("drift@example.dk",), "drift@example.dk"), ((), "fra@example.dk")])
def test_a_letter_to_nobody_goes_to_the_operator(tillid: Tillid, til: tuple[str, ...], modtager: str) -> None:
    with mailserver(None) as server:
        by_mail(kontor(server.port, *til), tillid.client)(to_json(Brev("b2", (), "x", "y", NU.isoformat())))
    assert [mail.rcpt_tos for mail in server.postkasse.mails] == [[modtager]]


def test_letters_stand_below_each_other_in_a_file_for_its_owner_alone(tmp_path: Path) -> None:
    fil = tmp_path / "mappe" / "breve.txt"
    vej = by_file(fil)
    vej(to_json(LETTER))
    vej(to_json(Brev("b2", (), "Til ingen", "tekst\n", NU.isoformat())))
    tekst = fil.read_text("utf-8")
    assert tekst.startswith("Til: anna@korsbaek.example\nEmne: Ny aftale på vej\n\nÆblegrød\n")
    assert "Til: ingen har en mailadresse\nEmne: Til ingen\n" in tekst
    if os.name == "posix":
        assert fil.stat().st_mode & 0o777 == 0o600
    with pytest.raises(Kanalfejl):
        by_file(tmp_path)(to_json(LETTER))


def test_a_letter_is_tried_again_until_it_has_left() -> None:
    postrum, sendt, nu = HukommelsePostrum(), [], [NU]
    nede = [True, True]

    def vej(indhold: str) -> None:
        if nede:
            nede.pop()
            raise Kanalfejl("nede")
        sendt.append(indhold)

    postrum.skriv_aftaleskridt(Foelge(breve=("1", "2")))
    udpost = Udpost(postrum, {BREV: vej}, lambda: nu[0])
    assert udpost.tell() == 2
    assert udpost.tell() == 0
    assert sendt == []
    nu[0] += timedelta(seconds=60)
    udpost.tell()
    nu[0] += timedelta(seconds=300)
    assert udpost.tell() == 2
    assert sendt == ["1", "2"]
    nu[0] += timedelta(days=1)
    assert udpost.tell() == 0
