"""`begin`, `organisation`, `bruger` and `noegle`: who may log in, and as what."""

from __future__ import annotations

import click

from cpr_haendelser.adgang.afvisning import refuse
from cpr_haendelser.adgang.handling import Handling
from cpr_haendelser.adgang.maa import Hvorfor
from cpr_haendelser.adgang.model import BRUGERROLLER, Aktoer, Rolle, as_bruger, as_system
from cpr_haendelser.aftaler.model import Organisation
from cpr_haendelser.app import Installation
from cpr_haendelser.cli import kontivisning as vis
from cpr_haendelser.cli.aaben import opened, opened_or_made
from cpr_haendelser.cli.dansk import Brugerfejl, Gruppe, Kommando
from cpr_haendelser.cli.skaerm import address, console, say_quietly
from cpr_haendelser.cli.som import current_kalder, som
from cpr_haendelser.konsol import ROD
from cpr_haendelser.konti.begyndelse import BRUGERNAVN
from cpr_haendelser.konti.begyndelse import begin as make_first
from cpr_haendelser.konti.brugere import NyBruger, Oprettet
from cpr_haendelser.udlevering.kalder import find_kalder

_HANDLINGER = [str(handling) for handling in Handling]
_ROLLER = [str(rolle) for rolle in BRUGERROLLER]


# --- begin ------------------------------------------------------------------------------------------------------------


@click.command(cls=Kommando, epilog='haendelser begin 12345674 "Min organisation"')
@click.argument("cvr", metavar="CVR")
@click.argument("navn", metavar="NAVN")
@click.option(
    "--bruger", "brugernavn", default=BRUGERNAVN, metavar="BRUGER", help=f"Brugernavnet. Standard: {BRUGERNAVN}."
)
@click.option("--myndighed", is_flag=True, help="Organisationen er også myndighed; ellers kun leverandør.")
def begin(cvr: str, navn: str, brugernavn: str, *, myndighed: bool) -> None:
    """Begynder en ny installation: jeres organisation og den første driftsoperatør, som kan logge ind i konsollen.

    Viser en førstegangskode, som skal skiftes ved første login. I exttest må CVR-nummeret være opdigtet.
    """
    with opened_or_made() as installation:
        konti, egen = installation.konti, Organisation(cvr, navn, "", myndighed=myndighed, leverandoer=True)
        begyndt = make_first(konti.organisationer, konti.brugere, egen, brugernavn, current_kalder().hvem)
        console().print(vis.describe_organisation(begyndt.organisation), markup=False)
        _show_first(begyndt.operatoer)
        sted = address(installation.settings.host, installation.settings.port) + ROD
        guide = "Den korte vej" if installation.settings.environment == "exttest" else "Kom godt i gang"
        console().print(
            f"\nLog ind som {begyndt.operatoer.bruger.brugernavn} på {sted}, mens `haendelser serve` kører."
            f" Dér viser »{guide}« resten.",
            markup=False,
        )


# --- organisation -----------------------------------------------------------------------------------------------------


@click.group(
    cls=Gruppe,
    invoke_without_command=True,
    subcommand_metavar="[KOMMANDO …]",
    epilog='haendelser organisation\nhaendelser organisation create 11111111 "Korsbæk Kommune" --myndighed\n'
    "haendelser organisation kommuner",
)
@click.option("--soeg", default="", metavar="TEKST", help="Kun dem, hvis navn eller CVR-nummer har det i sig.")
@click.pass_context
def organisation(ctx: click.Context, soeg: str) -> None:
    """Viser organisationerne, eller opretter og retter dem. ORGANISATION er dens CVR-nummer eller UUID."""
    if ctx.invoked_subcommand is not None:
        return
    with opened() as installation:
        fundne = installation.konti.organisationer.list_all(soeg)
        ingen = "Der er ingen; `haendelser organisation create` opretter en, og `organisation kommuner` kommunerne."
        console().print(vis.show_organisationer(fundne) if fundne else ingen)


