"""Settings: variables over file over defaults, and refusals in words."""

from __future__ import annotations

import re
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from cpr_haendelser.fejl import Opsaetningsfejl
from cpr_haendelser.settings import Opgave, Settings, load, read_opgaver
from cpr_haendelser.settings.kinds import beside
from cpr_haendelser.settings.model import groups, om
from cpr_haendelser.settings.reading import variable_of


def test_without_file_and_variables_the_defaults_hold(tmp_path: Path) -> None:
    settings = load({}, folder=tmp_path)
    assert settings == Settings()
    assert (settings.environment, settings.port, settings.nyfoedt_dage) == ("exttest", 8320, 28)
    assert not settings.environment_named


def test_a_variable_goes_before_the_file_and_the_file_before_the_default(tmp_path: Path) -> None:
    (tmp_path / "haendelser.toml").write_text('port = 1\nhost = "::1"\n[beskeder]\nhandling_form = "uuid"\n')
    variables = {"HAENDELSER_PORT": "2", "HAENDELSER_BESKEDER__PAYLOAD_FORM": "base64", "PATH": "elsewhere"}
    settings = load(variables, folder=tmp_path)
    assert (settings.port, settings.host, settings.samlekode) == (2, "::1", "000")
    assert (settings.beskeder.handling_form, settings.beskeder.payload_form) == ("uuid", "base64")


@pytest.mark.parametrize("model", [Settings, Opgave, *groups(Settings).values()])
def test_what_is_expected_of_a_number_says_its_bounds(model: type[BaseModel]) -> None:
    for navn, felt in model.model_fields.items():
        graenser = {getattr(each, side) for each in felt.metadata for side in ("ge", "le") if hasattr(each, side)}
        about = om(model, navn)
        uden_punktum = re.sub(r"(?<=[0-9])[.](?=[0-9]{3}(?![0-9]))", "", about.forventet if about else "")
        assert graenser <= set(map(float, re.findall(r"[0-9]+(?:[.][0-9]+)?", uden_punktum))), navn


def test_a_test_authority_is_a_cvr_number_or_all_of_them(tmp_path: Path) -> None:
    gruppe = "HAENDELSER_EXTTEST__TESTMYNDIGHEDER"
    for rigtig in ('["*"]', '["11111111", "22222222"]', "[]"):
        load({gruppe: rigtig}, folder=tmp_path)
    for forkert in ('["DK11111111"]', '["1111111"]', '["Korsbæk"]'):
        with pytest.raises(Opsaetningsfejl, match=r"OPS-203: .*otte cifre"):
            load({gruppe: forkert}, folder=tmp_path)


def test_the_file_may_lie_elsewhere_under_another_name(tmp_path: Path) -> None:
    path = tmp_path / "andre.toml"
    path.write_text('environment = "exttest"')
    settings = load({"HAENDELSER_CONFIG": str(path)}, folder=tmp_path / "nowhere")
    assert settings.environment_named


def test_tables_and_lists_are_json_in_a_variable() -> None:
    settings = load(
        {
            "HAENDELSER_OPGAVER": '{"123456": {"navn": "A", "posttyper": ["001", "002"]}}',
            "HAENDELSER_KOMMUNER__CVR": '{"0999": "11111111"}',
        }
    )
    assert settings.opgaver == {"123456": Opgave(navn="A", posttyper=("001", "002"))}
    assert settings.kommuner.cvr == {"0999": "11111111"}


def test_every_value_that_is_no_list_or_table_can_be_given_in_a_variable() -> None:
    defaults = Settings()
    plain: dict[tuple[str, ...], object] = {
        (group, name): value
        for group in groups(Settings)
        for name, value in getattr(defaults, group)
        if isinstance(value, (str, int, float))
    }
    plain |= {(name,): value for name, value in defaults if isinstance(value, (str, int, float, Path))}
    assert len(plain) > 20
    settings = load({variable_of(path): str(value) for path, value in plain.items()})
    assert settings == defaults
    assert settings.environment_named


