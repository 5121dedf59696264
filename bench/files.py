"""What the files of a large edition take to write, beside the plainest of them."""

from __future__ import annotations

from collections.abc import Iterator

from bench.figure import Figure, interleaved
from bench.ground import COUNTRIES, QUESTIONS, released

RUNS = 5
GUIDE_SECONDS = 1


def measure() -> Iterator[Figure]:
    from comparanda.answers.exports.files import edition_file
    from comparanda.formats.media import MediaType

    release = released("rules-as-files", len(COUNTRIES), QUESTIONS)
    media = (MediaType.CSV, MediaType.JSON, MediaType.XLSX, MediaType.DOCX, MediaType.PDF)
    taken = dict(
        zip(
            media,
            interleaved(
                RUNS, *(lambda medium=medium: edition_file(release, medium, "en") for medium in media)
            ),
            strict=True,
        )
    )
    for medium in (MediaType.XLSX, MediaType.DOCX, MediaType.PDF):
        yield Figure(
            f".{medium.value} of {len(COUNTRIES)} × {QUESTIONS}", taken[medium], "s", taken[MediaType.CSV], "the same as .csv",
            bar=GUIDE_SECONDS, guide=True,
        )  # fmt: skip