@organisation.command(
    cls=Kommando, epilog='haendelser organisation create 11111111 "Korsbæk Kommune" --myndighed --leverandoer'
)
@click.argument("cvr", metavar="CVR")
@click.argument("navn", metavar="NAVN")
@click.option("--myndighed", is_flag=True, help="Den er myndighed.")
@click.option("--leverandoer", is_flag=True, help="Den er leverandør.")
@click.option("--uuid", default="", metavar="UUID", help="I FK Organisation. Uden: et nyt laves.")
def create(cvr: str, navn: str, *, myndighed: bool, leverandoer: bool, uuid: str) -> None:
    """Opretter en organisation. I exttest må CVR-nummeret være opdigtet."""
    with opened_or_made() as installation:
        ny = Organisation(cvr, navn, uuid, myndighed=myndighed, leverandoer=leverandoer)
        lavet = installation.konti.organisationer.create(ny, current_kalder().hvem)
        console().print(f"{lavet.navn}: CVR {lavet.cvr}, UUID {lavet.uuid}", markup=False)


@organisation.command(cls=Kommando, epilog="haendelser organisation change 11111111 --leverandoer\n"
    "haendelser organisation change 11111111 --luk")  # fmt: skip
@click.argument("cvr", metavar="ORGANISATION")
@click.option("--navn", default=None, metavar="NAVN", help="Et andet navn.")
@click.option("--myndighed/--ikke-myndighed", default=None, help="Om den er myndighed.")
@click.option("--leverandoer/--ikke-leverandoer", default=None, help="Om den er leverandør.")
@click.option("--aabn/--luk", "aktiv", default=None, help="Åbner eller lukker den; intet slettes.")
def change(cvr: str, navn: str | None, *, myndighed: bool | None, leverandoer: bool | None, aktiv: bool | None) -> None:
    """Retter, lukker eller åbner en organisation; CVR-nummer og UUID er for livet."""
    with opened() as installation:
        rettet = installation.konti.organisationer.change(
            cvr, current_kalder().hvem, navn=navn, myndighed=myndighed, leverandoer=leverandoer, aktiv=aktiv
        )
        console().print(vis.describe_organisation(rettet), markup=False)


@organisation.command("kommuner", cls=Kommando, epilog="haendelser organisation kommuner")
def load_kommuner() -> None:
    """Opretter de 98 kommuner og Christiansø, med CVR-nummer og UUID; dem, der er der, røres ikke."""
    with opened_or_made() as installation:
        nye, ens = installation.konti.organisationer.load_kommuner(current_kalder().hvem)
        console().print(f"{nye} kommuner er oprettet; {ens} var der i forvejen.")


# --- bruger -----------------------------------------------------------------------------------------------------------


@click.group(
    cls=Gruppe,
    invoke_without_command=True,
    subcommand_metavar="[KOMMANDO …]",
    epilog='haendelser bruger\nhaendelser bruger create lis.lund "Lis Lund" --cvr 11111111 --rolle aftaleadministrator',
)
@som
@click.pass_context
def bruger(ctx: click.Context) -> None:
    """Viser brugerne, eller opretter, retter og lukker dem. BRUGER er brugernavnet.

    Hvad hver rolle må, står i docs/roller.md.
    """
    if ctx.invoked_subcommand is not None:
        return
    with opened() as installation:
        fundne = installation.konti.brugere.list_all(current_kalder().organisation)
        ingen = "Der er ingen brugere; `haendelser bruger create` opretter en."
        console().print(vis.show_brugere(fundne, installation.konti.brugere.has_totp) if fundne else ingen)