def test_a_number_without_quotes_in_the_file_is_taken_as_text(tmp_path: Path) -> None:
    (tmp_path / "haendelser.toml").write_text('[kommuner.cvr]\n"0999" = 11111111\n')
    assert load({}, folder=tmp_path).kommuner.cvr == {"0999": "11111111"}


@pytest.mark.parametrize(
    ("variables", "text"),
    [
        ({"HAENDELSER_PROT": "1"}, "HAENDELSER_PROT er ikke en kendt indstilling. Mente du HAENDELSER_PORT?"),
        ({"HAENDELSER_BESKEDER__HANDLINGFORM": "urn"}, "Mente du HAENDELSER_BESKEDER__HANDLING_FORM?"),
        ({"HAENDELSER_OPGAVER": '{"123456": {"postyper": []}}'}, "Mente du HAENDELSER_OPGAVER, 123456, posttyper?"),
        ({"HAENDELSER_XYZZY": "1"}, "De kendte er environment, database_url"),
    ],
)
def test_an_unknown_variable_is_refused_and_the_nearest_named(variables: dict[str, str], text: str) -> None:
    with pytest.raises(Opsaetningsfejl) as caught:
        load(variables)
    assert caught.value.kode == "OPS-202"
    assert text in caught.value.tekst


def test_a_file_that_an_editor_has_marked_as_utf_8_is_read(tmp_path: Path) -> None:
    (tmp_path / "haendelser.toml").write_text("port = 9000\r\n", encoding="utf-8-sig")
    assert load({}, folder=tmp_path).port == 9000


def test_an_unknown_key_of_the_file_is_refused_and_the_nearest_named(tmp_path: Path) -> None:
    (tmp_path / "haendelser.toml").write_text('[beskeder]\nbeskedtpye = "x"\n')
    with pytest.raises(Opsaetningsfejl, match=r"haendelser\.toml, beskeder\.beskedtpye .* Mente du beskedtype\?"):
        load({}, folder=tmp_path)


@pytest.mark.parametrize(
    ("variables", "text"),
    [
        ({"HAENDELSER_PORT": "x"}, "HAENDELSER_PORT: »x« passer ikke. Forventet: et helt tal 0-65535."),
        ({"HAENDELSER_PORT": "8_320"}, "HAENDELSER_PORT: »8_320« passer ikke. Forventet: et helt tal 0-65535."),
        ({"HAENDELSER_NYFOEDT_DAGE": "+28"}, "HAENDELSER_NYFOEDT_DAGE: »+28« passer ikke."),
        ({"HAENDELSER_ENVIRONMENT": "prod"}, "»prod« passer ikke. Forventet: `exttest` eller `produktion`."),
        ({"HAENDELSER_OPGAVER": '{"12": {}}'}, "HAENDELSER_OPGAVER, 12: »12« passer ikke."),
        (
            {"HAENDELSER_OPGAVER": '{"123456": {"posttyper": ["001", "777"]}}'},
            "HAENDELSER_OPGAVER, 123456, posttyper, 1: »777« passer ikke. Forventet: en liste af posttyper",
        ),
        ({"HAENDELSER_OPGAVER": "x"}, "HAENDELSER_OPGAVER: »x« passer ikke."),
        ({"HAENDELSER_KOMMUNER": "x"}, "HAENDELSER_KOMMUNER: værdien passer ikke. Forventet: en tabel."),
        ({"HAENDELSER_KOMMUNER": "x", "HAENDELSER_KOMMUNER__CVR": "{}"}, "HAENDELSER_KOMMUNER"),
        ({"HAENDELSER_SAMLEKODE": "0000"}, "Forventet: tre cifre."),
        ({"HAENDELSER_BESKEDER__URN_CVR_PREFIX": "urn:oio:cpr:personhaendelse:"}, "Forventet: en URN"),
    ],
)
def test_a_wrong_value_is_refused_with_what_was_expected(variables: dict[str, str], text: str) -> None:
    with pytest.raises(Opsaetningsfejl) as caught:
        load(variables)
    assert text in caught.value.tekst


