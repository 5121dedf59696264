"""The number of SQL queries does not grow with the grid."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comparanda.answers.actions.releasing import release
from comparanda.answers.models import Answer, AnswerVersion, Question, Release, Response, Round, Template
from comparanda.answers.queries import candidates_of, edition_grid, live_grid
from comparanda.kernel.audience import Audience
from comparanda.kernel.country import KNOWN
from comparanda.people.core.viewer import Viewer
from comparanda.people.models import Organisation
from comparanda.people.queries import today

EDITOR = Viewer(username="editor", editor=True)


def make_round(rows: int, columns: int) -> tuple[Round, Release]:
    """A released standing round of compiled answers, ``rows`` countries by ``columns`` questions."""
    editors, _ = Organisation.objects.get_or_create(
        code="editors", kind="editors", defaults={"name": {"en": "Editors"}}
    )
    now, slug = timezone.now(), f"grid-{rows}-{columns}"
    template = Template.objects.create(kind="themes", slug=slug, published_at=now)
    questions = Question.objects.bulk_create(
        Question(
            template=template,
            code=f"q{n}",
            position=n,
            parts=[{"type": "yes_no"}],
            text={"en": f"Question {n}?"},
        )
        for n in range(columns)
    )
    countries = sorted(KNOWN)[:rows]
    round = Round.objects.create(
        kind="themes",
        template=template,
        slug=slug,
        state="open",
        standing=True,
        launched_at=now,
        asker=editors,
        subjects=[f"country:{code}" for code in countries],
        title={"en": "Grid"},
    )
    responses = Response.objects.bulk_create(
        Response(
            round=round,
            respondent=editors,
            subject_code=code,
            compiled=True,
            state="submitted",
            submitted_at=now,
        )
        for code in countries
    )
    answers = Answer.objects.bulk_create(
        Answer(response=response, question=question, state="approved")
        for response, question in product(responses, questions)
    )
    versions = AnswerVersion.objects.bulk_create(
        AnswerVersion(
            answer=answer,
            number=1,
            values={"value": "yes"},
            as_of="2026",
            written_at=now,
            frozen_at=now,
            submitted_at=now,
        )
        for answer in answers
    )
    for answer, version in zip(answers, versions, strict=True):
        answer.submitted = answer.working = version
    Answer.objects.bulk_update(answers, ["submitted", "working"], batch_size=300)
    return round, release(EDITOR, round, audience=Audience.PUBLIC)


def queries(call: Any) -> tuple[int, Any]:
    with CaptureQueriesContext(connection) as captured:
        result = call()
    return len(captured), result


@pytest.mark.django_db
def test_reads_of_a_grid_take_as_many_queries_for_a_large_one_as_for_a_small_one() -> None:
    counted = []
    for rows, columns in ((2, 2), (32, 40)):
        round, edition = make_round(rows, columns)
        round, edition = Round.objects.get(pk=round.pk), Release.objects.get(pk=edition.pk)
        frozen, grid = queries(lambda edition=edition: edition_grid(edition, today()))
        assert (len(grid.subjects), len(grid.questions)) == (rows, columns)
        assert all(cell.values == {"value": "yes"} for cell in grid.every_cell())
        live, shown = queries(lambda round=round: live_grid(round, EDITOR, today()))
        assert [cell.values for cell in shown.every_cell()] == [cell.values for cell in grid.every_cell()]
        offered, _ = queries(lambda round=round: candidates_of(round))
        counted.append({"edition_grid": frozen, "live_grid": live, "candidates_of": offered})

    assert counted[0] == counted[1]
    assert counted[1] == {"edition_grid": 2, "live_grid": 7, "candidates_of": 3}
