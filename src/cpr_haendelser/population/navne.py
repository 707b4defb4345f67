"""Made-up names and texts that read Danish."""

from __future__ import annotations

KVINDER = (
    "Agnes", "Alma", "Amalie", "Andrea", "Anna", "Astrid", "Birgit", "Bodil", "Camilla", "Cecilie", "Dagmar", "Dorthe",
    "Ebba", "Edith", "Ella", "Ellen", "Elna", "Emma", "Ester", "Frida", "Gerda", "Grethe", "Hanne", "Helga", "Ida",
    "Inger", "Ingrid", "Johanne", "Josefine", "Karen", "Karla", "Kirsten", "Laura", "Lise", "Liva", "Lone", "Maren",
    "Marie", "Mathilde", "Mette", "Nanna", "Olga", "Pernille", "Rigmor", "Rosa", "Sidsel", "Signe", "Sofie", "Søs",
    "Thea", "Tove", "Ulla", "Valborg", "Vigga", "Åse",
)  # fmt: skip
MAEND = (
    "Aage", "Aksel", "Albert", "Anders", "Anton", "Arne", "Asger", "Bent", "Bjarne", "Carl", "Christian", "Ebbe",
    "Einar", "Elias", "Emil", "Erik", "Esben", "Frederik", "Gustav", "Hans", "Harald", "Henrik", "Holger", "Ivar",
    "Jakob", "Jens", "Johan", "Jørgen", "Kaj", "Karl", "Kristian", "Lars", "Laurits", "Magnus", "Malthe", "Mikkel",
    "Mogens", "Niels", "Oluf", "Oskar", "Otto", "Palle", "Peder", "Poul", "Rasmus", "Søren", "Tage", "Thorvald",
    "Troels", "Ulrik", "Valdemar", "Verner", "Viggo", "Villads", "Åge",
)  # fmt: skip
EFTERNAVNE = (
    "Aagesen", "Agerskov", "Andersen", "Bagger", "Bakkegaard", "Bertelsen", "Birkholm", "Bjerregaard", "Brandsborg",
    "Bruun", "Christensen", "Dalsgaard", "Damgaard", "Ebbesen", "Egelund", "Eskildsen", "Fjeldsted", "Frandsen",
    "Gejlager", "Granlund", "Hansen", "Hedelund", "Holmstrup", "Højrup", "Iversen", "Jensen", "Jespersen", "Kjeldsen",
    "Klitgaard", "Korsbæk", "Kragelund", "Larsen", "Lindegaard", "Lyngbye", "Madsen", "Mosegaard", "Mørkholt",
    "Nielsen", "Nørholm", "Odgaard", "Overballe", "Pedersen", "Pilegaard", "Ravnholt", "Rosenvang", "Rødkær", "Sandbæk",
    "Skovgaard", "Stenhøj", "Sørensen", "Thorup", "Toftegaard", "Ulriksen", "Vadstrup", "Vestermark", "Winther",
    "Ørskov", "Østergaard", "Aabling", "Aalykke",
)  # fmt: skip
MELLEMNAVNE = (
    "Bay", "Bech", "Bonde", "Dahl", "Friis", "Green", "Hald", "Juul", "Kjær", "Krog", "Lund", "Møller", "Ravn", "Skov",
    "Toft", "Vang", "Ø", "Ager",
)  # fmt: skip
STILLINGER = (
    "", "", "", "Bager", "Bogholder", "Bådebygger", "Dyrlæge", "Fisker", "Gartner", "Jordemoder", "Lærer", "Maler",
    "Murer", "Organist", "Pensionist", "Sadelmager", "Smed", "Sygeplejerske", "Tandlæge", "Urmager",
)  # fmt: skip
BYER_UDE = ("Ravnby", "Fjernborg", "Sydhavn", "Langsted", "Bjergstad", "Elvenes", "Nordvik", "Lindau")
NOTATER = ("Post returneret", "Afventer svar", "Brev udleveret personligt", "Henvendt i borgerservice")
FORHOLD = ("Aftalt med nabokommune", "Efter ansøgning", "Foreløbig ordning", "Fast ordning")
PAABUD = ("Flytning varslet", "Bolig kondemneret", "Lejemål ophævet")
SUPPLERENDE = ("Havehuset", "Bagbygningen", "Annekset ved kanalen", "Ny fløj, opgang C", "Loftsetagen")
VEJSTAMME = (
    "Birke", "Bøge", "Ege", "Elme", "Aske", "Pile", "Lærke", "Svale", "Stære", "Ugle", "Ræve", "Hare", "Hjorte",
    "Mølle", "Kirke", "Skole", "Smede", "Bager", "Brygger", "Væver", "Garver", "Reber", "Sejl", "Havne", "Kanal",
    "Strand", "Bakke", "Dal", "Høj", "Mose", "Eng", "Mark", "Skov", "Sø", "Å", "Bro", "Torve", "Ring", "Tværs", "Løkke",
    "Humle", "Kløver", "Rose", "Syren", "Tulipan", "Violen", "Æble", "Pære", "Blomme", "Kirsebær",
)  # fmt: skip
VEJENDELSE = (
    "vej",
    "gade",
    "stræde",
    "allé",
    "vænget",
    "parken",
    "toften",
    "stien",
    "haven",
    "kæret",
    "løkken",
    "vangen",
)
VEJFORLED = ("", "Ny ", "Gl. ", "Øster ", "Vester ", "Nørre ", "Sønder ", "Lille ", "Store ", "Øvre ", "Nedre ",
             "Ydre ", "Indre ", "Lange ", "Korte ", "Brede ")  # fmt: skip
