"""One door to every file of an edition: which format, which language, all questions or one.

Leaves out who may have it and keeping what was made (``answers.web.downloads``).
"""

from __future__ import annotations

from functools import lru_cache
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable

from django.utils import translation

from comparanda.answers import queries
from comparanda.answers.exports.compilation import compilation
from comparanda.answers.exports.edition import Edition, edition_of
from comparanda.answers.exports.pictures import leading_question, map_of
from comparanda.answers.exports.record import edition_record
from comparanda.answers.exports.tables import sheets, tidy_table
from comparanda.answers.models import Release
from comparanda.formats.csv import write_csv
from comparanda.formats.docx import write_docx
from comparanda.formats.images import ImageCache, svg_to_png
from comparanda.formats.json import write_json
from comparanda.formats.media import MediaType
from comparanda.formats.pdf import write_pdf
from comparanda.formats.xlsx import write_xlsx
from comparanda.kernel.grid import Grid
from comparanda.kernel.language import spoken

MEDIA: tuple[MediaType, ...] = (
    MediaType.CSV,
    MediaType.XLSX,
    MediaType.JSON,
    MediaType.DOCX,
    MediaType.PDF,
    MediaType.SVG,
    MediaType.PNG,
)
"""The formats that an edition can be had in."""

PICTURE_PIXELS = 2_000
"""Width of a map as PNG."""


@lru_cache(maxsize=1)
def program_hash() -> str:
    """SHA-256 of the program itself: files made by another state of it are made anew. Read once a process."""
    digest = sha256()

    def read(folder: Traversable, path: str) -> None:
        for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
            name = f"{path}/{entry.name}"
            if entry.is_dir():
                read(entry, name)
            elif entry.name.endswith((".py", ".typ", ".mo", ".json")):
                digest.update(name.encode("utf-8"))
                digest.update(entry.read_bytes())

    read(files("comparanda"), "")
    return digest.hexdigest()


def edition_file(
    release: Release,
    medium: MediaType,
    language: str,
    *,
    question: str | None = None,
    images: ImageCache | None = None,
) -> bytes:
    """The file of an edition, with the marks of the day of its release.

    ``question``: only this one. ``images``: where drawn pictures are kept. Raises `KeyError` for a question that is
    not asked, `NoPicture` where a map is wanted of a question that has none, `ValueError` for a format that editions
    do not come in.
    """
    edition = edition_of(release)
    grid = queries.edition_grid(release, edition.released_on)
    if question is not None:
        grid = grid.only((question,))
    with translation.override(language):
        return written(edition, grid, medium, language, images=images)


def written(
    edition: Edition, grid: Grid, medium: MediaType, language: str, *, images: ImageCache | None = None
) -> bytes:
    """The bytes of a grid in a format; the active translation must be that of ``language``."""
    match medium:
        case MediaType.CSV:
            return write_csv(tidy_table(edition, grid, language))
        case MediaType.XLSX:
            title = spoken(edition.title, language).text
            return write_xlsx(
                sheets(edition, grid, language), created=edition.released_at, title=title, language=language
            )
        case MediaType.JSON:
            return write_json(edition_record(edition, grid, language, edition.released_on), indent=1)
        case MediaType.DOCX:
            return write_docx(compilation(edition, grid, language), images=images)
        case MediaType.PDF:
            return write_pdf(compilation(edition, grid, language))
        case MediaType.SVG:
            return map_of(edition, grid, leading_question(edition, grid), language).encode("utf-8")
        case MediaType.PNG:
            picture = map_of(edition, grid, leading_question(edition, grid), language)
            draw = images.svg_to_png if images is not None else svg_to_png
            return draw(picture, PICTURE_PIXELS)
        case _:
            raise ValueError(f"an edition does not come as {medium.value}")