@bruger.command(
    "create",
    cls=Kommando,
    epilog='haendelser bruger create lis.lund "Lis Lund" --cvr 11111111 --rolle aftaleadministrator',
)
@click.argument("brugernavn", metavar="BRUGER")
@click.argument("navn", metavar="NAVN")
@click.option("--cvr", required=True, metavar="CVR", help="Organisationen, som brugeren hører til.")
@click.option("--mail", default="", metavar="MAIL", help="Hvor der skrives til brugeren.")
@click.option(
    "--rolle", "roller", multiple=True, metavar="ROLLE", type=click.Choice(_ROLLER),
    help=f"{', '.join(_ROLLER[:-1])} eller {_ROLLER[-1]}; kan gentages.",
)  # fmt: skip
def create_bruger(brugernavn: str, navn: str, cvr: str, mail: str, roller: tuple[str, ...]) -> None:
    """Opretter en bruger og viser en førstegangskode, som skal skiftes ved første login."""
    with opened() as installation:
        ny = NyBruger(brugernavn.lower(), navn, mail, cvr, frozenset(map(Rolle, roller)))
        _show_first(installation.konti.brugere.create(ny, current_kalder().hvem))


@bruger.command(
    "change",
    cls=Kommando,
    epilog="haendelser bruger change lis.lund --rolle revisor\nhaendelser bruger change lis.lund --luk",
)
@click.argument("brugernavn", metavar="BRUGER")
@click.option("--navn", default=None, metavar="NAVN", help="Et andet navn.")
@click.option("--mail", default=None, metavar="MAIL", help="En anden mailadresse.")
@click.option(
    "--rolle", "roller", multiple=True, metavar="ROLLE", type=click.Choice(_ROLLER),
    help="Rollerne i stedet for dem, brugeren har; kan gentages.",
)  # fmt: skip
@click.option("--ingen-roller", is_flag=True, help="Tager alle roller.")
@click.option("--aabn/--luk", "aktiv", default=None, help="Åbner eller lukker brugeren; intet slettes.")
def change_bruger(  # noqa: PLR0913 - the options
    brugernavn: str,
    navn: str | None,
    mail: str | None,
    roller: tuple[str, ...],
    *,
    ingen_roller: bool,
    aktiv: bool | None,
) -> None:
    """Retter en bruger, giver og tager roller, lukker og åbner; brugerens logins ophører, når roller ændres."""
    if roller and ingen_roller:
        raise Brugerfejl("Giv enten --rolle eller --ingen-roller.")
    with opened() as installation:
        rettet = installation.konti.brugere.change(
            brugernavn,
            current_kalder().hvem,
            fulde_navn=navn,
            mail=mail,
            roller=[Rolle(each) for each in roller] if roller or ingen_roller else None,
            aktiv=aktiv,
        )
        console().print(vis.describe_bruger(rettet), markup=False)


@bruger.command(cls=Kommando, epilog="haendelser bruger reset lis.lund\nhaendelser bruger reset lis.lund --app")
@click.argument("brugernavn", metavar="BRUGER")
@click.option("--app", is_flag=True, help="Fjerner godkendelsesappen i stedet; den kan være tabt med telefonen.")
def reset(brugernavn: str, *, app: bool) -> None:
    """Laver en ny førstegangskode til en bruger, der har glemt sin adgangskode.

    Brugerens logins ophører, og dens nøgler lukkes for altid: den, der kendte den gamle kode, kan have lavet dem.
    """
    with opened() as installation:
        brugere = installation.konti.brugere
        if not app:
            _show_first(brugere.reset(brugernavn, current_kalder().hvem))
        elif brugere.remove_totp(brugernavn, current_kalder().hvem):
            console().print("Godkendelsesappen er fjernet.")
        else:
            console().print("Brugeren har ingen godkendelsesapp; intet er ændret.")


def _show_first(oprettet: Oprettet) -> None:
    say_quietly("Koden vises kun nu; den skal skiftes ved første login. Giv den til brugeren selv, ad en sikker vej.")
    console().print(vis.describe_bruger(oprettet.bruger), markup=False)
    console().print(f"Førstegangskode: {oprettet.foerstegangskode} (gælder til {oprettet.udloeber[:10]})", markup=False)
    if oprettet.lukkede_noegler:
        console().print(f"Nøgler, der er lukket: {oprettet.lukkede_noegler}", markup=False)


