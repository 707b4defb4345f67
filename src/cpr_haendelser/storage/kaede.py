"""Whether a file still continues its task's chain when the transaction has begun."""

from __future__ import annotations

from cpr_haendelser.storage.lager import KaedeAendret, Leverance, Leveranceart


def check_kaede(leverance: Leverance, *, findes: bool, seneste: Leverance | None) -> None:
    """Raises KaedeAendret unless the file can be taken now.

    `findes`: the ledger has a file of that task and production date. `seneste`: the task's newest file. A first load
    and a re-baseline need not continue the chain; the first file of a task has none to continue.
    """
    if findes:
        raise KaedeAendret(
            f"Opgave {leverance.opgave}, produktionsdato {leverance.proddto}, er modtaget af en anden imens."
            " Intet er ændret; se `haendelser files`."
        )
    if leverance.art is Leveranceart.AENDRINGER and seneste and seneste.proddto != leverance.proddto_forrig:
        raise KaedeAendret(
            f"Opgave {leverance.opgave}: filen følger efter produktionsdato {leverance.proddto_forrig}, men den senest"
            f" modtagne er nu {seneste.proddto}. Intet er ændret; modtag filerne igen i rækkefølge."
        )
