"""The description of the feed describes what it answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from cpr_haendelser.web.handlinger import AABEN, KALD

if TYPE_CHECKING:
    from fastapi.testclient import TestClient

KINDS: dict[str, Any] = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "boolean": bool,
    "null": type(None),
}


def faults(value: Any, schema: dict[str, Any], root: dict[str, Any], path: str = "$") -> list[str]:  # noqa: PLR0911 - a kind, a way out
    """Where a value is not as the schema says; of JSON Schema what our description uses, all else is an error."""
    if "$ref" in schema:
        named = root["components"]["schemas"][schema["$ref"].removeprefix("#/components/schemas/")]
        return faults(value, named, root, path)
    if "anyOf" in schema:
        tried = [faults(value, one, root, path) for one in schema["anyOf"]]
        return min(tried, key=len)
    known = {
        "type",
        "title",
        "description",
        "properties",
        "required",
        "additionalProperties",
        "items",
        "enum",
        "default",
    }
    assert schema.keys() <= known, schema.keys() - known
    if not isinstance(value, KINDS[schema["type"]]) or (schema["type"] == "integer" and isinstance(value, bool)):
        return [f"{path}: {value!r} is no {schema['type']}"]
    if value not in schema.get("enum", [value]):
        return [f"{path}: {value!r} is not among {schema['enum']}"]
    if isinstance(value, list):
        return [f for n, one in enumerate(value) for f in faults(one, schema["items"], root, f"{path}[{n}]")]
    if isinstance(value, dict):
        parts = schema["properties"]
        assert schema["additionalProperties"] is False
        wrong = [f"{path}: {name}" for name in (value.keys() ^ parts.keys()) | (set(schema["required"]) - value.keys())]
        return wrong + [
            f for name in value.keys() & parts.keys() for f in faults(value[name], parts[name], root, f"{path}.{name}")
        ]
    return []


@pytest.fixture
def described(klient: TestClient) -> dict[str, Any]:
    document: dict[str, Any] = klient.get("/openapi.json").json()
    return document


@pytest.mark.parametrize(
    ("path", "asked", "status"),
    [
        ("/haendelser", "/haendelser?antal=1000", 200),
        ("/haendelser", "/haendelser?antal=0", 422),
        ("/haendelser", "/haendelser?kommune=0955", 400),
        ("/haendelser/{loebenummer}", "/haendelser/1", 200),
        ("/haendelser/{loebenummer}", "/haendelser/999999", 404),
        ("/haendelser/{loebenummer}/besked", "/haendelser/999999/besked", 404),
        ("/beskeder", "/beskeder?kode=x", 422),
        ("/status", "/status", 200),
    ],
)
def test_an_answer_is_as_described(
    klient: TestClient, described: dict[str, Any], path: str, asked: str, status: int
) -> None:
    answer = klient.get(asked)
    content = described["paths"][path]["get"]["responses"][str(status)]["content"]
    assert answer.status_code == status
    assert faults(answer.json(), content[answer.headers["Content-Type"]]["schema"], described) == []


def test_the_answer_to_a_search_is_as_described(klient: TestClient, described: dict[str, Any]) -> None:
    pnr = klient.get("/haendelser/1").json()["personnummer"]
    answer = klient.post("/haendelser/soegning", json={"personnummer": pnr}).json()
    call = described["paths"]["/haendelser/soegning"]["post"]
    assert answer["haendelser"]
    assert faults(answer, call["responses"]["200"]["content"]["application/json"]["schema"], described) == []
    assert call["requestBody"]["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/Soegning"}


def test_an_answer_not_as_described_would_be_found(klient: TestClient, described: dict[str, Any]) -> None:
    schema = described["components"]["schemas"]["Haendelse"]
    good = klient.get("/haendelser/1").json()
    assert faults(good, schema, described) == []
    for bad in ({**good, "ny": 1}, {**good, "art": "x"}, {**good, "loebenummer": "1"}, {**good, "modtager": {}}, {}, 1):
        assert faults(bad, schema, described)


def test_messages_are_described_as_xml(described: dict[str, Any]) -> None:
    for path in ("/beskeder", "/haendelser/{loebenummer}/besked"):
        assert list(described["paths"][path]["get"]["responses"]["200"]["content"]) == ["application/xml"]


def test_every_call_is_described_with_the_key(described: dict[str, Any]) -> None:
    calls = [call for path in described["paths"].values() for call in path.values()]
    assert len(calls) > 7
    for path, by_method in described["paths"].items():
        for method, call in by_method.items():
            aaben = KALD[method.upper(), path] is AABEN
            assert call["security"] == ([] if aaben else [{"HTTPBearer": []}]), path
    assert described["components"]["securitySchemes"]["HTTPBearer"]["scheme"] == "bearer"
    assert all({"401", "422", "500"} <= call["responses"].keys() for call in calls)
