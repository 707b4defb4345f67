"""What people write in cells, understood or refused in words: each kind of value as one small function.

Normalised as `storage.ordre.Trin.felter` has them: CPR times YYYYMMDDHHMM, days YYYY-MM-DD, codes with their zeros.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from cpr_haendelser.cpr.koder import koder
from cpr_haendelser.cpr.personnummer import LAENGDE, is_ordinary

DANMARK = ZoneInfo("Europe/Copenhagen")
_MAANEDER = ("jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
_ENGELSKE = {"may": "maj", "oct": "okt"}
"""Months as a spreadsheet in English shortens them, where Danish does it otherwise."""
_TAL = re.compile(r"([0-9]+)(?:[.,]0+)?")
_PNR = re.compile(r"([0-9]{5,6})[- ]?([0-9]{4})|([0-9]{9,10})")
_NY = re.compile(r"ny:[\wæøåÆØÅ.-]{1,40}", re.ASCII)
_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_DANSK = re.compile(r"([0-9]{1,2})[-./ ]([0-9]{1,2})[-./ ]([0-9]{4}|[0-9]{2})")
_ORD = re.compile(r"([0-9]{1,2})[-./ ]{0,2}([a-zæøå]{3,9})[-./ ]{1,2}([0-9]{4}|[0-9]{2})")
_DAGSNUMMER = re.compile(r"([0-9]{5})(?:[.,][0-9]+)?")
"""A day as spreadsheets count them inside."""
_DAGSNUMRE_FRA = date(1899, 12, 30).toordinal()
_SAMLET = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_KLOKKE = re.compile(r"([0-9]{1,2})[:.]([0-9]{2})(?:[:.]([0-9]{2}))?")
_CPR_TID = re.compile(r"[0-9]{12}")
_MED_ZONE = re.compile(r"(?i)[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9:.]{5,} ?(?:Z|[+-][0-9]{2}:?[0-9]{2})")
"""A clock that says where it stands."""
_VARIGHED = re.compile(r"([0-9]{1,9}(?:[.,][0-9]{1,9})?) ?(s|sek|sekunder|m|min|minutter|t|time|timer|d|dag|dage)?\.?")
_ENHEDER = {"": 1, "s": 1, "m": 60, "t": 3600, "d": 86400}
_JA, _NEJ = frozenset({"ja", "j", "x", "1", "true", "sand"}), frozenset({"nej", "n", "0", "false", "falsk", ""})
_ETAGER = frozenset({"st", "kl", "k2", "k3", "ka"})
_LAENGST_VENT = 366
_SENDES_AAR = range(2000, 3000)
_NUTIDENS_AARHUNDREDE = 50
"""A year of two digits below this is of this century."""

Laeser = Callable[[str, Sequence[str]], str]


class Ulaeselig(Exception):
    """A cell that is not understood; the text says what is allowed."""


def read_vaerdi(slags: str, led: Sequence[str], tekst: str) -> str:
    """The value of a cell that is not blank; Ulaeselig where it is none."""
    return LAESERE[slags](re.sub(r"\s+", " ", tekst.strip()), led)


def read_pnr(tekst: str, led: Sequence[str] = ()) -> str:
    """Ten digits, with or without hyphen, or nine where a spreadsheet has lost the zero; or a word of `led`."""
    if tekst.lower() in led or _NY.fullmatch(tekst):
        return tekst.lower() if tekst.lower() in led else tekst
    fundet = _PNR.fullmatch(_whole(tekst))
    if fundet is None:
        raise Ulaeselig(" eller ".join(("ti cifre, evt. med bindestreg", *led)))
    ciffre = fundet[3] or fundet[1] + fundet[2]
    # Nine digits may have lost any digit: only where a zero in front makes a date was it the one.
    if len(ciffre) < LAENGDE and not is_ordinary(ciffre.zfill(LAENGDE)):
        raise Ulaeselig("ti cifre; her er kun ni (mangler der et 0 forrest?)")
    return ciffre.zfill(LAENGDE)


def read_pnrer(tekst: str, _led: Sequence[str] = ()) -> str:
    """One or more, separated by blanks, comma or semicolon."""
    dele = [each for each in re.split(r"[,;]\s*|\s+(?!\d{4}(?:\D|$))", tekst) if each]
    return " ".join(dict.fromkeys(read_pnr(each) for each in dele))


def read_dag(tekst: str, _led: Sequence[str] = ()) -> str:
    """A day, as people write it; the order is always day, month, year unless the year stands first."""
    return _day(tekst).isoformat()


def _day(tekst: str) -> date:
    for moenster, raekkefoelge in ((_ISO, (1, 2, 3)), (_DANSK, (3, 2, 1)), (_SAMLET, (1, 2, 3))):
        fundet = moenster.fullmatch(tekst)
        if fundet:
            return _date(*(int(fundet[nr]) for nr in raekkefoelge))
    ord_ = _ORD.fullmatch(tekst.lower())
    maaned = _ENGELSKE.get(ord_[2][:3], ord_[2][:3]) if ord_ else ""
    if ord_ and maaned in _MAANEDER:
        return _date(int(ord_[3]), _MAANEDER.index(maaned) + 1, int(ord_[1]))
    if dagsnummer := _DAGSNUMMER.fullmatch(tekst):
        dag = date.fromordinal(_DAGSNUMRE_FRA + int(dagsnummer[1]))
        raise Ulaeselig(
            f"en dato som 2026-11-25; det er et regnearks dagsnummer (nok {dag}). Giv cellen format som dato"
        )
    raise Ulaeselig("en dato som 2026-11-25 eller 25-11-2026")


def _date(aar: int, maaned: int, dag: int) -> date:
    if aar < 100:  # noqa: PLR2004 - two digits
        aar += 2000 if aar < _NUTIDENS_AARHUNDREDE else 1900
    try:
        return date(aar, maaned, dag)
    except ValueError:
        raise Ulaeselig("en dag, der findes i kalenderen") from None


def read_tid(tekst: str, _led: Sequence[str] = ()) -> str:
    """A CPR time of twelve digits, by the clock in Denmark; a day alone is at noon."""
    return f"{_moment(tekst, 12):%Y%m%d%H%M}"


def read_oejeblik(tekst: str, _led: Sequence[str] = ()) -> str:
    """A moment in Denmark, ISO 8601 with offset; a day alone is at eight in the morning."""
    givet = _moment(tekst, 8)
    if givet.year not in _SENDES_AAR:
        raise Ulaeselig(f"et tidspunkt i årene {_SENDES_AAR[0]}-{_SENDES_AAR[-1]}")
    return givet.isoformat(timespec="seconds")


def _moment(tekst: str, ellers: int) -> datetime:
    """A moment by the clock in Denmark: twelve digits, a day with or without a clock, or ISO 8601 with Z or offset."""
    if _CPR_TID.fullmatch(tekst):
        tekst = f"{tekst[:4]}-{tekst[4:6]}-{tekst[6:8]} {tekst[8:10]}:{tekst[10:]}"
    if _MED_ZONE.fullmatch(tekst):
        dag, klokken = tekst[:10], tekst[11:].replace(" ", "").upper()
        try:
            return datetime.fromisoformat(f"{dag}T{klokken}").astimezone(DANMARK)
        except (ValueError, OverflowError):
            raise Ulaeselig("et tidspunkt som 2026-11-25T09:00:00Z eller 2026-11-25 10:00") from None
    return _wall_clock(tekst, ellers).replace(tzinfo=DANMARK)


def _wall_clock(tekst: str, ellers: int) -> datetime:
    """A day and, behind a blank or T, a clock."""
    tekst = re.sub(r"(?<=\d)T(?=\d)", " ", tekst).replace(" kl. ", " ").replace(" kl ", " ")
    dag, _, klokken = tekst.rpartition(" ")
    klokke = _KLOKKE.fullmatch(klokken) if dag else None
    if klokke is None:
        return datetime.combine(_day(tekst), datetime.min.time()).replace(hour=ellers)
    time, minut = int(klokke[1]), int(klokke[2])
    if time > 23 or minut > 59:  # noqa: PLR2004 - a clock
        raise Ulaeselig("et klokkeslæt fra 00:00 til 23:59")
    return datetime.combine(_day(dag), datetime.min.time()).replace(hour=time, minute=minut)


def read_kode(tekst: str, led: Sequence[str]) -> str:
    """Digits, with the zeros put back that a spreadsheet has lost."""
    laengde = int(led[0])
    tekst = _whole(tekst)
    if not tekst.isascii() or not tekst.isdigit() or len(tekst) > laengde:
        raise Ulaeselig(f"{laengde} cifre")
    return tekst.zfill(laengde)


def read_adressekode(tekst: str, led: Sequence[str]) -> str:
    """The same of a municipality or a road: nought is none."""
    kode = read_kode(tekst, led)
    if not kode.strip("0"):
        raise Ulaeselig(f"{led[0]} cifre, ikke lutter nuller")
    return kode


def read_land(tekst: str, _led: Sequence[str] = ()) -> str:
    """The code of a country that CPR knows."""
    kode = read_kode(tekst, ("4",))
    if kode not in koder("land"):
        raise Ulaeselig("en landekode fra CPR's tabel, som 5120 (Sverige) eller 5100 (Danmark)")
    return kode


def read_cvr(tekst: str, _led: Sequence[str] = ()) -> str:
    """Eight digits."""
    return read_kode(tekst, ("8",))


def read_husnr(tekst: str, _led: Sequence[str] = ()) -> str:
    """A number of three digits, and a letter where there is one."""
    fundet = re.fullmatch(r"([0-9]{1,3}) ?([A-Za-zÆØÅæøå]?)", _whole(tekst))
    if fundet is None:
        raise Ulaeselig("et husnummer som 4 eller 4A")
    return fundet[1].zfill(3) + fundet[2].upper()


def read_etage(tekst: str, _led: Sequence[str] = ()) -> str:
    """st, kl, or a number."""
    lille = _whole(tekst).lower().rstrip(".")
    if lille in _ETAGER:
        return lille
    if not lille.isascii() or not lille.isdigit() or len(lille) > 2:  # noqa: PLR2004 - two digits
        raise Ulaeselig("st, kl eller et tal")
    return lille.zfill(2)


def read_valg(tekst: str, led: Sequence[str]) -> str:
    """One of the values, whatever its case."""
    tal = _whole(tekst)
    for vaerdi in led:
        if tekst.lower() == vaerdi.lower() or (vaerdi.isdigit() and tal.zfill(len(vaerdi)) == vaerdi):
            return vaerdi
    raise Ulaeselig(f"en af {', '.join(led)}")


def read_heltal(tekst: str, led: Sequence[str]) -> str:
    """A whole number in an interval."""
    laveste, _, hoejeste = led[0].partition("-")
    tal = _whole(tekst).replace(".", "")
    if not tal.isascii() or not tal.isdigit() or len(tal) > 19 or not int(laveste) <= int(tal) <= int(hoejeste):  # noqa: PLR2004
        raise Ulaeselig(f"et helt tal fra {laveste} til {hoejeste}")
    return str(int(tal))


def read_varighed(tekst: str, _led: Sequence[str] = ()) -> str:
    """Seconds, of a number with or without a unit."""
    fundet = _VARIGHED.fullmatch(tekst.lower())
    if fundet is None:
        raise Ulaeselig("en varighed som 30 s, 10 min, 2 timer eller 1 dag")
    sekunder = int(float(fundet[1].replace(",", ".")) * _ENHEDER[(fundet[2] or "")[:1]])
    if sekunder > _LAENGST_VENT * _ENHEDER["d"]:
        raise Ulaeselig(f"højst {_LAENGST_VENT} dage")
    return str(sekunder)


def read_ja_nej(tekst: str, _led: Sequence[str] = ()) -> str:
    """Ja or nej."""
    if tekst.lower() in _JA | _NEJ:
        return "ja" if tekst.lower() in _JA else "nej"
    raise Ulaeselig("ja eller nej")


def read_tekst(tekst: str, led: Sequence[str]) -> str:
    """Text of at most so many characters that CPR's files can hold (ISO-8859-1); no formula and no control sign."""
    if len(tekst) > int(led[0]):
        raise Ulaeselig(f"højst {led[0]} tegn")
    if tekst[0] in "=+@\t" or (tekst[0] == "-" and tekst != "-"):
        raise Ulaeselig("en tekst, der ikke begynder som en formel (= + - @)")
    if not tekst.isprintable() or not tekst.encode("iso-8859-1", "ignore").decode("iso-8859-1") == tekst:
        raise Ulaeselig("bogstaver, tal og tegn, som CPR's filer kan have")
    return tekst


def read_handling(tekst: str, _led: Sequence[str] = ()) -> str:
    """As it is written; what it means is found in skabelon.betydning."""
    return tekst


def _whole(tekst: str) -> str:
    """A whole number that a spreadsheet has made 101.0 of; anything else as it is."""
    fundet = _TAL.fullmatch(tekst)
    return fundet[1] if fundet else tekst


LAESERE: Mapping[str, Laeser] = {
    "pnr": read_pnr,
    "pnrer": read_pnrer,
    "dag": read_dag,
    "tid": read_tid,
    "oejeblik": read_oejeblik,
    "kode": read_kode,
    "kommune": read_adressekode,
    "vej": read_adressekode,
    "land": read_land,
    "cvr": read_cvr,
    "husnr": read_husnr,
    "etage": read_etage,
    "valg": read_valg,
    "heltal": read_heltal,
    "varighed": read_varighed,
    "ja_nej": read_ja_nej,
    "tekst": read_tekst,
    "handling": read_handling,
}
