"""The glossary as files: SKOS in three forms, a table for machines (CSV) and a workbook for people (XLSX)."""

from __future__ import annotations

from datetime import UTC, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from comparanda.formats.csv import write_csv
from comparanda.formats.media import MediaType
from comparanda.formats.skos.columns import long_table, wide_table
from comparanda.formats.skos.writing import write_json_ld, write_rdf_xml, write_turtle
from comparanda.formats.xlsx import Sheet, write_xlsx
from comparanda.glossary import queries
from comparanda.glossary.core import cells as core
from comparanda.glossary.core.vocabulary import TITLES, scheme_of
from comparanda.glossary.models import Concept, Release
from comparanda.kernel.concept import Scheme
from comparanda.kernel.language import spoken

LINKED_DATA = (MediaType.TURTLE, MediaType.JSON_LD, MediaType.RDF_XML)
MEDIA = (*LINKED_DATA, MediaType.CSV, MediaType.XLSX)
"""Formats of the whole glossary; a single concept comes as linked data."""

NAMES = {
    MediaType.TURTLE: "Turtle",
    MediaType.JSON_LD: "JSON-LD",
    MediaType.RDF_XML: "RDF/XML",
    MediaType.CSV: "CSV",
    MediaType.XLSX: "Excel",
}
"""What readers call them."""


def scheme_now() -> Scheme:
    """The glossary as it stands: everything but drafts."""
    vocabulary = queries.public_cells()
    changed = dict(Concept.objects.values_list("slug", "changed_on"))
    last = queries.latest_release()
    return scheme_of(vocabulary, queries.base(), changed=changed, number=str(last.number) if last else "")


def scheme_of_release(release: Release) -> Scheme:
    """The glossary as a release froze it."""
    vocabulary = {slug: core.unpacked(data) for slug, data in release.snapshot.items()}
    return scheme_of(
        vocabulary, queries.base(), number=str(release.number), issued=release.released_at.date()
    )


def scheme_around(slug: str) -> Scheme:
    """One concept with what stands just around it, for its own file; drafts stay out, but for the concept itself."""
    hidden = queries.draft_slugs() - {slug}
    own = core.without_concepts(queries.cells_now([slug])[slug], hidden)
    near = {
        *own.get(("broader", ""), ()),
        *own.get(("related", ""), ()),
        *queries.directly_below(slug),
    } - hidden
    if ("replaced_by", "") in own:
        near.add(own["replaced_by", ""])
    around: dict[str, core.Cells] = {
        # Only what leads to the concept: the file speaks of nothing else.
        other: core.without_concepts(cells, _mentioned(cells) - {slug})
        for other, cells in queries.cells_now(near).items()
    }
    changed = Concept.objects.get(slug=slug).changed_on
    return scheme_of({**around, slug: own}, queries.base(), changed={slug: changed})


def _mentioned(cells: core.Cells) -> set[str]:
    """Slugs of the concepts that cells lead to."""
    return {
        *cells.get(("broader", ""), ()),
        *cells.get(("related", ""), ()),
        *filter(None, [cells.get(("replaced_by", ""))]),
    }


def linked_data(scheme: Scheme, medium: MediaType, only: str = "") -> bytes:
    """The scheme, or one concept of it, in a form of linked data. Raises ValueError for another format."""
    match medium:
        case MediaType.TURTLE:
            return write_turtle(scheme, only)
        case MediaType.JSON_LD:
            return write_json_ld(scheme, only)
        case MediaType.RDF_XML:
            return write_rdf_xml(scheme, only)
        case _:
            raise ValueError(f"a concept does not come as {medium.value}")


def glossary_file(
    scheme: Scheme, medium: MediaType, language: str, *, created: datetime | None = None
) -> bytes:
    """The whole glossary; the active translation must be that of ``language``."""
    if medium in LINKED_DATA:
        return linked_data(scheme, medium)
    if medium is MediaType.CSV:
        # Headers that machines rely on: those that an import reads back.
        return write_csv(long_table(scheme))
    languages = queries.languages()
    first = [code for code in dict.fromkeys([language, "en"]) if code in languages]
    title = spoken(TITLES, language).text
    intro = [title]
    if scheme.number:
        intro.append(_("Release %(number)s") % {"number": scheme.number})
    return write_xlsx(
        [
            Sheet(
                wide_table(scheme, [*first, *(code for code in languages if code not in first)], translate=_),
                _("Concepts"),
                intro,
            ),
            Sheet(long_table(scheme, translate=_), _("Everything")),
        ],
        created=created or timezone.now().astimezone(UTC),
        title=title,
        language=language,
    )
