"""What the API answers, said to OpenAPI. Descriptions are English, like every name here.

Keys are slugs, numbers and codes; there is no key of a database in any of them. The bulk answers (``Comparison``) are
written by ``answers.exports.record`` and pass this layer by, because checking them costs more than making them; a
test reads them through these shapes.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from ninja import Schema
from pydantic import Field, WithJsonSchema

Number = Annotated[Decimal, WithJsonSchema({"type": "number"})]
"""A number written digit for digit; Pydantic would describe a decimal as text."""


class Problem(Schema):
    """Why there is no answer."""

    detail: str = Field(description="In words.")


class Spoken(Schema):
    """Text with the language it is really in: the one asked for, or the one it was written in."""

    text: str
    language: str = Field(
        description="ISO 639-1; empty where the text is a name that belongs to no language."
    )


class Code(Schema):
    """One entry of a code list."""

    code: str
    label: Spoken | None
    description: Spoken | None


class Unit(Schema):
    """The fixed unit of a number."""

    code: str = Field(description='E.g. "months" or "EUR".')
    currency: str | None = Field(description="ISO 4217 for money.")
    label: Spoken | None


class Part(Schema):
    """One typed part of a question."""

    code: str
    type: str = Field(
        description="yes_no, choice, choices, number, money, percent, date, period, text, link or legal_reference."
    )
    label: Spoken | None
    unit: Unit | None
    codes: list[Code]


class Tally(Schema):
    """Counts over the cells of this edition, for the leading part of a question."""

    part: str
    total: int
    with_value: int
    values: dict[str, int] = Field(description="Code or value to number of cells; empty for text.")
    absences: dict[str, int] = Field(description="Reason to number of cells.")
    lowest: Number | None
    middle: Number | None = Field(description="The median.")
    highest: Number | None
    sentence: str
    finding: str


class Condition(Schema):
    """The question is asked only where another was answered so."""

    question: str
    part: str
    values: list[str]


class Question(Schema):
    """One question as put to every respondent."""

    code: str
    text: Spoken | None
    short: Spoken | None
    guidance: Spoken | None
    section: Spoken | None
    topics: list[str]
    review_months: int = Field(description="How long an answer counts as up to date.")
    condition: Condition | None
    parts: list[Part]
    tally: Tally


class Source(Schema):
    title: str
    url: str | None
    legal_reference: str | None


class Marks(Schema):
    """The four marks. What is not known is off."""

    up_to_date: bool
    objective: bool
    reliable: bool
    comparable: bool


class Cell(Schema):
    """One answer, or why there is none."""

    subject: str = Field(description='Identifier of a subject, e.g. "country:BG".')
    question: str
    values: dict[str, str | list[str] | Number] = Field(
        description="Part to value: a code, several codes, a number, an ISO 8601 date or period, text."
    )
    labels: dict[str, Spoken | None] = Field(description="Part to the value in words.")
    absence: str | None = Field(
        description="not-asked, no-answer, declined, not-applicable, not-public or unknown."
    )
    absence_label: str | None
    reason: str | None = Field(description="Why it was declined; told in network editions only.")
    note: Spoken | None
    sources: list[Source]
    as_of: str | None = Field(description="A year, a month or a day.")
    audience: str | None = Field(description="Told in network editions only.")
    provenance: str | None = Field(description="answered by the contact point, or compiled by the editors.")
    confidence: str | None = Field(description="high, medium or low, of compiled answers.")
    reviewed_on: date | None
    marks: Marks
    late: bool
    version: int | None
    permalink: str


class Subject(Schema):
    """What answers are about."""

    id: str
    kind: str
    code: str = Field(description="ISO 3166-1 alpha-2 for a country.")
    name: str


class Respondents(Schema):
    """How many replied; observers are counted apart."""

    replied: int
    asked: int
    observers: list[str]


class Asker(Schema):
    code: str
    name: Spoken | None


class Edition(Schema):
    """Which edition is shown. ``hash`` covers everything it froze."""

    number: int
    audience: str
    released_at: datetime
    hash: str
    audit_count: int
    audit_hash: str | None
    change_note: Spoken | None
    marks_on: date = Field(description="The day for which the marks are computed.")
    url: str


class Comparison(Schema):
    """A released comparison with its questions, subjects and answers."""

    slug: str
    number: str | None
    kind: str
    language: str
    title: Spoken | None
    headline: Spoken | None
    introduction: Spoken | None
    background: Spoken | None = Field(description="Markdown.")
    summary: Spoken | None = Field(description="Markdown.")
    topics: list[str]
    theme: str | None
    asker: Asker
    on_behalf_of: str | None
    launched_at: datetime | None
    reply_by: date | None
    lead_question: str | None
    url: str
    edition: Edition
    respondents: Respondents
    questions: list[Question]
    subjects: list[Subject]
    cells: list[Cell] = Field(description="Subject by subject and question by question, absences included.")


class ComparisonEntry(Schema):
    """A comparison in a list."""

    slug: str
    number: str | None
    kind: str
    title: Spoken
    headline: Spoken
    topics: list[str]
    edition: int
    released_at: datetime
    countries: int
    questions: int
    finding: str = Field(description="A sentence or two written from the answers to the lead question.")
    url: str
    api: str


class ComparisonDetail(ComparisonEntry):
    """One comparison without its answers."""

    introduction: Spoken | None
    background: Spoken | None = Field(description="Markdown.")
    summary: Spoken | None = Field(description="Markdown.")
    asker: Asker
    lead_question: str | None
    question_codes: list[str]
    hash: str
    grid: str
    downloads: dict[str, str]


class Comparisons(Schema):
    count: int
    results: list[ComparisonEntry]


class Group(Schema):
    code: str
    name: str


class CountryEntry(Schema):
    """A country that some public comparison asks about."""

    code: str
    name: str
    groups: list[str] = Field(description="eu, emn, observers, schengen, euro, efta.")
    comparisons: int
    url: str
    api: str


class Countries(Schema):
    count: int
    groups: list[Group]
    results: list[CountryEntry]


class CountryAnswer(Schema):
    """The country's answer to the lead question of a comparison."""

    comparison: str
    number: str | None
    title: Spoken
    question: str
    question_text: Spoken | None
    label: Spoken | None = Field(description="The answer, or why there is none, in words.")
    cell: Cell


