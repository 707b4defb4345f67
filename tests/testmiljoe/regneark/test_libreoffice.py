"""The workbook opened and saved again by LibreOffice: what it does to it is understood."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from cpr_haendelser.storage.ordre import Ordreart
from cpr_haendelser.testmiljoe.regneark.skriv import write_regneark
from cpr_haendelser.testmiljoe.regneark.udseende import examples_of
from tests.testmiljoe.regneark.saadan import FLYTTER, SAMMEN, faults, lines, table

SOFFICE = shutil.which("soffice")
pytestmark = pytest.mark.skipif(SOFFICE is None, reason="LibreOffice (soffice) er ikke installeret")


def convert(fil: Path, til: str, mappe: Path) -> bytes:
    """The file as LibreOffice saves it."""
    mappe.mkdir(exist_ok=True)
    profil = f"-env:UserInstallation={(mappe / 'profil').as_uri()}"
    kald = [str(SOFFICE), profil, "--headless", "--convert-to", til, "--outdir", str(mappe), str(fil)]
    subprocess.run(kald, check=True, capture_output=True, timeout=180)  # noqa: S603 - the office suite that was found
    return next(mappe.glob(f"*.{til.partition(':')[0]}")).read_bytes()


def test_every_kind_of_workbook_comes_through_libreoffice_as_it_was(tmp_path: Path) -> None:
    for art in Ordreart:
        data = write_regneark(art, examples_of(art))
        (tmp_path / f"{art}.xlsx").write_bytes(data)
        gemt = convert(tmp_path / f"{art}.xlsx", "xlsx", tmp_path / art)
        assert lines(gemt, art) == lines(data, art)


def test_zeros_that_libreoffice_lost_and_dates_that_it_made_are_understood(
    tmp_path: Path,
) -> None:
    raekker = [FLYTTER | {"virkning": "2026-11-24", "bemaerkning": f"nr. {nr}"} for nr in range(300)]
    csv = "\n".join([",".join(raekker[0]), *(",".join(raekke.values()) for raekke in raekker)])
    (tmp_path / "flytter.csv").write_text(csv, "utf-8")
    gemt = convert(tmp_path / "flytter.csv", "xlsx", tmp_path / "ud")
    assert lines(gemt) == lines(table(*raekker))


def test_ten_thousand_rows_come_through_libreoffice_with_their_one_mistake_at_its_cell(tmp_path: Path) -> None:
    fil = tmp_path / "mange.xlsx"
    fil.write_bytes(write_regneark(SAMMEN, [FLYTTER] * 9_999 + [{**FLYTTER, "handling": "flyttning"}]))
    (fejl,) = faults(convert(fil, "xlsx", tmp_path / "ud"))
    assert (fejl.celle, fejl.fandt) == ("B10002", "flyttning")
