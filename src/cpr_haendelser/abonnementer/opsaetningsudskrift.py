"""Writing set-up files: the set-up as it is, and an example to begin with."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from cpr_haendelser.abonnementer.opsaetning import Opsat
from cpr_haendelser.abonnementer.opsaetningsskema import tabeller
from cpr_haendelser.aftaler.model import Aftaletilstand, ItSystem

_FOERES_OVER = (Aftaletilstand.ANMODET, Aftaletilstand.GODKENDT)


def export(opsat: Opsat) -> str:
    """The set-up as a file; read again it gives an empty plan. Secrets stand as hashes."""
    alle: list[tuple[str, Mapping[str, Any]]] = [
        *(("organisation", each._asdict()) for each in opsat.organisationer),
        *(("bruger", {**each._asdict(), "organisation": each.cvr}) for each in opsat.brugere),
        *(("system", _system_keys(each)) for each in opsat.systemer),
        *(("serviceaftale", each._asdict()) for each in opsat.aftaler),
        *(("dueslag", each._asdict()) for each in opsat.dueslag),
        *(("brugt_certifikat", each._asdict()) for each in opsat.certifikater if not each.system),
    ]
    return "\n".join(_write_table(navn, vaerdier) for navn, vaerdier in alle)


UDELADT = {"system": ("certifikater", "hemmelighed", "noegle"), "serviceaftale": ("tilstand",), "dueslag": ("fra",)}
"""What one environment does not carry over to another: what lets in, what was approved there, numbers of its log."""
_HOVED = """# Opsætningen fra {fra}, til at begynde {til} med. Certifikater, hemmeligheder og nøgler er ikke med:
# hvert miljø har sine egne. Serviceaftalerne bliver til anmodninger, som myndighederne skal godkende. Callbacks er
# prøvemiljøets; ret dem. Brugerne er ikke med. Dueslagene begynder ved det, der fordeles fra nu af.
"""


def export_to(opsat: Opsat, *, fra: str, til: str) -> str:
    """The set-up as a file that another environment begins with: what is closed or ended is left out.

    The certificates are told as used elsewhere, so that they are refused there.
    """
    aabne = {each.uuid.lower() for each in opsat.systemer if each.aktiv}
    brugte = sorted({each for system in opsat.systemer for each in system.fingeraftryk})
    alle: list[tuple[str, Mapping[str, Any]]] = [
        *(("organisation", each._asdict()) for each in opsat.organisationer if each.aktiv),
        *(("system", _system_keys(each)) for each in opsat.systemer if each.aktiv),
        *(
            ("serviceaftale", each._replace(erstatter="")._asdict())
            for each in opsat.aftaler
            if each.tilstand in _FOERES_OVER and each.system.lower() in aabne
        ),
        *(("dueslag", each._asdict()) for each in opsat.dueslag if each.aktiv and each.system.lower() in aabne),
        *(("brugt_certifikat", {"fingeraftryk": each, "miljoe": fra}) for each in brugte),
    ]
    tabeller_ = (_write_table(navn, vaerdier, UDELADT.get(navn, ())) for navn, vaerdier in alle)
    return "\n".join((_HOVED.format(fra=fra, til=til), *tabeller_))


def _system_keys(system: ItSystem) -> dict[str, Any]:
    vaerdier = system._asdict()
    return {**vaerdier, "certifikater": vaerdier.pop("fingeraftryk")}


def _write_table(navn: str, vaerdier: Mapping[str, Any], uden: Collection[str] = ()) -> str:
    noegler = [noegle.navn for noegle in tabeller()[navn].noegler if noegle.navn not in uden]
    linjer = [f"{noegle} = {_write_value(vaerdier[noegle])}" for noegle in noegler]
    return "\n".join((f"[[{navn}]]", *linjer, ""))


def _write_value(vaerdi: Any) -> str:
    if isinstance(vaerdi, bool):
        return "true" if vaerdi else "false"
    if isinstance(vaerdi, int):
        return str(vaerdi)
    if isinstance(vaerdi, str):
        return '"' + "".join(map(_escape, vaerdi)) + '"'
    led = sorted(vaerdi) if isinstance(vaerdi, frozenset) else vaerdi
    return f"[{', '.join(map(_write_value, led))}]"


def _escape(tegn: str) -> str:
    if tegn in {'"', "\\"}:
        return "\\" + tegn
    return f"\\u{ord(tegn):04x}" if tegn < " " or tegn == "\x7f" else tegn


def example(beskedtype: str, foelsomhed: str, new_uuid: Callable[[], str]) -> str:
    """A set-up file with explanations: one municipality, one it-system, one agreement, and a dueslag of each kind."""
    return EKSEMPEL.format(
        beskedtype=beskedtype,
        foelsomhed=foelsomhed,
        organisation=new_uuid(),
        system=new_uuid(),
        hent=new_uuid(),
        tilsend=new_uuid(),
    )


EKSEMPEL = """# Opsætning til exttest: hvem der må modtage hvad, og hvad de vil have.
# `haendelser setup FIL --dry-run` viser, hvad der ville ændres; `haendelser setup FIL` gør det.
# Alle tabeller og nøgler: docs/opsaetning.md. UUID'erne er lavet til denne fil.