class Country(Schema):
    code: str
    name: str
    groups: list[str]
    url: str
    answers: list[CountryAnswer]


class Topic(Schema):
    slug: str
    label: Spoken
    comparisons: list[str] = Field(description="Slugs.")


class Topics(Schema):
    count: int
    results: list[Topic]


class Theme(Schema):
    slug: str
    title: Spoken
    summary: Spoken
    comparisons: list[str] = Field(description="Slugs, in the order of the theme.")
    url: str


class Themes(Schema):
    count: int
    results: list[Theme]


class Hit(Schema):
    """One thing that was found."""

    kind: str = Field(description="comparison, question, answer, country, concept or theme.")
    slug: str = Field(description='Its name within the kind, e.g. "blue-card/permit/BG" for an answer.')
    title: str = Field(description="In the language asked for where it has one.")
    url: str
    snippet: str = Field(description="The part of its text that shows why it was found; may be empty.")
    language: str = Field(description="The language it was written in, ISO 639-1.")
    score: float = Field(description="Higher is nearer; only comparable within one answer.")


class Hits(Schema):
    count: int = Field(description="All matches; at most `limit` of them are given.")
    results: list[Hit]


class ConceptName(Schema):
    """A concept in a list."""

    slug: str
    label: Spoken
    url: str
    api: str


class Concepts(Schema):
    count: int
    results: list[ConceptName]


class Origin(Schema):
    """A publication that words were taken from."""

    title: str
    url: str | None


class Label(Schema):
    """One name of a concept."""

    kind: str = Field(description="preferred, alternative, hidden, or none where the language has no term.")
    text: str = Field(description="Empty for the kind none.")
    region: str | None = Field(description="ISO 3166-1 alpha-2 of the country whose variant it is.")
    use: str | None = Field(description='"acquis" or "national"; null for both.')
    source: Origin | None = Field(description="Where the label was taken from.")


class Concept(Schema):
    """One concept of the glossary, after SKOS."""

    slug: str
    identifier: str = Field(description="Its address for ever.")
    status: str = Field(description="approved, or deprecated where it is no longer used.")
    replaced_by: str | None = Field(description="Slug of the concept in its place.")
    label: Spoken
    labels: dict[str, list[Label]] = Field(description="By language.")
    definitions: dict[str, str] = Field(description="By language.")
    scope_notes: dict[str, str] = Field(description="By language.")
    legal_source: Origin | None = Field(description="The act that defines it.")
    broader: list[str] = Field(description="Slugs.")
    narrower: list[str] = Field(description="Slugs.")
    related: list[str] = Field(description="Slugs.")
    matches: dict[str, list[str]] = Field(
        description="Addresses in other vocabularies by exact, close, broad, narrow or related."
    )
    url: str
    api: str