@pytest.mark.parametrize(
    "variables",
    [
        {"HAENDELSER_API_KEY": "hemmelig"},
        {"HAENDELSER_ID_NAMESPACE": "hemmelig"},
        {"HAENDELSER_DATABASE_URL": "hemmelig"},
        {"HAENDELSER_API_KYE": "hemmelig"},
        {"HAENDELSER_OPGAVER": '{"hemmelig'},
    ],
)
def test_a_secret_is_never_told_by_an_error(variables: dict[str, str]) -> None:
    with pytest.raises(Opsaetningsfejl) as caught:
        load(variables)
    assert "hemmelig" not in str(caught.value)


def test_a_secret_is_never_told_by_the_settings_themselves() -> None:
    namespace = "0a0b0c0d-0000-4000-8000-00000000abcd"
    settings = load(
        {
            "HAENDELSER_API_KEY": "hemmelig-og-lang-nok",
            "HAENDELSER_ID_NAMESPACE": namespace,
            "HAENDELSER_DATABASE_URL": "postgresql://bruger:hemmelig@vaert/base",
        }
    )
    assert "hemmelig" not in f"{settings!r} {settings}"
    assert namespace not in f"{settings!r} {settings}"
    assert settings.id_namespace is not None
    assert settings.id_namespace.get_secret_value() == UUID(namespace)


def test_a_personnummer_put_where_it_does_not_belong_is_not_repeated() -> None:
    with pytest.raises(Opsaetningsfejl) as caught:
        load({"HAENDELSER_PORT": "6" * 36 + " 610190-1234"})
    assert "610190" not in str(caught.value)


@pytest.mark.parametrize(
    ("content", "line"), [(b"port = \n", "linje 1"), (b"a = 1\nport = ]", "linje 2"), (b"\xe6", "UTF-8")]
)
def test_a_file_that_cannot_be_read_is_refused_with_its_place(tmp_path: Path, content: bytes, line: str) -> None:
    (tmp_path / "haendelser.toml").write_bytes(content)
    with pytest.raises(Opsaetningsfejl, match=line):
        load({}, folder=tmp_path)


def test_a_named_file_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(Opsaetningsfejl, match=r"mangler\.toml"):
        load({"HAENDELSER_CONFIG": str(tmp_path / "mangler.toml")})


def test_settings_are_frozen() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        Settings().port = 1  # type: ignore[misc]


@pytest.mark.parametrize(
    ("url", "folder"),
    [
        ("sqlite:///var/haendelser.db", "var/spool"),
        ("sqlite:////srv/data/haendelser.db", "/srv/data/spool"),
        ("sqlite:///C:/data/haendelser.db", "C:/data/spool"),
        ("postgresql://vaert/base", "var/spool"),
    ],
)
def test_the_spool_lies_beside_a_database_that_is_a_file(url: str, folder: str) -> None:
    assert beside(url) == Path(folder)
    assert Settings(database_url=url).spool_folder == Path(folder)


def test_every_setting_says_what_it_is() -> None:
    models: list[type[BaseModel]] = [Settings, Opgave, *groups(Settings).values()]
    silent = [
        f"{model.__name__}.{name}"
        for model in models
        for name in model.model_fields
        if name not in groups(model) and not om(model, name)
    ]
    assert silent == []


@given(st.text(), st.sampled_from(sorted(Settings.model_fields)), st.sampled_from(["", "__", "__CVR", "__X"]))
def test_whatever_a_variable_says_it_is_taken_or_refused_in_words(text: str, name: str, more: str) -> None:
    try:
        load({variable_of((name,)) + more: text})
    except Opsaetningsfejl as error:
        assert "HAENDELSER_" in error.tekst  # noqa: PT017 - most values are refused, some are taken


@pytest.mark.parametrize("interval", ["990000", "990000-99999", "999999-990000", "a-b", "", "990000-999999 "])
def test_an_interval_of_tasks_that_is_none_is_refused(interval: str) -> None:
    with pytest.raises(Opsaetningsfejl, match=r"OPS-203: HAENDELSER_EXTTEST__ORDREOPGAVER: .*fx `990000-999999`"):
        load({"HAENDELSER_EXTTEST__ORDREOPGAVER": interval})


def test_an_interval_of_tasks_has_its_first_and_its_last() -> None:
    assert [*read_opgaver("000998-001001")] == [998, 999, 1000, 1001]
