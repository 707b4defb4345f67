"""The shapes of login and accounts in JSON."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from cpr_haendelser.adgang.handling import Handling
from cpr_haendelser.adgang.maa import may
from cpr_haendelser.adgang.matrix import Omfang
from cpr_haendelser.adgang.model import BRUGERROLLER, Bruger, Rolle, as_bruger
from cpr_haendelser.aftaler import model
from cpr_haendelser.cpr.vagt import Miljoe
from cpr_haendelser.konti.adgangskode import LAENGST
from cpr_haendelser.konti.sessioner import Fundet
from cpr_haendelser.storage import adgangsbog
from cpr_haendelser.web.modeller import Svar

Adgangskode = Annotated[str, StringConstraints(min_length=1, max_length=8 * LAENGST)]
Tekst = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Cvr = Annotated[str, StringConstraints(pattern=r"^[0-9]{8}$")]
Organisationsnoegle = Annotated[
    str, StringConstraints(pattern=r"^([0-9]{8}|[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12})$")
]
"""CVR or UUID."""
Brugernavn = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._@-]{1,63}$")]
Brugerrolle = Annotated[str, StringConstraints(pattern=f"^({'|'.join(BRUGERROLLER)})$")]
Kode = Annotated[str, StringConstraints(max_length=20)]
Dage = Annotated[int, Field(ge=1, le=3650, description="Så mange dage gælder nøglen.")]


class Kald(BaseModel):
    """What comes in."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)


class Loginforsoeg(Kald):
    """Et forsøg på at logge ind."""

    brugernavn: Annotated[str, StringConstraints(max_length=200)]
    adgangskode: Adgangskode
    kode: Annotated[Kode, Field(description="Koden fra godkendelsesappen, hvis kontoen har en.")] = ""


class Kodeskift(Kald):
    """En ny adgangskode."""

    gammel: Adgangskode
    ny: Adgangskode


class Appbekraeftelse(Kald):
    """At godkendelsesappen er sat op: hemmeligheden, som den fik, og en kode, som den viser nu."""

    adgangskode: Adgangskode
    hemmelighed: Annotated[str, StringConstraints(pattern=r"^[A-Z2-7]{32}$")]
    kode: Kode


class NyNoegle(Kald):
    """En nøgle, der skal laves."""

    navn: Annotated[Tekst, Field(description="Hvad den er til.")]
    handlinger: Annotated[list[Handling], Field(min_length=1, max_length=len(Handling))]
    dage: Dage = 90


class NySystemnoegle(NyNoegle):
    """En nøgle til et it-system."""

    system: Annotated[str, Field(min_length=1, max_length=200, description="It-systemets UUID eller navn.")]


class NyBruger(Kald):
    """En bruger, der skal oprettes."""

    brugernavn: Brugernavn
    navn: Tekst
    mail: Annotated[str, StringConstraints(max_length=255)] = ""
    organisation: Annotated[Cvr, Field(description="CVR-nummer.")]
    roller: Annotated[list[Brugerrolle], Field(max_length=len(BRUGERROLLER))]


class BrugerAendring(Kald):
    """Det, der skal være anderledes; null er som før."""

    navn: Tekst | None = None
    mail: Annotated[str, StringConstraints(max_length=255)] | None = None
    roller: Annotated[list[Brugerrolle], Field(max_length=len(BRUGERROLLER))] | None = None
    aktiv: bool | None = None


class NyOrganisation(Kald):
    """En organisation, der skal oprettes."""

    cvr: Cvr
    navn: Tekst
    uuid: Annotated[UUID | None, Field(description="I FK Organisation. Uden det laves et.")] = None
    myndighed: bool = False
    leverandoer: bool = False


class OrganisationAendring(Kald):
    """Det, der skal være anderledes; null er som før."""

    navn: Tekst | None = None
    myndighed: bool | None = None
    leverandoer: bool | None = None
    aktiv: bool | None = None


class Oidcsvar(BaseModel):
    """Hvad login-udbyderen sender browseren tilbage med; det, der ikke står her, bruges ikke."""

    model_config = ConfigDict(hide_input_in_errors=True)

    code: Annotated[str, StringConstraints(max_length=4000)] = ""
    state: Annotated[str, StringConstraints(max_length=200)] = ""
    iss: Annotated[str, StringConstraints(max_length=500)] = ""
    error: Annotated[str, StringConstraints(max_length=200)] = ""


KALD = (
    Appbekraeftelse,
    BrugerAendring,
    Kodeskift,
    Loginforsoeg,
    NyBruger,
    NyNoegle,
    NyOrganisation,
    NySystemnoegle,
    Oidcsvar,
    OrganisationAendring,
)
"""What comes in: the names of its fields may be said in an error."""


