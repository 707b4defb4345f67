"""What a password must be, and how it is kept."""

from __future__ import annotations

import pytest
from argon2 import PasswordHasher
from argon2.profiles import RFC_9106_LOW_MEMORY
from hypothesis import given, settings
from hypothesis import strategies as st

from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.konti import adgangskode
from cpr_haendelser.konti.adgangskode import KORTEST, LAENGST, Koder, check_new, new_first

BILLIG = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
"""As good as the real one for what is tested, and fast."""
KODER = Koder(BILLIG)


@settings(max_examples=25)
@given(st.text(max_size=60), st.text(max_size=60))
def test_a_password_is_verified_by_itself_alone(en: str, anden: str) -> None:
    en, anden = (each.encode("utf-8", "replace").decode() for each in (en, anden))
    kendt = KODER.hash(en)
    assert KODER.verify(en, kendt)
    assert KODER.verify(anden, kendt) is (en == anden)
    assert KODER.hash(en) != kendt


@pytest.mark.parametrize("kendt", ["", "argon2", "$argon2id$v=19$m=8,t=1,p=1$$", "scrypt$2$1$1$x$y"])
def test_what_is_no_hash_verifies_nothing(kendt: str) -> None:
    assert not KODER.verify("", kendt)
    assert not KODER.verify("en lang adgangskode", kendt)


def test_hashes_are_argon2id_of_the_recommended_strength(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adgangskode, "PasswordHasher", PasswordHasher)  # not the cheap one that tests have
    kendt = Koder().hash("en lang adgangskode")
    assert kendt.startswith("$argon2id$v=19$")
    assert not PasswordHasher.from_parameters(RFC_9106_LOW_MEMORY).check_needs_rehash(kendt)
    assert not Koder().is_old(kendt)
    assert Koder().is_old(KODER.hash("en lang adgangskode"))


@pytest.mark.parametrize(
    "kode",
    [
        "korrekt hest batteri",
        "xK9!mQ2#vL5@",
        "å" * 3 + "ægte sætning",
        "tre små grise",
        "lis lund har 3 katte og en hund",
    ],
)
def test_a_long_one_may_be_anything(kode: str) -> None:
    check_new(kode, "lis.lund", "Lis", "Lund")


@pytest.mark.parametrize(
    ("kode", "fejl"),
    [
        ("x" * (KORTEST - 1), "KTO-010"),
        ("korrekt hest batteri " * 10, "KTO-010"),
        ("aaaaaaaaaaaaaaaa", "KTO-011"),
        ("abababababab", "KTO-011"),
        ("123456789012", "KTO-011"),
        ("abcdefghijklm", "KTO-011"),
        ("lkjihgfedcba", "KTO-011"),
        ("Password12345", "KTO-012"),
        ("lis.lund2026!", "KTO-012"),
        ("Adgangskode1!", "KTO-012"),
        ("qwertyuiop123", "KTO-012"),
    ],
)
def test_what_is_guessed_first_cannot_be_chosen(kode: str, fejl: str) -> None:
    with pytest.raises(Brugsfejl) as error:
        check_new(kode, "lis.lund", "Lis", "Lund")
    assert error.value.kode == fejl
    assert kode not in error.value.tekst


def test_a_first_password_is_never_the_same_and_may_be_chosen() -> None:
    koder = {new_first() for _ in range(200)}
    assert len(koder) == 200
    for kode in koder:
        check_new(kode)
        assert len(kode) <= LAENGST
