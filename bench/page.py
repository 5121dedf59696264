"""The page "all questions": its SQL queries at any size, and its time beside one SQL query for the same cells."""

from __future__ import annotations

import json
from collections.abc import Iterator

from bench.figure import Figure, interleaved, processor
from bench.ground import COUNTRIES, QUESTIONS, released

RUNS = 25
SIZES = ((2, 2), (8, 10), (16, 20), (len(COUNTRIES), QUESTIONS))
MOST_QUERIES = 15
MOST_TIMES = 15
GUIDE_MS = 80

COLUMNS = (
    'e.subject_kind, e.subject_code, q.code, e.version_id, e.absence, e.reason, e.late, v."values", v.absence, '
    "v.language, v.translations, v.notes, v.sources, v.as_of, v.audience, v.provenance, v.confidence, v.reviewed_on, "
    "v.number"
)
"""What the page reads of each cell."""

BASELINE = f"""SELECT {COLUMNS} FROM answers_releaseentry e
JOIN answers_question q ON q.id = e.question_id LEFT JOIN answers_answerversion v ON v.id = e.version_id
WHERE e.release_id = %s"""


def measure() -> Iterator[Figure]:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(SERVER_NAME="127.0.0.1")

    def shown(slug: str, **headers: str) -> int:
        response = client.get(f"/en/compare/{slug}/", {"questions": "all"}, headers=headers)
        assert response.status_code == 200, response.status_code
        return len(response.content)

    releases = {size: released(f"rules-{size[0]}x{size[1]}", *size) for size in SIZES}
    counts: dict[tuple[int, int], int] = {}
    for size, release in releases.items():
        shown(release.round.slug)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            shown(release.round.slug)
        counts[size] = len(captured)
    largest = SIZES[-1]
    yield Figure(
        f"SQL queries of 'all questions', {largest[0]} × {largest[1]}",
        counts[largest], "queries", counts[SIZES[0]], f"{SIZES[0][0]} × {SIZES[0][1]}", bar=MOST_QUERIES,
    )  # fmt: skip
    yield Figure(
        "the same, most less least over " + ", ".join(f"{a} × {b}" for a, b in SIZES),
        max(counts.values()) - min(counts.values()), "queries", bar=0,
    )  # fmt: skip

    slug, key = releases[largest].round.slug, releases[largest].pk

    def one_query() -> int:
        with connection.cursor() as cursor:
            rows = cursor.execute(BASELINE, [key]).fetchall()
        assert len(rows) == largest[0] * largest[1], len(rows)
        return len(json.dumps(rows, default=str))

    page, zipped, plain = interleaved(
        RUNS, lambda: shown(slug), lambda: shown(slug, accept_encoding="gzip"), one_query
    )
    name = f"page 'all questions', {largest[0]} × {largest[1]}, whole request"
    base = (1000 * plain, "one SQL query + json.dumps")
    yield Figure(name, 1000 * page, "ms", *base, bar_ratio=MOST_TIMES)
    yield Figure(name, 1000 * page, "ms", bar=GUIDE_MS, guide=True)
    yield Figure(
        name + ", processor time", 1000 * processor(RUNS, lambda: shown(slug)), "ms",
        1000 * processor(RUNS, one_query), "one SQL query + json.dumps", bar=GUIDE_MS, guide=True,
    )  # fmt: skip
    yield Figure(name + ", gzip", 1000 * zipped, "ms", *base)
    yield Figure(
        name + ", size", shown(slug) / 1000, "kB", shown(slug, accept_encoding="gzip") / 1000, "gzip"
    )
