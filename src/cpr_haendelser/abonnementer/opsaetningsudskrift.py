"""Writing set-up files: the set-up as it is, and an example to begin with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from cpr_haendelser.abonnementer.opsaetning import Opsat
from cpr_haendelser.abonnementer.opsaetningsskema import tabeller
from cpr_haendelser.aftaler.model import ItSystem


def export(opsat: Opsat) -> str:
    """The set-up as a file; read again it gives an empty plan. Secrets stand as hashes."""
    alle: list[tuple[str, Mapping[str, Any]]] = [
        *(("organisation", each._asdict()) for each in opsat.organisationer),
        *(("system", _system_keys(each)) for each in opsat.systemer),
        *(("serviceaftale", each._asdict()) for each in opsat.aftaler),
        *(("dueslag", each._asdict()) for each in opsat.dueslag),
    ]
    return "\n".join(_write_table(navn, vaerdier) for navn, vaerdier in alle)


def _system_keys(system: ItSystem) -> dict[str, Any]:
    vaerdier = system._asdict()
    return {**vaerdier, "certifikater": vaerdier.pop("fingeraftryk")}


def _write_table(navn: str, vaerdier: Mapping[str, Any]) -> str:
    linjer = [f"{noegle.navn} = {_write_value(vaerdier[noegle.navn])}" for noegle in tabeller()[navn].noegler]
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
