"""The page docs/indstillinger.md, written from the settings themselves."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from cpr_haendelser.settings.model import Opgave, Settings, groups, om
from cpr_haendelser.settings.reading import CONFIG, FILE, variable_of

if TYPE_CHECKING:
    from pydantic import BaseModel
    from pydantic.fields import FieldInfo

INTRODUCTION = f"""# Indstillinger

Denne side er skrevet ud fra programmets egen liste (`make docs`).

En indstilling gives i en miljøvariabel eller i en TOML-fil; variablen går forud for filen, og filen for standarden.
Filen er den, som `{CONFIG}` nævner, ellers `{FILE}` i den mappe, hvor programmet startes.
I en variabel skrives lister og tabeller som JSON. Ukendte navne og forkerte værdier afvises, og intet sættes i gang.

Det, som kilderne ikke siger eller er uenige om, er en indstilling; det står under *grundlag*.
Hemmelige værdier vises aldrig, heller ikke i en fejl.

Nogle kan desuden ændres, mens der køres, på siden Indstillinger i konsollen, med `haendelser indstilling` og over REST.
Et sådant valg ligger i databasen, gælder med det samme i alle programmets processer og efter en genstart, og går forud
for variabel og fil, til det tages tilbage. Hvem der valgte hvad og hvornår, står i revisionssporet.
"""

EXAMPLE = """## Et eksempel

```toml
environment = "exttest"
database_url = "sqlite:///var/haendelser.db"
allowed_numbers_file = "testpersoner.txt"

[opgaver.123456]
navn = "Befolkning"
posttyper = ["001", "002", "003", "008", "099"]

[kommuner.cvr]
"0999" = "11111111"

[beskeder]
handling_form = "urn"
```
"""


def render() -> str:
    """The page, in Danish Markdown."""
    plain = [name for name in Settings.model_fields if name not in groups(Settings)]
    parts = [
        INTRODUCTION,
        "## Almindelige\n",
        *(section(Settings, name, ()) for name in plain),
        "## En opgave: tabellen `[opgaver.<nummer>]`\n",
        *(section(Opgave, name, ("opgaver", "<nummer>")) for name in Opgave.model_fields),
    ]
    for group, model in groups(Settings).items():
        parts.append(f"## Gruppen `[{group}]`\n")
        parts += [section(model, name, (group,)) for name in model.model_fields]
    return "\n".join([*parts, EXAMPLE])


def section(model: type[BaseModel], name: str, group: tuple[str, ...]) -> str:
    """What the page says about one setting."""
    about = om(model, name)
    if about is None:
        msg = f"{name} says nothing about itself"
        raise ValueError(msg)
    lines = [
        f"### {name}\n",
        f"{about.tekst}\n",
        f"- værdi: {about.forventet}",
        f"- standard: {default_of(model.model_fields[name])}",
        *([f"- variabel: `{variable_of((*group, name))}`"] if model is not Opgave else []),
        *(["- kan ændres, mens der køres: `haendelser indstilling`, REST og konsollen"] if about.levende else []),
        f"- grundlag: {about.grundlag}{'; hemmelig' if about.hemmelig else ''}",
    ]
    return "\n".join(lines) + "\n"


def default_of(field: FieldInfo) -> str:
    """The default as one would write it in the file."""
    value = field.get_default(call_default_factory=True, validated_data={"database_url": "sqlite:///var/haendelser.db"})
    if value is None:
        return "ingen"
    if isinstance(value, (Mapping, tuple)) and not value:
        return "tom"
    shown = value.as_posix() if isinstance(value, Path) else value
    return f"`{json.dumps(shown, ensure_ascii=False)}`"