class BrugerSvar(Svar):
    """En bruger."""

    uuid: str
    brugernavn: str
    navn: str
    mail: str
    organisation: str
    roller: list[str]
    aktiv: bool


class Brugere(Svar):
    """Brugere efter brugernavn."""

    brugere: list[BrugerSvar]


class OprettetBruger(Svar):
    """En bruger og dens førstegangskode, som kun vises nu og skal skiftes ved første login.

    `lukkede_noegler`: så mange af brugerens nøgler blev lukket sammen med den gamle adgangskode.
    """

    bruger: BrugerSvar
    foerstegangskode: str
    udloeber: str
    lukkede_noegler: int


class Indlogget(Svar):
    """Et login: `session` vises kun nu og sendes som `Authorization: Bearer SESSION`.

    `mangler` er tom, eller det, der skal gøres først: `adgangskode` (skift den) eller `tofaktor` (sæt en app op).
    """

    session: str
    udloeber: str
    mangler: str
    bruger: BrugerSvar


class Rettighed(Svar):
    """En handling, som man må, ved sin egen organisations ting (`egen`) eller alles."""

    handling: str
    omfang: str


class Mig(Svar):
    """Den, der er logget ind, og hvad vedkommende må."""

    bruger: BrugerSvar
    mangler: str
    tofaktor: bool
    udloeber: str
    rettigheder: list[Rettighed]


class Apphemmelighed(Svar):
    """Det, som godkendelsesappen tager ind; intet er ændret, før det er bekræftet med en kode."""

    hemmelighed: str
    uri: str


class SessionSvar(Svar):
    """Et login, der gælder."""

    oprettet: str
    sidst: str
    udloeber: str
    denne: bool


class Sessioner(Svar):
    """Egne logins, det ældste først."""

    sessioner: list[SessionSvar]


class NoegleSvar(Svar):
    """En nøgle; selve nøglen vises kun, når den laves. `lukket` og `sidst_brugt` er tomme, hvor det ikke er sket."""

    id: str
    navn: str
    art: str
    ejer: str
    handlinger: list[str]
    oprettet: str
    udloeber: str
    lukket: str
    sidst_brugt: str


class Noegler(Svar):
    """Nøgler, den ældste først."""

    noegler: list[NoegleSvar]


class LavetNoegle(Svar):
    """En ny nøgle; den vises kun nu."""

    noegle: str
    om: NoegleSvar


class OrganisationSvar(Svar):
    """En organisation."""

    cvr: str
    navn: str
    uuid: str
    myndighed: bool
    leverandoer: bool
    aktiv: bool


class Organisationer(Svar):
    """Organisationer efter navn."""

    organisationer: list[OrganisationSvar]


class Indlaest(Svar):
    """Så mange kommuner kom til, og så mange var der i forvejen."""

    nye: int
    ens: int


def to_bruger(bruger: Bruger) -> BrugerSvar:
    """The answer for a user."""
    return BrugerSvar(
        uuid=bruger.uuid, brugernavn=bruger.brugernavn, navn=bruger.navn, mail=bruger.mail, organisation=bruger.cvr,
        roller=sorted(bruger.roller), aktiv=bruger.aktiv,
    )  # fmt: skip


def to_indlogget(maerke: str, fundet: Fundet) -> Indlogget:
    """The answer to a login."""
    return Indlogget(
        session=maerke,
        udloeber=fundet.session.udloeber,
        mangler=fundet.mangler,
        bruger=to_bruger(fundet.bruger),
    )


def to_mig(fundet: Fundet, miljoe: Miljoe, *, tofaktor: bool) -> Mig:
    """The answer to who one is."""
    aktoer = as_bruger(fundet.bruger)
    svar = {handling: may(aktoer, handling, miljoe=miljoe, grund="gives ved kaldet") for handling in Handling}
    return Mig(
        bruger=to_bruger(fundet.bruger),
        mangler=fundet.mangler,
        tofaktor=tofaktor,
        udloeber=fundet.session.udloeber,
        rettigheder=[
            Rettighed(handling=handling, omfang=each.omfang)
            for handling, each in svar.items()
            if each.omfang is not Omfang.INTET
        ],
    )


def to_noegle(noegle: adgangsbog.Noegle) -> NoegleSvar:
    """The answer for a key."""
    felter = {navn: vaerdi for navn, vaerdi in noegle._asdict().items() if navn not in {"hash", "omfang", "hvem"}}
    return NoegleSvar(**felter, handlinger=sorted(noegle.omfang))


def to_organisation(organisation: model.Organisation) -> OrganisationSvar:
    """The answer for an organisation."""
    return OrganisationSvar(**organisation._asdict())


def to_roller(roller: list[str]) -> frozenset[Rolle]:
    """The roles of their names."""
    return frozenset(map(Rolle, roller))
