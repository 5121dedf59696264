"""A site of the benchmark's own, with released rounds of any size made of real rows.

Leaves out measuring. The rows are what the actions of a query would have left behind; the edition is released by the
real action.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from comparanda.answers.models import Release

COUNTRIES = (
    "AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE NO GE MD UA RS".split()
)
"""32 countries: the member states and five observers."""

QUESTIONS = 40

CODES = [
    {"code": code, "label": {"en": label, "bg": bulgarian}}
    for code, label, bulgarian in [
        ("none", "None", "Няма"),
        ("partial", "In part, under conditions", "Отчасти, при условия"),
        ("full", "In full", "Изцяло"),
    ]
]
PARTS: list[tuple[dict[str, Any], list[Any]]] = [
    ({"type": "yes_no"}, ["yes", "no"]),
    ({"type": "choice", "codes": CODES}, ["none", "partial", "full"]),
    ({"type": "choices", "codes": CODES}, [["partial"], ["partial", "full"], ["full"]]),
    (
        {
            "type": "number",
            "unit": {
                "code": "months",
                "one": {"en": "month", "bg": "месец"},
                "other": {"en": "months", "bg": "месеца"},
            },
        },
        ["1", "6", "18", "3", "24", "12", "9", "36"],
    ),
    (
        {"type": "money", "decimals": 2, "unit": {"code": "EUR", "currency": "EUR"}},
        ["55678", "43800", "1234.5"],
    ),
    ({"type": "percent", "decimals": 1}, ["12.5", "80", "33.3"]),
    ({"type": "date"}, ["2024-05-17", "2019", "2021-03"]),
    (
        {"type": "text"},
        [
            "Six months as a rule, twelve where the procedure is suspended.",
            "Only with the consent of the labour office.",
        ],
    ),
    ({"type": "legal_reference"}, ["Foreigners Act, article 44(8)", "Residence Act, § 18b"]),
    ({"type": "period"}, ["2020/2024-05", "2019-01/2022"]),
]
"""Parts of the kinds that queries ask, each with values to choose from."""

NOTE = (
    "The permit is bound to one employer for the first year; after that the holder may change with a notice to the "
    "authority, which has thirty days to object. Seasonal work has rules of its own."
)


@contextmanager
def own_site() -> Iterator[None]:
    """Django over a fresh SQLite database in a folder that goes away, with the settings an operator has."""
    with tempfile.TemporaryDirectory(prefix="comparanda-bench-") as folder:
        for name in [name for name in os.environ if name.startswith("COMPARANDA_")]:
            del os.environ[name]
        os.environ["COMPARANDA_DATA_DIR"] = folder
        os.environ["COMPARANDA_SECRET_KEY"] = "a key of the benchmarks that guards nothing"
        os.environ["DJANGO_SETTINGS_MODULE"] = "comparanda.site.settings.base"
        from comparanda.site.catalogues import compile_catalogues

        compile_catalogues()
        import django

        django.setup()
        from django.core.management import call_command
        from django.db import connection

        call_command("migrate", verbosity=0)
        call_command("collectstatic", verbosity=0, interactive=False)
        try:
            yield
        finally:
            connection.close()


def released(slug: str, subjects: int, questions: int) -> Release:
    """A public edition of a standing round with every cell of ``subjects`` × ``questions`` filled or absent."""
    from django.db import transaction
    from django.utils import timezone

    from comparanda.answers.actions.releasing import release
    from comparanda.answers.models import Answer, AnswerVersion, Question, Response, Round, Section, Template
    from comparanda.kernel.audience import Audience
    from comparanda.people.core.viewer import Viewer
    from comparanda.people.models import Organisation, OrganisationKind

    now = timezone.now()
    codes = COUNTRIES[:subjects]
    with transaction.atomic():
        editors, _ = Organisation.objects.get_or_create(
            code="editors",
            defaults={"kind": OrganisationKind.EDITORS, "name": {"en": "Editors", "bg": "Редактори"}},
        )
        points = {
            code: Organisation.objects.get_or_create(
                code=code.lower(),
                defaults={
                    "kind": OrganisationKind.CONTACT_POINT,
                    "country_code": code,
                    "name": {"en": f"Contact point {code}", "bg": f"Звено {code}"},
                },
            )[0]
            for code in codes
        }
        template = Template.objects.create(kind="themes", slug=slug, published_at=now)
        section = Section.objects.create(
            template=template, code="general", position=1, title={"en": "General", "bg": "Общи"}
        )
        asked = Question.objects.bulk_create(
            [
                Question(
                    template=template, section=section, code=f"q{i + 1}", position=i + 1,
                    text={"en": f"What is the rule in case {i + 1}?", "bg": f"Какво е правилото в случай {i + 1}?"},
                    short={"en": f"Rule {i + 1}", "bg": f"Правило {i + 1}"},
                    parts=[PARTS[i % len(PARTS)][0]],
                )
                for i in range(questions)
            ]
        )  # fmt: skip
        round = Round.objects.create(
            kind="themes", template=template, slug=slug, state="open", standing=True, asker=editors,
            title={"en": "Rules of residence", "bg": "Правила за пребиваване"},
            headline={"en": "Who may stay and work?", "bg": "Кой може да остане и да работи?"},
            background={"en": NOTE}, lead_question="q1", launched_at=now,
            subjects=[f"country:{code}" for code in codes],
        )  # fmt: skip
        responses = Response.objects.bulk_create(
            [
                Response(
                    round=round,
                    respondent=points[code],
                    subject_code=code,
                    state="submitted",
                    submitted_at=now,
                )
                for code in codes
            ]
        )
        answers = Answer.objects.bulk_create(
            [Answer(response=r, question=q, state="approved") for r in responses for q in asked]
        )
        # Every eleventh answer is missing, every thirteenth says that the question does not arise.
        given = [(i, answer) for i, answer in enumerate(answers) if i % 11]
        versions = AnswerVersion.objects.bulk_create(
            [_version(i, answer, i % questions, now) for i, answer in given]
        )
        for (_, answer), version in zip(given, versions, strict=True):
            answer.working = answer.submitted = version
        Answer.objects.bulk_update([answer for _, answer in given], ["working", "submitted"], batch_size=500)
        return release(Viewer(user_id=None, username="system", editor=True), round, audience=Audience.PUBLIC)


def _version(i: int, answer: Any, column: int, now: Any) -> Any:
    from comparanda.answers.models import AnswerVersion

    choices = PARTS[column % len(PARTS)][1]
    absent = i % 13 == 0
    return AnswerVersion(
        answer=answer, number=1, written_at=now, frozen_at=now, submitted_at=now,
        values={} if absent else {"value": choices[(i * 7) % len(choices)]},
        absence="not-applicable" if absent else "",
        language="en", as_of="2026-03" if i % 3 else "2023",
        notes=[{"language": "en", "text": f"{NOTE} Case {i}.", "original": True}],
        sources=[{"title": "Foreigners Act", "url": f"https://example.org/act/{i}"}],
        reviewed_on=now.date() if i % 2 else None,
    )  # fmt: skip