[[organisation]]                # En myndighed eller en leverandør; her er kommunen begge dele.
cvr = "11111111"
navn = "Korsbæk Kommune"
uuid = "{organisation}"
myndighed = true
leverandoer = true

[[system]]                      # It-systemet, der modtager.
uuid = "{system}"
navn = "Korsbæks fagsystem"
cvr = "11111111"
kontakt = "drift@korsbaek.example"
callbacks = ["https://modtager.korsbaek.example/besked"]   # De eneste adresser, der må sendes til.
# Sådan logger det ind på BeskedHent: med et certifikat eller en hemmelighed (eller begge dele).
# certifikater = ["fagsystem.pem"]       # PEM-fil ved siden af denne fil, eller et SHA-256-fingeraftryk.
# hemmelighed = "scrypt$…"               # Linjen, som `haendelser setup --new-secret` viser,
# hemmelighed = "env:FAGSYSTEM_KODE"     # eller navnet på en miljøvariabel med hemmeligheden.
# Sådan læser det feedet og REST: med en nøgle, som laves på samme måde.
# noegle = "env:FAGSYSTEM_NOEGLE"

[[serviceaftale]]               # Kommunen lader systemet modtage hændelser om sine borgere.
id = "korsbaek-cpr-haendelser"
system = "{system}"
myndighed = "11111111"
beskedtyper = ["{beskedtype}"]             # CPR Hændelse
foelsomhed = ["{foelsomhed}"]              # fortrolige personoplysninger
koder = ["*"]                   # Alle hændelser; ellers fx ["034", "035"].
afsendere = ["11111111"]
gyldig_fra = 2026-01-01
tilstand = "godkendt"

# [[serviceaftale]]             # Skal systemet også slå personer op, så er det en aftale for sig.
# id = "korsbaek-cpr-opslag"
# system = "{system}"
# myndighed = "11111111"
# service = "CPR-replika opslag"

[[dueslag]]                     # Hentes af systemet selv (BeskedHent); køen hedder dueslagets UUID.
uuid = "{hent}"
navn = "Alle hændelser"
system = "{system}"
beskedtype = "{beskedtype}"

[[dueslag]]                     # Sendes til systemet (BeskedFåTilsendt).
uuid = "{tilsend}"
navn = "Flytninger til kommunen"
system = "{system}"
beskedtype = "{beskedtype}"
leveringsmaade = "tilsend"
callback = "https://modtager.korsbaek.example/besked"
filter = '''
personhaendelse = '034' AND NOT kommune IN ('0101', '0147')
'''
# fra = 0                       # Fra loggens begyndelse; uden linjen det, der fordeles fra nu af.
"""
"""The example; UUIDs are put in."""
