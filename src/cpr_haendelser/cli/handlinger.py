"""Which action each command is: the table that is asked before a command does anything.

A command that is not here does not run; the architecture tests hold the two against each other.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from cpr_haendelser.adgang.handling import Handling

KOMMANDOER: Mapping[str, Handling] = MappingProxyType(
    {
        "demo": Handling.VAERKTOEJ_BRUG,
        "serve": Handling.SERVER_KOER,
        "population": Handling.VAERKTOEJ_BRUG,
        "receive": Handling.FIL_MODTAG,
        "watch": Handling.FIL_MODTAG,
        "files": Handling.FIL_LAES,
        "feed": Handling.LOG_LAES,
        "besked": Handling.LOG_LAES,
        "uden-modtager": Handling.HAENDELSE_MODTAGER,
        "person": Handling.PERSON_AABN,
        "bopael": Handling.PERSON_AABN,
        "setup": Handling.VAERKTOEJ_BRUG,
        "begin": Handling.BRUGER_RET,
        "indstilling": Handling.OPSAETNING_LAES,
        "indstilling show": Handling.OPSAETNING_LAES,
        "indstilling set": Handling.INDSTILLING_RET,
        "indstilling undo": Handling.INDSTILLING_RET,
        "indstilling reset": Handling.INDSTILLING_RET,
        "organisation": Handling.ORGANISATION_LAES,
        "organisation create": Handling.ORGANISATION_RET,
        "organisation change": Handling.ORGANISATION_RET,
        "organisation kommuner": Handling.ORGANISATION_RET,
        "bruger": Handling.BRUGER_LAES,
        "bruger create": Handling.BRUGER_RET,
        "bruger change": Handling.BRUGER_RET,
        "bruger reset": Handling.BRUGER_RET,
        "noegle": Handling.NOEGLE_LAES,
        "noegle create": Handling.NOEGLE_RET,
        "noegle close": Handling.NOEGLE_RET,
        "system": Handling.SYSTEM_LAES,
        "system show": Handling.SYSTEM_LAES,
        "system create": Handling.SYSTEM_RET,
        "system change": Handling.SYSTEM_RET,
        "system close": Handling.SYSTEM_RET,
        "system open": Handling.SYSTEM_RET,
        "system add-dueslag": Handling.DUESLAG_RET,
        "system change-dueslag": Handling.DUESLAG_RET,
        "certifikat list": Handling.CERTIFIKAT_LAES,
        "certifikat add": Handling.CERTIFIKAT_RET,
        "certifikat remove": Handling.CERTIFIKAT_RET,
        "aftale": Handling.AFTALE_LAES,
        "aftale show": Handling.AFTALE_LAES,
        "aftale request": Handling.AFTALE_ANMOD,
        "aftale say": Handling.AFTALE_SKRIV,
        "aftale approve": Handling.AFTALE_GODKEND,
        "aftale reject": Handling.AFTALE_GODKEND,
        "aftale withdraw": Handling.AFTALE_ANMOD,
        "aftale end": Handling.AFTALE_OPSIG,
        "status": Handling.MAALING_LAES,  # it tells of the whole installation
        "alarmtest": Handling.ALARM_PROEV,
        "dueslag": Handling.DUESLAG_LAES,
        "dueslag show": Handling.DUESLAG_LAES,
        "dueslag explain": Handling.DUESLAG_FORKLAR,
        "dueslag try": Handling.DUESLAG_FORKLAR,
        "dueslag indgreb": Handling.DUESLAG_LAES,
        "dueslag release": Handling.DUESLAG_RET,
        "dueslag fejlkoe": Handling.DUESLAG_RET,
        "dueslag stop": Handling.DUESLAG_RET,
        "dueslag start": Handling.DUESLAG_RET,
        "dueslag replay": Handling.DUESLAG_AFSPIL,
        "vaerdiliste": Handling.VAERDILISTE_LAES,
        "vaerdiliste create": Handling.VAERDILISTE_RET,
        "vaerdiliste show": Handling.VAERDILISTE_INDHOLD,
        "vaerdiliste import": Handling.VAERDILISTE_RET,
        "vaerdiliste add": Handling.VAERDILISTE_RET,
        "vaerdiliste remove": Handling.VAERDILISTE_RET,
        "vaerdiliste close": Handling.VAERDILISTE_RET,
        "vaerdiliste open": Handling.VAERDILISTE_RET,
        "exttest basis": Handling.FAELLES_RET,
        "exttest personer": Handling.TESTPERSON_LAES,
        "exttest day": Handling.FAELLES_RET,
        "exttest sweep": Handling.GENNEMSYN_KOER,
        "ordre": Handling.ORDRE_LAES,
        "ordre handlinger": Handling.VAERKTOEJ_BRUG,
        "ordre skabelon": Handling.VAERKTOEJ_BRUG,
        "ordre check": Handling.ORDRE_BESTIL,
        "ordre create": Handling.ORDRE_BESTIL,
        "ordre change": Handling.ORDRE_BESTIL,
        "ordre lines": Handling.ORDRE_LAES,
        "ordre show": Handling.ORDRE_LAES,
        "ordre preview": Handling.ORDRE_LAES,
        "ordre sent": Handling.ORDRE_LAES,
        "ordre say": Handling.ORDRE_BESTIL,
        "ordre run": Handling.ORDRE_UDFOER,
        "ordre accept": Handling.VILKAAR_ACCEPTER,
        "ordre submit": Handling.ORDRE_BESTIL,
        "ordre approve": Handling.ORDRE_AFGOER,
        "ordre refuse": Handling.ORDRE_AFGOER,
        "ordre begin": Handling.ORDRE_BESTIL,
        "ordre stop": Handling.ORDRE_BESTIL,
        "ordre resume": Handling.ORDRE_BESTIL,
        "ordre cancel": Handling.ORDRE_BESTIL,
        "ordre again": Handling.ORDRE_BESTIL,
        "ordre quote": Handling.PRIS_LAES,
        "ordre settlement": Handling.PRIS_LAES,
        "gemt": Handling.ORDRE_LAES,
        "gemt save": Handling.ORDRE_BESTIL,
        "gemt persons": Handling.ORDRE_BESTIL,
        "gemt show": Handling.ORDRE_LAES,
        "gemt forget": Handling.ORDRE_BESTIL,
        "testperson": Handling.TESTPERSON_LAES,
        "testperson create": Handling.ORDRE_BESTIL,
        "testperson share": Handling.TESTPERSON_DEL,
        "ca init": Handling.VAERKTOEJ_BRUG,
        "ca issue": Handling.VAERKTOEJ_BRUG,
        "revision": Handling.REVISION_KONTROLLER,
        "revision person": Handling.REVISION_LAES,
        "revision system": Handling.REVISION_LAES,
        "revision sag": Handling.REVISION_LAES,
        "revision hvem": Handling.REVISION_LAES,
        "revision check": Handling.REVISION_KONTROLLER,
        "revision hoved": Handling.REVISION_KONTROLLER,
        "revision export": Handling.REVISION_EKSPORTER,
        "revision noegle": Handling.VAERKTOEJ_BRUG,
        "revision verify": Handling.VAERKTOEJ_BRUG,
        "storfil": Handling.FIL_LAES,
        "storfil release": Handling.FIL_FRIGIV,
        "storfil park": Handling.FIL_FRIGIV,
        "backup": Handling.BACKUP_TAG,
        "restore": Handling.BACKUP_GENDAN,
        "gendannelse": Handling.BACKUP_GENDAN,
        "gendannelse release": Handling.BACKUP_GENDAN,
        "check": Handling.DRIFT_KONTROLLER,
        "oprydning": Handling.DRIFT_SLET,
        "linjetest": Handling.VAERKTOEJ_BRUG,
    }
)
"""By the words of the command; those of groups where they show something themselves."""

NAERMERE: Mapping[tuple[str, str], Handling] = MappingProxyType(
    {
        ("files", "fil"): Handling.FIL_LINJER,
        ("setup", "fil"): Handling.OPSAETNING_RET,
        ("setup", "skriv"): Handling.OPSAETNING_LAES,
        ("revision hoved", "send"): Handling.SERVER_KOER,
        ("ca issue", "system"): Handling.CERTIFIKAT_RET,
    }
)
"""What it is instead where one of its values is given."""


def find_handling(sti: str, vaerdier: Mapping[str, Any]) -> Handling:
    """The action of a command with those values."""
    for (kommando, vaerdi), handling in NAERMERE.items():
        if kommando == sti and vaerdier.get(vaerdi):
            return handling
    return KOMMANDOER[sti]
