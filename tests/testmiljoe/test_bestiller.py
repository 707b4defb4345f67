"""What callers may do with orders and test persons, and what they may not learn of."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from cpr_haendelser.adgang.handling import Handling
from cpr_haendelser.adgang.model import OPERATOER as OPERATOEREN
from cpr_haendelser.app.installation import moment
from cpr_haendelser.cpr.kommuner import Kommunetabel
from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.storage.ordre import Kreds, Ordreart, Ordretilstand
from cpr_haendelser.testmiljoe.bestiller import Bestiller
from cpr_haendelser.testmiljoe.bestilling import FLEST_FEJL, Bestilling, Skabelonfejl
from cpr_haendelser.testmiljoe.forudsaetninger import VILKAAR
from cpr_haendelser.testmiljoe.ordreskridt import SKRIDT
from cpr_haendelser.testmiljoe.paa_vegne import LAENGSTE_TEKST
from cpr_haendelser.udlevering.kalder import OPERATOER, Kalder
from tests.testmiljoe.hus import SYSTEM, A, B, Hus
from tests.testmiljoe.test_sammenhaengende import single

HOS_A, HOS_B = Kalder(SYSTEM[A]), Kalder(SYSTEM[B])
ORDINAER = "010190" + "1234"
"""Put together, so that it stands nowhere."""


@pytest.fixture(scope="module")
def hus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hus]:
    dette = Hus(tmp_path_factory.mktemp("hus"))
    yield dette
    dette.close()


@pytest.fixture
def bestiller(hus: Hus) -> Bestiller:
    return hus.miljoe.bestiller


def move(pnr: str, **felter: str) -> bytes:
    navne = ["personnummer", "handling", "kommunekode", "vejkode", "husnr", *felter]
    return f"{';'.join(navne)}\n{pnr};flytning;0101;0123;4A;{';'.join(felter.values())}\n".encode()


def bestilling(skabelon: bytes, **andet: str) -> Bestilling:
    return Bestilling(Ordreart.SAMMENHAENGENDE, "Prøve", skabelon, **andet)  # type: ignore[arg-type]


def kode(call: Callable[[], object]) -> str:
    with pytest.raises(Brugsfejl) as raised:
        call()
    return raised.value.kode


def test_a_system_orders_for_its_own_organisation_and_the_operator_for_anyone(hus: Hus, bestiller: Bestiller) -> None:
    skabelon = move(hus.find(single, A))
    ordre = bestiller.create(HOS_A, bestilling(skabelon))
    assert (ordre.ejer, ordre.myndighed, ordre.system, ordre.kreds) == (A, A, SYSTEM[A], Kreds.EGNE)
    assert bestiller.template(HOS_A, ordre.uuid) == skabelon
    assert kode(lambda: bestiller.create(HOS_A, bestilling(skabelon, organisation=B))) == "TST-060"
    assert kode(lambda: bestiller.create(OPERATOER, bestilling(skabelon))) == "TST-061"
    assert bestiller.create(OPERATOER, bestilling(skabelon, organisation=B)).ejer == B


def every_question(bestiller: Bestiller, kalder: Kalder, uuid: str) -> list[Callable[[], object]]:
    """Every way of asking about one order."""
    return [
        lambda: bestiller.find(kalder, uuid),
        lambda: bestiller.lines(kalder, uuid),
        lambda: bestiller.template(kalder, uuid),
        lambda: bestiller.status(kalder, uuid),
        lambda: bestiller.executions(kalder, uuid),
        lambda: bestiller.prerequisites(kalder, uuid),
        lambda: bestiller.look(kalder, uuid),
        lambda: bestiller.say(kalder, uuid, "hej"),
        lambda: bestiller.thread(kalder, uuid),
        lambda: bestiller.change(kalder, uuid, bestilling(move("6101901234"))),
        *(lambda skridt=skridt: bestiller.take(kalder, uuid, skridt, "fordi") for skridt in SKRIDT),
    ]


def test_to_every_question_anothers_order_is_as_one_that_is_not_there(hus: Hus, bestiller: Bestiller) -> None:
    ordre = bestiller.create(HOS_A, bestilling(move(hus.find(single, A))))
    svar = []
    for uuid in (ordre.uuid, "0d000000-0000-4000-8000-000000000000"):
        fundne = []
        for ask in every_question(bestiller, HOS_B, uuid):
            with pytest.raises(Brugsfejl) as raised:
                ask()
            fundne.append(str(raised.value))
        svar.append(fundne)
    assert svar[0] == svar[1]
    assert {tekst[:7] for tekst in svar[0]} == {"ORD-002"}
    assert bestiller.find(HOS_A, ordre.uuid) == ordre
    assert ordre.uuid not in {each.uuid for each in bestiller.list_ordrer(HOS_B, antal=1000)}
    assert ordre.uuid in {each.uuid for each in bestiller.list_ordrer(OPERATOER, antal=1000)}


def test_anothers_person_is_as_unknown_as_a_number_that_nobody_has(hus: Hus, bestiller: Bestiller) -> None:
    hos_a = hus.find(single, A)
    svar = []
    for pnr in (hos_a, "6101901234"):
        ordre = bestiller.create(HOS_B, bestilling(move(pnr)))
        syn = bestiller.look(HOS_B, ordre.uuid)
        assert syn.visning.viste == []
        with pytest.raises(Brugsfejl) as raised:
            bestiller.take(HOS_B, ordre.uuid, "submit")
        with pytest.raises(Brugsfejl) as delt:
            bestiller.share(HOS_B, [int(pnr)], [B])
        svar.append((syn.afviste, str(raised.value), str(delt.value)))
    assert svar[0] == svar[1]
    assert hos_a not in str(svar)


def test_a_shared_person_can_be_ordered_for_but_not_shared_on(hus: Hus, bestiller: Bestiller) -> None:
    pnr = int(hus.find(single, A))
    assert kode(lambda: bestiller.share(HOS_A, [pnr], ["99999999"])) == "TST-066"
    assert [each.delt_med for each in bestiller.share(HOS_A, [pnr], [A, B])] == [(B,)]
    assert pnr in {each.pnr for each in bestiller.persons(HOS_B, antal=1000)}
    assert kode(lambda: bestiller.share(HOS_B, [pnr], [])) == "TST-065"
    ordre = bestiller.create(HOS_B, bestilling(move(f"{pnr:010d}")))
    assert bestiller.look(HOS_B, ordre.uuid).afviste == []
    assert [each.delt_med for each in bestiller.share(HOS_A, [pnr], [])] == [()]
    assert len(bestiller.look(HOS_B, ordre.uuid).afviste) == 1
    for med in ([B], ["99999999"]):  # all of them or none
        assert kode(lambda med=med: bestiller.share(HOS_A, [pnr, 6101901234], med)) == "TST-001"  # type: ignore[misc]
    assert pnr not in {each.pnr for each in bestiller.persons(HOS_B, antal=1000)}


def test_approval_is_the_operators_and_a_refusal_says_why(hus: Hus) -> None:
    bestiller = Bestiller(
        hus.desk(automatisk=False), hus.ordrelager, hus.installation.bord, hus.installation.vagt, hus.miljoe.preview,
        lambda: hus.nu, Kommunetabel().knows, hus.installation.revision,
    )  # fmt: skip
    ordre = bestiller.create(HOS_A, bestilling(move(hus.find(single, A))))
    assert bestiller.take(HOS_A, ordre.uuid, "submit").tilstand is Ordretilstand.INDSENDT
    assert kode(lambda: bestiller.take(HOS_A, ordre.uuid, "approve")) == "TST-062"
    assert kode(lambda: bestiller.take(HOS_A, ordre.uuid, "refuse", "nej")) == "TST-062"
    assert kode(lambda: bestiller.take(OPERATOER, ordre.uuid, "refuse", " ")) == "TST-063"
    # A key of the operator's that was made for ordering decides nothing.
    noegle = OPERATOEREN._replace(omfang=frozenset({Handling.ORDRE_BESTIL}))
    assert kode(lambda: bestiller.take(Kalder(aktoer=noegle), ordre.uuid, "approve")) == "ADG-003"
    assert bestiller.take(OPERATOER, ordre.uuid, "refuse", "forkert måned").tilstand is Ordretilstand.AFVIST
    bestiller.say(HOS_A, ordre.uuid, "jamen")
    assert [(each.hvem, each.tekst) for each in bestiller.thread(HOS_A, ordre.uuid)] == [
        (A, "indsendt"),
        ("operatøren", "afvist: forkert måned"),
        (A, "jamen"),
    ]
    igen = bestiller.take(HOS_A, ordre.uuid, "again")
    assert (igen.tilstand, igen.nr > ordre.nr) == (Ordretilstand.KLADDE, True)
    assert bestiller.lines(HOS_A, igen.uuid) == bestiller.lines(HOS_A, ordre.uuid)


def test_a_kladde_is_changed_as_a_whole_or_not_at_all(hus: Hus, bestiller: Bestiller) -> None:
    pnr = hus.find(single, A)
    ordre = bestiller.create(HOS_A, bestilling(move(pnr)))
    forkert = bestilling(b"personnummer;handling\n" + pnr.encode() + b";flytning\n" + pnr.encode() + b";flyt\n")
    with pytest.raises(Skabelonfejl) as raised:
        bestiller.change(HOS_A, ordre.uuid, forkert)
    assert {each.raekke for each in raised.value.celler} == {2, 3}
    assert bestiller.find(HOS_A, ordre.uuid) == ordre
    ny = bestiller.change(HOS_A, ordre.uuid, bestilling(move(pnr, etage="2"))._replace(titel="Op på anden"))
    assert (ny.titel, dict(bestiller.lines(HOS_A, ny.uuid)[0].trin[0].felter)["etage"]) == ("Op på anden", "02")
    bestiller.take(HOS_A, ordre.uuid, "cancel")
    assert kode(lambda: bestiller.change(HOS_A, ordre.uuid, bestilling(move(pnr)))) == "TST-032"


def test_of_two_who_change_the_same_kladde_at_the_same_moment_the_second_is_told(hus: Hus) -> None:
    stille = moment()
    bestiller = Bestiller(
        hus.miljoe.ekspedition, hus.ordrelager, hus.installation.bord, hus.installation.vagt, hus.miljoe.preview,
        lambda: stille, hus.installation.kommunetabel.knows, hus.installation.revision,
    )  # fmt: skip
    pnr = hus.find(single, A)
    ordre = bestiller.create(HOS_A, bestilling(move(pnr)))
    ny = bestiller.change(HOS_A, ordre.uuid, bestilling(move(pnr, etage="2")), ordre.aendret)
    assert ny.aendret > ordre.aendret
    assert kode(lambda: bestiller.change(HOS_A, ordre.uuid, bestilling(move(pnr)), ordre.aendret)) == "TST-034"
    assert bestiller.change(HOS_A, ordre.uuid, bestilling(move(pnr)), ny.aendret).aendret > ny.aendret


def test_lines_changed_while_they_are_handed_in_do_not_pass_unseen(hus: Hus, bestiller: Bestiller) -> None:
    pnr = hus.find(single, A)
    set_ = bestiller.create(HOS_A, bestilling(move(pnr)))
    rettet = bestiller.change(HOS_A, set_.uuid, bestilling(move(pnr, etage="2")))
    assert kode(lambda: hus.ekspedition.submit(set_, hvem="A")) == "TST-034"
    assert (bestiller.find(HOS_A, set_.uuid), bestiller.executions(HOS_A, set_.uuid)) == (rettet, [])
    assert bestiller.take(HOS_A, set_.uuid, "submit").tilstand is not Ordretilstand.KLADDE


MELLEM = ("", "-", " ", "  ", "\t", " - ", "\u00a0", "\u2009", "\u2011", "\u2013", "\u2212", "\u00ad", "\u200b")
"""What people, spreadsheets and word processors put between six digits and four."""


@pytest.mark.parametrize("skrevet", [f"{ORDINAER[:6]}{mellem}{ORDINAER[6:]}" for mellem in MELLEM])
def test_a_real_number_is_refused_wherever_it_stands_and_nothing_is_kept(
    hus: Hus, bestiller: Bestiller, skrevet: str
) -> None:
    pnr = hus.find(single, A)
    ordre = bestiller.create(HOS_A, bestilling(move(pnr)))
    foer = bestiller.list_ordrer(OPERATOER, antal=1000)
    i_titel = bestilling(move(pnr))._replace(titel=f"Flyt {skrevet}")
    for call in (
        lambda: bestiller.create(HOS_A, i_titel),
        lambda: bestiller.change(HOS_A, ordre.uuid, i_titel),
        lambda: bestiller.create(HOS_A, bestilling(b"# se " + skrevet.encode() + b"\n" + move(pnr))),
        lambda: bestiller.create(HOS_A, bestilling(move(pnr, conavn=f"hos {skrevet}"))),
        lambda: bestiller.create(HOS_A, bestilling(move(skrevet))),
        lambda: bestiller.say(HOS_A, ordre.uuid, f"det er {skrevet}"),
        lambda: bestiller.take(OPERATOER, ordre.uuid, "refuse", skrevet),
    ):
        with pytest.raises(Brugsfejl) as raised:
            call()
        assert raised.value.kode in {"TST-054", "VAGT-003"}
        assert skrevet not in str(raised.value)
    assert bestiller.list_ordrer(OPERATOER, antal=1000) == foer
    assert bestiller.thread(HOS_A, ordre.uuid) == []


def test_texts_are_bounded_and_a_word_says_something(hus: Hus, bestiller: Bestiller) -> None:
    ordre = bestiller.create(HOS_A, bestilling(move(hus.find(single, A))))
    assert kode(lambda: bestiller.say(HOS_A, ordre.uuid, "x" * (LAENGSTE_TEKST + 1))) == "TST-056"
    assert kode(lambda: bestiller.say(HOS_A, ordre.uuid, "  ")) == "TST-064"


def test_terms_are_accepted_for_ones_own_organisation(hus: Hus, bestiller: Bestiller) -> None:
    ordre = bestiller.create(OPERATOER, bestilling(move(hus.find(single)), organisation="33333333"))
    mangler = {each.navn for each in bestiller.prerequisites(OPERATOER, ordre.uuid) if not each.opfyldt}
    assert {"vilkår", "organisation"} <= mangler
    assert kode(lambda: bestiller.take(OPERATOER, ordre.uuid, "submit")) == "TST-030"
    assert kode(lambda: bestiller.accept_terms(HOS_A, B)) == "TST-060"
    assert bestiller.accept_terms(OPERATOER, "33333333") == VILKAAR
    opfyldte = {each.navn for each in bestiller.prerequisites(OPERATOER, ordre.uuid) if each.opfyldt}
    assert "vilkår" in opfyldte
    assert bestiller.accept_terms(HOS_A) == VILKAAR


def test_a_number_that_json_spells_out_is_refused_wherever_it_stands(hus: Hus, bestiller: Bestiller) -> None:
    linje = f'{{"personnummer":"{hus.find(single, A)}","handling":"doedsfald"}}'
    skrevet = f"\\u0030{ORDINAER[1:]}"
    hele = f'{{"note":"{skrevet}","linjer":[{linje}]}}', f'[{linje[:-1]},"bnr":null,"{skrevet}":null}}]'
    for skabelon in hele:
        with pytest.raises(Brugsfejl, match="VAGT-003"):
            bestiller.create(HOS_A, bestilling(skabelon.encode()))


@pytest.mark.parametrize(
    "skabelon",
    [
        "# {n}\npersonnummer;handling\n6101901234;doedsfald\n",
        "Om {n}\npersonnummer;handling\n6101901234;doedsfald\n",
        'personnummer;handling;bemaerkning\n6101901234;doedsfald;"{n}"\n',
        '[{{"personnummer":"6101901234","handling":"doedsfald","{n}":null}}]',
    ],
)
@pytest.mark.parametrize("mellem", [*MELLEM, "\\t", "\\u2009"])
def test_what_of_a_template_is_not_read_is_looked_at_too(bestiller: Bestiller, skabelon: str, mellem: str) -> None:
    """It is kept with the order, as it came."""
    if "\\" in mellem and not skabelon.startswith("["):
        return
    data = skabelon.format(n=f"{ORDINAER[:6]}{mellem}{ORDINAER[6:]}").encode()
    with pytest.raises(Brugsfejl) as raised:
        bestiller.create(HOS_A, bestilling(data))
    assert raised.value.kode in {"VAGT-003", "TST-051", "TST-053", "TST-054"}


def test_numbers_beside_each_other_in_a_table_are_no_personnummer(hus: Hus, bestiller: Bestiller) -> None:
    pnr = hus.find(single, A)
    data = f"personnummer\thandling\tvirkning\tkommunekode\tvejkode\thusnr\n{pnr}\tflytning\t25.11.26\t0101\t0123\t4\n"
    assert bestiller.create(HOS_A, bestilling(data.encode()))
    tabel = f"personnummer\thandling\ttekst\tkode\n{pnr}\tsamle:notat\t{ORDINAER[:6]}\t{ORDINAER[6:8]}\n"
    assert bestiller.create(HOS_A, bestilling(tabel.encode()))


def test_what_an_order_comes_to_is_bounded(hus: Hus, bestiller: Bestiller) -> None:
    linje = f"{hus.find(single, A)};militaer_indkaldt;1000\n"
    skabelon = f"personnummer;handling;gentag\n{linje * 501}".encode()
    assert kode(lambda: bestiller.create(HOS_A, bestilling(skabelon))) == "TST-050"


def test_ever_so_many_mistakes_make_a_short_answer(bestiller: Bestiller) -> None:
    skabelon = ("personnummer;handling;kommunekode\n" + "abc;flytnin;xyzab\n" * 20_000).encode()
    with pytest.raises(Skabelonfejl, match="60000 fejl") as raised:
        bestiller.create(HOS_A, bestilling(skabelon))
    fejl = raised.value
    assert (fejl.antal, len(fejl.celler)) == (60_000, FLEST_FEJL)
    assert [(each.kolonne, each.antal, each.foerste_raekke) for each in fejl.slags] == [
        ("handling", 20_000, 2), ("kommunekode", 20_000, 2), ("personnummer", 20_000, 2),
    ]  # fmt: skip


def test_a_search_for_an_ordinary_number_is_refused(bestiller: Bestiller) -> None:
    for mellem in MELLEM:
        with pytest.raises(Brugsfejl, match="VAGT-003"):
            bestiller.persons(HOS_A, gruppe=f"{ORDINAER[:6]}{mellem}{ORDINAER[6:]}")
    assert kode(lambda: bestiller.persons(HOS_A, efter=int(ORDINAER))) == "VAGT-003"


@pytest.mark.parametrize("tegn", ["\x00", "\x1b[31m", "\u202e", "\u2066"])
def test_signs_that_turn_or_hide_a_text_are_refused(hus: Hus, bestiller: Bestiller, tegn: str) -> None:
    ordre = bestiller.create(HOS_A, bestilling(move(hus.find(single, A))))
    assert kode(lambda: bestiller.say(HOS_A, ordre.uuid, f"a{tegn}b")) == "TEGN-001"
    assert bestiller.thread(HOS_A, ordre.uuid) == []


def test_whom_a_person_is_shared_with_may_change_it_and_not_remove_it(hus: Hus, bestiller: Bestiller) -> None:
    pnr = hus.find(single, A)
    bestiller.share(HOS_A, [int(pnr)], [B])
    fjern = Bestilling(Ordreart.REPLIKA, "", f"personnummer;handling\n{pnr};fjern\n".encode(), myndighed=A)
    ordre = bestiller.create(HOS_B, fjern)
    assert [each.kode for each in bestiller.look(HOS_B, ordre.uuid).afviste] == ["TST-016"]
    assert kode(lambda: bestiller.take(HOS_B, ordre.uuid, "submit")) == "TST-031"
    flyt = bestiller.create(HOS_B, bestilling(move(pnr), myndighed=A))
    assert bestiller.look(HOS_B, flyt.uuid).afviste == []
    egen = bestiller.create(HOS_A, fjern)
    assert bestiller.look(HOS_A, egen.uuid).afviste == []
