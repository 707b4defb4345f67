"""Orders from the desk to the log: what each kind makes, for whom, and only once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from cpr_haendelser.cpr.layouts import CHARSET
from cpr_haendelser.fejl import Brugsfejl, Opsaetningsfejl
from cpr_haendelser.haendelser.model import SAMLE, Art
from cpr_haendelser.modtagelse.oenske import KredsFor, Oenske
from cpr_haendelser.storage.lager import Kvittering
from cpr_haendelser.storage.ordre import Kreds, Ordreart, Ordrelinje, Ordretilstand, Trin, Udfoerelsestilstand
from cpr_haendelser.testmiljoe.ekspedition import Udkast
from cpr_haendelser.testmiljoe.gennemfoer import Gennemfoerer
from tests.testmiljoe.hus import A, B, Hus, line
from tests.testmiljoe.test_sammenhaengende import FREMMED, HER, single

HAENDELSE, REPLIKA, SAMMEN = Ordreart.HAENDELSE, Ordreart.REPLIKA, Ordreart.SAMMENHAENGENDE
T, U = Ordretilstand, Udfoerelsestilstand


@pytest.fixture(scope="module")
def faelles(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hus]:
    dette = Hus(tmp_path_factory.mktemp("hus"))
    yield dette
    dette.close()


@pytest.fixture
def hus(faelles: Hus) -> Hus:
    return faelles


# --- what each kind makes --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("art", [HAENDELSE, SAMMEN])
def test_two_persons_three_times_a_move_are_as_many_different_messages(hus: Hus, art: Ordreart) -> None:
    personer = [hus.find(single), hus.find(single)]
    flytninger = tuple(
        Trin("flytning", Art.NY, tuple({**sted, "virkning": f"20261123{klok}00"}.items()))
        for sted, klok in ((FREMMED, 10), ({**HER, "husnr": "002"}, 11))
    )
    ordre = hus.order(art, [Ordrelinje(1, tuple(personer), flytninger[:1] if art is HAENDELSE else flytninger, 3)])
    if art is SAMMEN:  # a second round begins before the state it meets: it is refused, and what hangs on it left out
        assert ordre.tilstand is T.DELVIST_UDFOERT
    else:
        assert ordre.tilstand is T.UDFOERT
    numre = [nr for each in hus.outcome(ordre) for nr in each.loebenumre]
    fundne = [each for each in hus.log() if each.loebenummer in numre]
    assert len(numre) == len(set(numre)) == len({each.besked_id for each in fundne}) == (12 if art is HAENDELSE else 8)


def test_repeats_without_a_time_follow_each_other_by_the_minute(hus: Hus) -> None:
    personer = (hus.find(single), hus.find(single))
    frem_og_tilbage = tuple(Trin("flytning", Art.NY, tuple(sted.items())) for sted in (FREMMED, HER))
    ordre = hus.order(SAMMEN, [Ordrelinje(1, personer, frem_og_tilbage, 3)])
    numre = [nr for each in hus.outcome(ordre) for nr in each.loebenumre]
    fundne = [each for each in hus.log() if each.loebenummer in numre]
    assert [each.fejl for each in hus.outcome(ordre) if each.fejl] == []
    assert len(numre) == len({each.besked_id for each in fundne}) == 24
    assert {each.beslutning.gyldig_fra for each in fundne} == {f"20261125100{minut}" for minut in range(6)}


def test_a_haendelses_ordre_says_what_it_is_told_and_leaves_the_replica_alone(hus: Hus) -> None:
    pnr = hus.find(single)
    foer = hus.installation.lager.billeder([int(pnr)])
    ordre = hus.order(HAENDELSE, [line([pnr], "flytning", FREMMED)])
    til, fra = hus.log()[-2:]
    assert (til.beslutning.kode, til.modtager_cvr, fra.beslutning.kode, fra.modtager_cvr) == (
        "034",
        "64942212",
        "035",
        A,
    )
    assert til.ordre == f"{ordre.uuid}/1/1/1"
    assert til.beslutning.efter is not None
    assert til.beslutning.efter.vejkode == FREMMED["vejkode"]
    assert hus.installation.lager.billeder([int(pnr)]) == foer


def test_a_replika_ordre_changes_the_replica_and_gives_no_haendelser(hus: Hus) -> None:
    pnr, sidste = hus.find(single), hus.installation.lager.sidste_loebenummer()
    ordre = hus.order(REPLIKA, [line([pnr], "flytning", FREMMED)])
    assert ordre.tilstand is T.UDFOERT
    assert hus.installation.lager.sidste_loebenummer() == sidste
    dokument = hus.installation.lager.billeder([int(pnr)])[int(pnr)].dokument.decode(CHARSET)
    assert f"002{pnr}01010123004" in dokument.replace(" ", "")
    assert hus.outcome(ordre)[0].fil > 0


def test_a_sammenhaengende_ordre_agrees_with_the_replica(hus: Hus) -> None:
    pnr = hus.find(single)
    ordre = hus.order(SAMMEN, [line([pnr], "flytning", FREMMED)])
    til, fra = (hus.log()[nr - 1] for nr in hus.outcome(ordre)[0].loebenumre)
    assert (til.beslutning.kode, fra.beslutning.kode) == ("034", "035")
    assert (til.ordre, til.fil) == ("", hus.outcome(ordre)[0].fil)
    besked = hus.installation.beskedskriver.write(til).decode()
    assert besked.count("urn:cpr-haendelser:kommune:0101") == 1


def test_what_leaves_no_trace_in_a_file_comes_beside_it(hus: Hus) -> None:
    flytter, soldat = hus.find(single), hus.find(single)
    ordre = hus.order(
        SAMMEN, [line([flytter], "flytning", FREMMED), line([soldat], "militaer_indkaldt", nr=2)]
    )  # fmt: skip
    assert ordre.tilstand is T.UDFOERT
    koder = [hus.log()[nr - 1].beslutning.kode for each in hus.outcome(ordre) for nr in each.loebenumre]
    assert koder == ["034", "035", "038"]
    alene = hus.order(SAMMEN, [line([soldat], "militaer_hjemsendt")])
    assert [hus.log()[nr - 1].beslutning.kode for nr in hus.outcome(alene)[0].loebenumre] == ["039"]


def test_a_birth_gives_the_child_to_the_mothers_owner(hus: Hus) -> None:
    mor = hus.find(lambda p: single(p) and p.koen == "K", B)
    hus.order(SAMMEN, [line([mor], "foedsel", {"koen": "K"})], B)
    [barn] = [each for each in hus.ordrelager.find_personer(ejer=B) if f"{each.pnr:010d}" != mor]
    assert barn.ejer == B
    assert hus.installation.lager.billeder([barn.pnr])


# --- for whom --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("art", list(Ordreart))
def test_anothers_person_is_as_unknown_as_nobodys(hus: Hus, art: Ordreart) -> None:
    deres, ingens = hus.find(single, B), "6101901234"
    svar = []
    for pnr in (deres, ingens):
        ordre = hus.ekspedition.create(Udkast(art, "", A, "", A), [line([pnr], "doedsfald")])
        with pytest.raises(Brugsfejl, match="TST-031") as fejl:
            hus.ekspedition.submit(ordre, hvem="test")
        svar.append(fejl.value.tekst)
    assert svar[0] == svar[1]
    assert deres not in svar[0]


@pytest.mark.parametrize("art", [HAENDELSE, SAMMEN])
def test_a_person_given_to_another_after_submission_is_not_touched(hus: Hus, art: Ordreart) -> None:
    pnr = hus.find(single)
    ordre = hus.ekspedition.create(Udkast(art, "", A, "", A), [line([pnr], "doedsfald")])
    hus.ekspedition.submit(ordre, hvem="test")
    hus.find(lambda p: p.pnr != pnr)
    hus.give(pnr, B)
    hus.carry_out()
    [udfoert] = hus.outcome(ordre)
    assert (udfoert.tilstand, udfoert.fejl[:7]) == (U.FEJLET, "TST-001")


@pytest.mark.parametrize("art", [HAENDELSE, SAMMEN])
def test_an_owned_persons_haendelser_are_for_owner_and_sharers_alone(hus: Hus, art: Ordreart) -> None:
    pnr, sidste = hus.find(single, A), hus.installation.lager.sidste_loebenummer()
    hus.order(art, [line([pnr], "flytning", FREMMED)], kreds=Kreds.ALLE)
    assert {each.kreds for each in hus.log(sidste)} == {(A,)}
    egen = hus.ordrelager.personer([int(pnr)])[int(pnr)]
    hus.ordrelager.ret_personer([egen._replace(delt_med=(B,))])
    hus.order(art, [line([pnr], "samle:beskyttelse")], B)
    assert hus.log()[-1].kreds == (A, B)


@pytest.mark.parametrize("art", [HAENDELSE, SAMMEN])
def test_everybodys_persons_haendelser_are_for_whoever_ordered_unless_all_is_said(hus: Hus, art: Ordreart) -> None:
    pnr = hus.find(single)
    hus.order(art, [line([pnr], "samle:stilling", {"tekst": "Lodsformand"})], B)
    assert hus.log()[-1].kreds == (B,)
    hus.order(art, [line([pnr], "samle:stilling", {"tekst": "Stationsleder"})], B, Kreds.ALLE)
    assert hus.log()[-1].kreds == ()


# --- once, and in order ----------------------------------------------------------------------------------------------


def test_one_whose_row_has_become_impossible_since_it_was_submitted_fails_alone(hus: Hus) -> None:
    pnr, anden = hus.find(single), hus.find(single, A)
    linjer = [line([pnr], "militaer_indkaldt"), line([anden], "militaer_indkaldt", nr=2)]
    ordre = hus.ekspedition.create(hus.draft(HAENDELSE), linjer)
    hus.ekspedition.submit(ordre, hvem="test")
    hus.ordrelager.ret_personer([hus.ordrelager.personer([int(anden)])[int(anden)]._replace(ejer=B)])
    hus.carry_out()
    assert [each.fejl[:7] for each in hus.outcome(ordre)] == ["", "TST-001"]
    assert hus.order(HAENDELSE, [line([pnr], "afsoning_startet")]).tilstand is T.UDFOERT


@pytest.mark.parametrize("felt", ["far", "mor"])
def test_whoever_is_named_and_may_not_be_learnt_of_is_as_one_not_there(hus: Hus, felt: str) -> None:
    barn = hus.find(lambda p: p.far is not None, A)
    svar = set()
    for naevnt in (hus.find(single, B), "6101901290"):
        linjer = [line([barn], "adoption", {"far": barn, "mor": barn, felt: naevnt})]
        ordre = hus.ekspedition.create(hus.draft(SAMMEN), linjer)
        svar |= {tuple(hus.ekspedition.check_lines(ordre, linjer))}
        with pytest.raises(Brugsfejl) as raised:
            hus.ekspedition.submit(ordre, hvem="test")
        assert raised.value.kode == "TST-031"
        assert naevnt not in str(raised.value)
    [[(linje, kode, tekst)]] = svar
    assert (linje, kode, tekst.partition(":")[0]) == (1, "TST-001", felt)


def test_whom_the_order_itself_does_not_create_cannot_be_named_by_name(hus: Hus) -> None:
    opret = {"foedselsdato": "2020-02-29", "koen": "K", "kommunekode": "0998", "vejkode": "0100", "husnr": "004"}
    linjer = [
        Ordrelinje(
            1, ("ny:mor",), (Trin("opret_person", Art.NY, tuple((opret | {"foedselsdato": "1990-01-02"}).items())),)
        ),
        Ordrelinje(2, ("ny:barn",), (Trin("opret_person", Art.NY, tuple((opret | {"mor": "ny:mor"}).items())),)),
        Ordrelinje(3, ("ny:barn2",), (Trin("opret_person", Art.NY, tuple((opret | {"mor": "ny:moar"}).items())),)),
    ]
    ordre = hus.ekspedition.create(hus.draft(REPLIKA), linjer)
    assert [(each.linje, each.kode) for each in hus.ekspedition.check_lines(ordre, linjer)] == [(3, "TST-042")]


def test_what_is_corrected_by_number_is_a_haendelse_of_the_person_that_may_be_corrected_so(hus: Hus) -> None:
    pnr, anden = hus.find(single), hus.find(single)
    hus.order(HAENDELSE, [line([pnr], "militaer_indkaldt"), line([anden], "militaer_indkaldt", nr=2)])
    mit, andet = (each.loebenummer for each in hus.log()[-2:])
    flyttet = line([pnr], "flytning", {"kommunekode": "0101", "vejkode": "0123", "husnr": "004"})
    hus.order(HAENDELSE, [flyttet])
    flytning = hus.log()[-1].loebenummer

    def answer(retter: int) -> list[str]:
        rettelse = Trin("militaer_indkaldt", Art.ANNULLERING, (("retter", str(retter)),))
        linjer = [Ordrelinje(1, (pnr,), (rettelse,))]
        ordre = hus.ekspedition.create(hus.draft(HAENDELSE), linjer)
        return [f"{each.kode}: {each.tekst}" for each in hus.ekspedition.check_lines(ordre, linjer)]

    assert answer(mit) == []
    svar = {tuple(answer(nummer)) for nummer in (andet, flytning, 999_999, 9_000_000_000_000_000_000)}
    [[tekst]] = svar
    assert tekst.startswith("TST-014: retter:")


def test_a_step_that_fails_takes_the_steps_behind_it_along_and_nothing_else(hus: Hus) -> None:
    pnr, anden = hus.find(single), hus.find(single)
    trin = (
        Trin("genfinding", Art.NY, tuple({**HER, "virkning": "202611241200"}.items())),
        Trin("doedsfald", Art.NY, (("virkning", "202611241300"),)),
    )
    ordre = hus.order(SAMMEN, [Ordrelinje(1, (pnr,), trin), line([anden], "doedsfald", nr=2)])
    assert [each.tilstand for each in hus.outcome(ordre)] == [U.FEJLET, U.SPRUNGET, U.UDFOERT]
    assert (ordre.tilstand, ordre.grund) == (T.DELVIST_UDFOERT, "1 af 3 blev udført.")


def test_a_line_waits_for_its_time_and_a_step_for_its_wait(hus: Hus) -> None:
    pnr = hus.find(single)
    om_lidt = (hus.nu + timedelta(minutes=5)).isoformat()
    trin = (
        Trin("flytning", Art.NY, tuple({**FREMMED, "virkning": "202611241200"}.items())),
        Trin("doedsfald", Art.NY, (("virkning", "202611241300"),), 60),
    )
    ordre = hus.order(SAMMEN, [Ordrelinje(1, (pnr,), trin, sendes=om_lidt)])
    for minutter, udfoert in ((0, 0), (5, 1), (1, 2)):
        hus.nu += timedelta(minutes=minutter)
        hus.carry_out()
        assert sum(each.tilstand is U.UDFOERT for each in hus.outcome(ordre)) == udfoert


@pytest.mark.parametrize("naar", ["foer", "efter"])
@pytest.mark.parametrize("art", list(Ordreart))
def test_an_order_cut_off_as_it_was_being_received_is_done_once(hus: Hus, art: Ordreart, naar: str) -> None:
    """The program ends just before, or just after, the transaction that takes it in."""
    pnr, sidste = hus.find(single), hus.installation.lager.sidste_loebenummer()
    dele = hus.miljoe.dele()._replace(nu=lambda: hus.nu)

    class Doed(BaseException):
        """The program ends."""

    def receive(oenske: Oenske, kreds_for: KredsFor) -> Kvittering:
        if naar == "efter":
            dele.receive(oenske, kreds_for)
        raise Doed

    class Doende:
        """A log that dies with the program."""

        def __getattr__(self, navn: str) -> object:
            return getattr(dele.lager, navn)

        def log(self, *args: object, **andet: object) -> list[int]:
            if naar == "efter":
                dele.lager.log(*args, **andet)  # type: ignore[arg-type]
            raise Doed

    ordre = hus.ekspedition.create(Udkast(art, "", A, "", A), [line([pnr], "flytning", FREMMED)])
    hus.ekspedition.submit(ordre, hvem="test")
    doende = Doende() if art is HAENDELSE else dele.lager
    with pytest.raises(Doed):
        Gennemfoerer(dele._replace(receive=receive, lager=doende)).step()  # type: ignore[arg-type]
    ny = Gennemfoerer(dele)
    ny.resume()
    while ny.step():
        pass
    [udfoert] = hus.outcome(ordre)
    assert hus.ekspedition.find(ordre.uuid).tilstand is T.UDFOERT
    ventet = [] if art is REPLIKA else ["034", "035"]
    assert [each.beslutning.kode for each in hus.log(sidste)] == ventet
    assert list(udfoert.loebenumre) == [each.loebenummer for each in hus.log(sidste)]


class Daarlig:
    """Lets a file in, and then something else fails."""

    def __init__(self, hus: Hus, fejl: BaseException) -> None:
        self._dele, self._fejl = hus.miljoe.dele()._replace(nu=lambda: hus.nu), fejl

    def receive(self, oenske: Oenske, kreds_for: KredsFor) -> Kvittering:
        self._dele.receive(oenske, kreds_for)
        raise self._fejl

    def step(self) -> None:
        Gennemfoerer(self._dele._replace(receive=self.receive)).step()


@pytest.mark.parametrize("fejl", [RuntimeError("nobody thought of it"), Opsaetningsfejl("LAG-012", "disken er fuld.")])
@pytest.mark.parametrize("art", [REPLIKA, SAMMEN])
def test_what_came_in_before_the_order_was_stopped_does_not_come_in_again(
    hus: Hus, art: Ordreart, fejl: Exception
) -> None:
    pnr, sidste = hus.find(single), hus.installation.lager.sidste_loebenummer()
    ordre = hus.ekspedition.create(hus.draft(art), [line([pnr], "flytning", FREMMED)])
    hus.ekspedition.submit(ordre, hvem="test")
    Daarlig(hus, fejl).step()
    assert hus.ekspedition.find(ordre.uuid).tilstand is T.STOPPET
    filer = len(hus.installation.lager.leverancer())
    hus.ekspedition.resume(hus.ekspedition.find(ordre.uuid), hvem="test")
    hus.carry_out()
    assert hus.ekspedition.find(ordre.uuid).tilstand is T.UDFOERT
    [udfoert] = hus.outcome(ordre)
    assert list(udfoert.loebenumre) == [each.loebenummer for each in hus.log(sidste)]
    assert len(hus.installation.lager.leverancer()) == filer


def test_a_database_that_is_busy_for_a_while_is_no_refusal_of_what_came_in(hus: Hus) -> None:
    pnr, sidste = hus.find(single), hus.installation.lager.sidste_loebenummer()
    ordre = hus.ekspedition.create(hus.draft(SAMMEN), [line([pnr], "flytning", FREMMED)])
    hus.ekspedition.submit(ordre, hvem="test")
    with pytest.raises(Opsaetningsfejl):
        Daarlig(hus, Opsaetningsfejl("LAG-011", "databasen er optaget.")).step()
    hus.gennemfoerer.resume()
    hus.carry_out()
    assert hus.ekspedition.find(ordre.uuid).tilstand is T.UDFOERT
    [udfoert] = hus.outcome(ordre)
    assert list(udfoert.loebenumre) == [each.loebenummer for each in hus.log(sidste)] != []


def test_a_person_removed_as_the_program_ended_is_nobodys(hus: Hus) -> None:
    class Doed(BaseException):
        """The program ends."""

    pnr = hus.find(single, A)
    ordre = hus.ekspedition.create(hus.draft(REPLIKA), [line([pnr], "fjern")])
    hus.ekspedition.submit(ordre, hvem="test")
    with pytest.raises(Doed):
        Daarlig(hus, Doed()).step()
    hus.gennemfoerer.resume()
    hus.carry_out()
    assert hus.ekspedition.find(ordre.uuid).tilstand is T.UDFOERT
    assert hus.ordrelager.personer([int(pnr)])[int(pnr)].fjernet


def test_many_rows_about_many_persons_come_in_one_file(hus: Hus) -> None:
    personer = [hus.find(single) for _ in range(20)]
    linjer = [line([pnr], "samle:stilling", {"tekst": "Lodsformand"}, nr) for nr, pnr in enumerate(personer, 1)]
    ordre = hus.order(SAMMEN, [*linjer, line(personer[:1], "doedsfald", nr=21)])
    filer = Counter(each.fil for each in hus.outcome(ordre))
    assert sorted(filer.values()) == [1, 20]
    assert ordre.tilstand is T.UDFOERT


# --- the way ---------------------------------------------------------------------------------------------------------


def test_the_operator_approves_refuses_stops_and_resumes(hus: Hus) -> None:
    desk, pnr = hus.desk(automatisk=False), hus.find(single)
    linjer = [line([pnr], "samle:stilling", {"tekst": "Lodsformand"})]
    ordre = desk.create(Udkast(SAMMEN, "", A, "", A), linjer)
    assert desk.submit(ordre, hvem="a").tilstand is T.INDSENDT
    with pytest.raises(Brugsfejl, match="TST-032: ordren er indsendt"):
        desk.begin(ordre, hvem="a")
    assert desk.approve(ordre, hvem="operatør").tilstand is T.GODKENDT
    assert desk.begin(ordre, hvem="operatør").tilstand is T.I_GANG
    assert desk.stop(ordre, hvem="operatør", grund="vent").tilstand is T.STOPPET
    hus.carry_out()
    assert hus.outcome(ordre)[0].tilstand is U.VENTER
    desk.resume(ordre, hvem="operatør")
    hus.carry_out()
    assert desk.find(ordre.uuid).tilstand is T.UDFOERT
    igen = desk.again(ordre)
    assert (igen.tilstand, desk.lines(igen.uuid)) == (T.KLADDE, linjer)
    assert desk.cancel(igen, hvem="a").tilstand is T.ANNULLERET
    anden = desk.create(Udkast(SAMMEN, "", A, "", A), linjer)
    desk.submit(anden, hvem="a")
    assert desk.refuse(anden, hvem="operatør", grund="forkert måned").grund == "forkert måned"
    desk.say(anden, hvem="a", tekst="jamen")
    assert [each.tekst for each in hus.ordrelager.traad(anden.uuid)] == ["indsendt", "afvist: forkert måned", "jamen"]


def test_what_is_missing_is_said_in_words_and_the_order_stays_a_kladde(hus: Hus) -> None:
    ordre = hus.ekspedition.create(Udkast(SAMMEN, "", "33333333", "", "44444444"), [])
    with pytest.raises(Brugsfejl, match="TST-030") as fejl:
        hus.ekspedition.submit(ordre, hvem="test")
    for ordet in ("Organisationen", "Testmyndigheden", "it-system", "serviceaftale", "vilkårene"):
        assert ordet in str(fejl.value)
    assert hus.ekspedition.find(ordre.uuid).tilstand is T.KLADDE


def test_an_organisation_does_not_find_anothers_order(hus: Hus) -> None:
    ordre = hus.ekspedition.create(Udkast(SAMMEN, "", A, "", A), [])
    assert hus.ekspedition.find(ordre.uuid, A) == ordre
    with pytest.raises(Brugsfejl, match="ORD-002"):
        hus.ekspedition.find(ordre.uuid, B)


def test_a_catch_all_names_its_group_in_a_haendelses_ordre_too(hus: Hus) -> None:
    hus.order(HAENDELSE, [line([hus.find(single)], "samle:beskyttelse")])
    assert (hus.log()[-1].beslutning.kode, hus.log()[-1].beslutning.grupper) == (SAMLE, ("beskyttelse",))


def test_in_produktion_nothing_can_be_ordered(tmp_path: Path) -> None:
    from cpr_haendelser.app import Installation
    from cpr_haendelser.app.testmiljoe import Testmiljoe as Miljoe
    from cpr_haendelser.fejl import Miljoefejl
    from tests.opslag.korsbaek import settings_in

    settings = settings_in(tmp_path).model_copy(update={"environment": "produktion"})
    installation = Installation.open(settings)
    try:
        with pytest.raises(Miljoefejl, match="MIL-011"):
            Miljoe(installation)
    finally:
        installation.close()


def test_an_error_in_the_program_stops_its_own_order_alone(hus: Hus, monkeypatch: pytest.MonkeyPatch) -> None:
    linje = line([hus.find(single)], "flytning", FREMMED)
    ordrer = [hus.ekspedition.create(hus.draft(art), [linje]) for art in (HAENDELSE, REPLIKA)]
    for ordre in ordrer:
        hus.ekspedition.submit(ordre, hvem="test")
    monkeypatch.setattr("cpr_haendelser.testmiljoe.paa_log.carry_out", _broken)
    hus.carry_out()
    stoppet, udfoert = (hus.ekspedition.find(ordre.uuid) for ordre in ordrer)
    assert (stoppet.tilstand, udfoert.tilstand) == (T.STOPPET, T.UDFOERT)
    assert "fejl i programmet" in stoppet.grund
    monkeypatch.undo()
    hus.ekspedition.resume(stoppet, hvem="test")
    hus.carry_out()
    assert hus.ekspedition.find(stoppet.uuid).tilstand is T.UDFOERT


def test_an_order_whose_last_row_was_done_before_the_program_ended_is_closed_at_the_next_start(
    hus: Hus, monkeypatch: pytest.MonkeyPatch
) -> None:
    ordre = hus.ekspedition.create(hus.draft(HAENDELSE), [line([hus.find(single)], "flytning", FREMMED)])
    hus.ekspedition.submit(ordre, hvem="test")
    monkeypatch.setattr(Gennemfoerer, "_close", lambda *_: None)
    hus.carry_out()
    monkeypatch.undo()
    assert hus.ekspedition.find(ordre.uuid).tilstand is T.I_GANG
    hus.gennemfoerer.resume()
    assert hus.ekspedition.find(ordre.uuid).tilstand is T.UDFOERT


def _broken(*_: object) -> None:
    raise RuntimeError("a fault nobody thought of")
