"""The hændelse in Beskeddata: an element of our own (schema: skemaer/haendelse.xsd).

It says in clear what the kuvert has no room for: what happened, when and how sure that is, what it corrects, where the
person lived and lives, what caused it, and which protection holds. The code stands bare, never as URN.
"""

from __future__ import annotations

from functools import cache, lru_cache

from cpr_haendelser.beskeder.adresser import annulled_adresse
from cpr_haendelser.beskeder.felter import Raekke, Skriver, Tabel, to_skriver
from cpr_haendelser.beskeder.grundlag import Aarsag, Person
from cpr_haendelser.beskeder.saet import Saet
from cpr_haendelser.beskeder.tegn import escape, escape_all
from cpr_haendelser.beskeder.tidsform import write_dato, write_plain_tid, write_tid
from cpr_haendelser.cpr.koder import lookup
from cpr_haendelser.haendelser.model import SAMLE, Adresse, Haendelse, Ordrested

NAVNERUM = "urn:cpr-haendelser:haendelse:1.0"
SAMLENAVN = "Opsamlingshændelse"

BESKYTTELSE = Tabel(
    "Haendelse/Beskyttelse",
    "004",
    (
        Raekke("Type", "BESKYTTYPE", "tekst"),
        Raekke("Fra", "START_DT-BESKYTTELSE", "dag"),
        Raekke("Slettedato", "SLET_DT-BESKYTTELSE", "dag"),
    ),
)


def write_haendelse(
    haendelse: Haendelse, person: Person, nuvaerende: Adresse | None, aarsager: tuple[Aarsag, ...], saet: Saet
) -> str:
    """The Haendelse element; `nuvaerende` is the address to show as the present one. Values of records still masked."""
    b = haendelse.beslutning
    annulleret = annulled_adresse(b)
    return "".join(
        (
            f'<Haendelse xmlns="{NAVNERUM}"><Id>{haendelse.registrering_id}</Id>',
            f"<Loebenummer>{haendelse.loebenummer}</Loebenummer>",
            f"<Kode>{_kode(b.kode, saet)}</Kode>",
            _text("Navn", kodenavn(b.kode)),
            f"<Art>{b.art}</Art>",
            _retter(haendelse, saet),
            f"<Personnummer>{b.pnr}</Personnummer>",
            _tid("Registreret", b.registreret, usikker=False),
            _tid("GyldigFra", b.gyldig_fra, usikker=b.usikker),
            _modtager(haendelse),
            _kommune("TidligereKommune", b.foer, saet),
            _kommune("AnnulleretKommune", annulleret, saet),
            _kommune("NuvaerendeKommune", nuvaerende, saet),
            _adresse("TidligereAdresse", b.foer),
            _adresse("AnnulleretAdresse", annulleret),
            _adresse("NuvaerendeAdresse", nuvaerende),
            "".join([f"<Gruppe>{gruppe}</Gruppe>" for gruppe in escape_all(b.grupper)]),
            "".join(
                [
                    f"<RelateretPerson><Personnummer>{escape(pnr)}</Personnummer><Rolle>{escape(rolle)}</Rolle></RelateretPerson>"
                    for pnr, rolle in b.relaterede
                ]
            ),
            f"<Hovedhaendelse>{haendelse.hoved_id}</Hovedhaendelse>" if haendelse.hoved_id else "",
            _beskyttelse(person),
            _aarsag(haendelse, aarsager),
            "</Haendelse>",
        )
    )


@cache
def kodenavn(kode: str) -> str:
    """The name of a personhændelse code, escaped; of a code not in the table, nothing."""
    if kode == SAMLE:
        return SAMLENAVN
    kendt = lookup("personhaendelse", kode)
    return escape(kendt.dansk) if kendt else ""


def _kode(kode: str, saet: Saet) -> str:
    """The code as on the wire."""
    return saet.samlekode if kode == SAMLE else kode


def _text(tag: str, tekst: str) -> str:
    """An element, or nothing where there is no text; `tekst` is XML already."""
    return f"<{tag}>{tekst}</{tag}>" if tekst else ""


def _retter(haendelse: Haendelse, saet: Saet) -> str:
    retter = haendelse.beslutning.retter
    if retter is None and haendelse.retter_id is None:
        return ""
    dele = [f"<Id>{haendelse.retter_id}</Id>"] if haendelse.retter_id else []
    if haendelse.retter_loebenummer:
        dele.append(f"<Loebenummer>{haendelse.retter_loebenummer}</Loebenummer>")
    if retter:
        dele += [f"<Kode>{_kode(kode, saet)}</Kode>" for kode in retter.koder]
        dele.append(_tid("GyldigFra", retter.gyldig_fra, usikker=False))
    return f"<Retter>{''.join(dele)}</Retter>"