# --- noegle -----------------------------------------------------------------------------------------------------------


@click.group(
    cls=Gruppe,
    invoke_without_command=True,
    subcommand_metavar="[KOMMANDO …]",
    epilog="haendelser noegle\nhaendelser noegle create Feed --system Fagsystem --handling log.laes --dage 90",
)
@som
@click.pass_context
def noegle(ctx: click.Context) -> None:
    """Viser nøglerne til REST, eller laver og lukker dem. En nøgle vises kun, når den laves."""
    if ctx.invoked_subcommand is not None:
        return
    with opened() as installation:
        fundne = installation.konti.noegler.list_all(current_kalder().organisation)
        ingen = "Der er ingen nøgler; `haendelser noegle create` laver en."
        console().print(vis.show_noegler(fundne, installation.bord.gaeldende()) if fundne else ingen)


@noegle.command(
    "create",
    cls=Kommando,
    epilog="haendelser noegle create Feed --system Fagsystem --handling log.laes --handling status.laes\n"
    "haendelser noegle create Rapport --bruger lis.lund --handling aftale.laes --dage 30",
)
@click.argument("navn", metavar="NAVN")
@click.option("--system", default="", metavar="SYSTEM", help="It-systemet, som nøglen er til; UUID eller navn.")
@click.option("--bruger", "brugernavn", default="", metavar="BRUGER", help="Brugeren, som nøglen er til.")
@click.option(
    "--handling", "handlinger", multiple=True, required=True, metavar="HANDLING", type=click.Choice(_HANDLINGER),
    help="Hvad nøglen kan bruges til, som det hedder i docs/roller.md; kan gentages.",
)  # fmt: skip
@click.option("--dage", default=90, type=click.IntRange(1, 3650), metavar="N", help="Hvor længe. Standard: 90.")
@som
def create_noegle(navn: str, system: str, brugernavn: str, handlinger: tuple[str, ...], dage: int) -> None:
    """Laver en nøgle til et it-system eller en bruger; den kan aldrig mere, end ejeren må."""
    if bool(system) == bool(brugernavn):
        raise Brugerfejl("Giv enten --system eller --bruger.")
    with opened() as installation:
        ejer = _owner(installation, system, brugernavn)
        valgte = frozenset(map(Handling, handlinger))
        tekst, lavet = installation.konti.noegler.create(ejer, navn, valgte, dage, current_kalder().hvem)
        say_quietly(f"Nøglen vises kun nu. Den gælder til {lavet.udloeber[:10]}; `noegle close {lavet.id}` lukker den.")
        click.echo(tekst)


@noegle.command("close", cls=Kommando, epilog="haendelser noegle close 7f0d8a7e-2d0a-4c4e-9d6c-0f4f6c6a0001")
@click.argument("id_", metavar="ID")
@som
def close_noegle(id_: str) -> None:
    """Lukker en nøgle for altid; den virker ikke fra nu af."""
    with opened() as installation:
        noegler, kalder = installation.konti.noegler, current_kalder()
        if kalder.organisation and noegler.cvr_of(noegler.by_id(id_)) != kalder.organisation:
            raise refuse(Handling.NOEGLE_RET, Hvorfor.ORGANISATION)
        noegler.close(id_, kalder.hvem)
        console().print("Nøglen er lukket.")


def _owner(installation: Installation, system: str, brugernavn: str) -> Aktoer:
    kalder = current_kalder()
    if brugernavn:
        return as_bruger(installation.konti.brugere.find(brugernavn, kalder.organisation))
    uuid = find_kalder(installation.bord, system, kalder).system.lower()
    fundet = installation.bord.gaeldende().systemer[uuid]
    return as_system(uuid, fundet.navn, fundet.cvr)


COMMANDS = (begin, organisation, bruger, noegle)
