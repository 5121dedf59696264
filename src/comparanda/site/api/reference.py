"""The reference of the API as a page of this site, made from its OpenAPI description.

Ninja's own page loads scripts from elsewhere and runs one inline, which the site's policy forbids; this one needs no
script at all. Leaves out trying requests: an address in the browser or ``curl`` does that.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from ninja import NinjaAPI
from ninja.openapi.docs import DocsBase


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter or a member of a shape. ``type``: in words, e.g. ``list of Cell or null``; ``shape``: the
    name of the shape to link to, empty for none."""

    name: str
    type: str
    shape: str
    description: str


@dataclass(frozen=True, slots=True)
class Route:
    """One address. ``example`` can be followed, empty where it needs a value that may not exist."""

    identifier: str
    path: str
    summary: str
    description: str
    parameters: tuple[Field, ...]
    shape: str
    example: str


@dataclass(frozen=True, slots=True)
class Shape:
    """One shape of an answer."""

    name: str
    description: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class ReferencePage:
    title: str
    description: str
    openapi_url: str
    routes: tuple[Route, ...]
    shapes: tuple[Shape, ...]


def _type(schema: Mapping[str, Any]) -> tuple[str, str]:
    """A JSON schema in words, and the shape it names."""
    if "$ref" in schema:
        name = str(schema["$ref"]).rpartition("/")[2]
        return name, name
    for key in ("anyOf", "oneOf", "allOf"):
        if key in schema:
            parts = [_type(part) for part in schema[key]]
            return " or ".join(words for words, _ in parts), next((shape for _, shape in parts if shape), "")
    kind = schema.get("type", "any value")
    if kind == "array":
        words, shape = _type(schema.get("items", {}))
        return f"list of {words}", shape
    if kind == "object" and isinstance(schema.get("additionalProperties"), Mapping):
        words, shape = _type(schema["additionalProperties"])
        return f"object of {words}", shape
    if "enum" in schema:
        return " or ".join(f'"{value}"' for value in schema["enum"]), ""
    return f"{kind} ({schema['format']})" if "format" in schema else str(kind), ""


def _field(name: str, schema: Mapping[str, Any], description: str = "") -> Field:
    words, shape = _type(schema)
    return Field(name, words, shape, description or str(schema.get("description", "")))


def page_of(description: Mapping[str, Any], openapi_url: str) -> ReferencePage:
    """The page of an OpenAPI description."""
    routes = []
    for path, methods in description["paths"].items():
        operation = methods["get"]
        answer = operation["responses"].get(200) or operation["responses"].get("200") or {}
        content = next(iter(answer.get("content", {}).values()), {})
        parameters = operation.get("parameters", [])
        routes.append(
            Route(
                identifier=operation["operationId"],
                path=path,
                summary=operation.get("summary", ""),
                description=operation.get("description", ""),
                parameters=tuple(
                    _field(given["name"], given["schema"], given.get("description", ""))
                    for given in parameters
                ),
                shape=_type(content.get("schema", {}))[1],
                example="" if "{" in path else path,
            )
        )
    shapes = description["components"]["schemas"]
    return ReferencePage(
        title=description["info"]["title"],
        description=description["info"].get("description", ""),
        openapi_url=openapi_url,
        routes=tuple(routes),
        shapes=tuple(
            Shape(
                name,
                schema.get("description", ""),
                tuple(_field(member, value) for member, value in schema.get("properties", {}).items()),
            )
            for name, schema in shapes.items()
            if "properties" in schema
        ),
    )


class Reference(DocsBase):
    """Ninja's hook for the page at ``docs``."""

    def render_page(self, request: HttpRequest, api: NinjaAPI, **kwargs: Any) -> HttpResponse:
        reference = page_of(api.get_openapi_schema(path_params=kwargs), reverse("api:openapi-json"))
        return render(request, "site/api_reference.html", {"reference": reference})