def _tid(tag: str, raw: str, *, usikker: bool) -> str:
    """A CPR time with what is known about it; nothing where none was delivered."""
    tekst = write_plain_tid(raw)
    if not tekst:
        return _special_tid(tag, raw.strip(), usikker=usikker)
    er_usikker = "true" if usikker else "false"
    return f"<{tag}><Tidspunkt>{tekst}</Tidspunkt><Leveret>{raw}</Leveret><Usikker>{er_usikker}</Usikker></{tag}>"


def _special_tid(tag: str, leveret: str, *, usikker: bool) -> str:
    if not leveret.strip("0-"):
        return ""
    skrevet = write_tid(leveret)
    er_usikker = "true" if usikker or skrevet.usikker or not skrevet.tekst else "false"
    return (
        f"<{tag}>{_text('Tidspunkt', skrevet.tekst)}<Leveret>{escape(leveret)}</Leveret>"
        f"<Usikker>{er_usikker}</Usikker></{tag}>"
    )


def _modtager(haendelse: Haendelse) -> str:
    b = haendelse.beslutning
    kode, cvr = _text("Kommunekode", escape(b.kommune)), _text("Cvr", escape(haendelse.modtager_cvr))
    return f"<Modtager><Rolle>{b.rolle}</Rolle>{kode}{cvr}</Modtager>"


def _kommune(tag: str, adresse: Adresse | None, saet: Saet) -> str:
    if adresse is None or not adresse.kommunekode:
        return ""
    kode = escape(adresse.kommunekode)
    return f"<{tag}><Kode>{kode}</Kode>{_kommuner(saet).get(adresse.kommunekode, '')}</{tag}>"


@lru_cache(maxsize=16)
def _kommuner(saet: Saet) -> dict[str, str]:
    """What is known about each municipality beside its code."""
    return {
        kommune.kode: _text("Navn", escape(kommune.navn)) + _text("Cvr", escape(kommune.cvr))
        for kommune in saet.kommuner
    }


LED = ("Kommunekode", "Vejkode", "Husnummer", "Etage", "Sidedoer", "Bygningsnummer", "CoNavn")


def _adresse(tag: str, adresse: Adresse | None) -> str:
    if adresse is None:
        return ""
    led = zip(LED, escape_all(adresse), strict=True)
    return f"<{tag}>{''.join([f'<{navn}>{vaerdi}</{navn}>' for navn, vaerdi in led if vaerdi])}</{tag}>"


def _beskyttelse(person: Person) -> str:
    linjer = person.poster.get("004")
    if not linjer:
        return ""
    skriv = _beskyttelse_skriver()
    return "".join([f"<Beskyttelse>{skriv(linje)}</Beskyttelse>" for linje in linjer])


@cache
def _beskyttelse_skriver() -> Skriver:
    return to_skriver(BESKYTTELSE)


def _aarsag(haendelse: Haendelse, aarsager: tuple[Aarsag, ...]) -> str:
    b = haendelse.beslutning
    regel = f"<Regel>{escape(b.regel)}</Regel></Aarsag>"
    if haendelse.ordre:
        return f"<Aarsag>{_ordre(haendelse)}{regel}"
    return "".join(
        (
            _fil(haendelse.opgave, haendelse.filnavn, haendelse.proddto),
            _lines(haendelse, aarsager),
            "".join([f"<Post>{post}</Post>" for post in escape_all(b.poster)]),
            regel,
        )
    )


def _ordre(haendelse: Haendelse) -> str:
    sted = Ordrested.read(haendelse.ordre)
    return (
        f"<Ordre><Id>{sted.uuid}</Id><Linje>{sted.linje}</Linje><Trin>{sted.trin}</Trin>"
        f"<Gentagelse>{sted.gentagelse}</Gentagelse><Udfoert>{write_dato(haendelse.proddto).tekst}</Udfoert>"
        f"<PrFil>{haendelse.fil}</PrFil></Ordre>"
    )


@lru_cache(maxsize=64)
def _fil(opgave: str, filnavn: str, proddto: str) -> str:
    return (
        f"<Aarsag><Opgave>{escape(opgave)}</Opgave><Fil>{escape(filnavn)}</Fil>"
        f"<Produktionsdato>{write_dato(proddto).tekst}</Produktionsdato>"
    )


def _lines(haendelse: Haendelse, aarsager: tuple[Aarsag, ...]) -> str:
    kendte = {aarsag.linje: aarsag for aarsag in aarsager}
    return "".join([_linje(nr, kendte.get(nr)) for nr in haendelse.beslutning.linjer])


def _linje(nr: int, aarsag: Aarsag | None) -> str:
    if aarsag is None:
        return f"<Linje><Nummer>{nr}</Nummer></Linje>"
    kode, maerke = _text("Kode", escape(aarsag.kode)), _text("Maerke", escape(aarsag.maerke))
    tid = _tid("Tid", aarsag.tid, usikker=False)
    return f"<Linje><Nummer>{nr}</Nummer>{kode}{maerke}{tid}</Linje>"
