"""Whether the words fit together: the rules of integrity of `formats.skos`, asked about cells, and what our own columns
ask beyond them.

Leaves out warnings: what stops a change is an error.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from comparanda.formats.skos.fault import errors, shortened
from comparanda.formats.skos.integrity import faults
from comparanda.glossary.core import cells as core
from comparanda.glossary.core.cells import CellChange
from comparanda.glossary.core.vocabulary import scheme_of
from comparanda.kernel.phrase import Sentence, phrase, told

LONGEST_SLUG = 100
"""Characters: a concept is a token of the index too, and those are no longer."""
SLUG = re.compile(rf"[-a-zA-Z0-9_]{{1,{LONGEST_SLUG}}}")
RESERVED = frozenset({"releases"})
"""Names that pages of the glossary itself have."""

LONGEST_LANGUAGE, LONGEST_REGION, LONGEST_TITLE, LONGEST_ADDRESS = 12, 2, 200, 500
"""Characters that a language, a region, a source's title and its address may have."""

_LINKABLE = re.compile(r"(https?|urn):", re.IGNORECASE)

_BASE = "https://comparanda.invalid/id/concept/"


@dataclass(frozen=True, slots=True)
class Unsound:
    """What breaks a rule. ``concept``: the slug, empty for the whole; ``message`` and ``remedy``: English as strings."""

    rule: str
    concept: str
    message: Sentence
    remedy: Sentence

    @property
    def sentence(self) -> Sentence:
        """Concept, message and remedy as one, to be put into the reader's language."""
        return told(self.message, self.remedy, self.concept)

    def __str__(self) -> str:
        return str(self.sentence)


def _unsound(rule: str, concept: str, message: str, remedy: str, /, **values: object) -> Unsound:
    """``message``, ``remedy``: catalogue messages, whose places ``values`` fill."""
    return Unsound(rule, concept, Sentence(message, **values), Sentence(remedy, **values))


CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")

"""What neither a database nor a file can hold in a text."""


def has_controls(text: str) -> bool:
    """True for a text with such characters; line ends and tabs are none."""
    return bool(CONTROLS.search(text))


def vocabulary_faults(vocabulary: Mapping[str, core.Cells]) -> list[Unsound]:
    """The errors of a whole vocabulary (slug to cells)."""
    found = [
        Unsound(fault.rule, fault.node.removeprefix(_BASE), fault.message, fault.remedy)
        for fault in errors(faults(scheme_of(vocabulary, _BASE)))
    ]
    drafts = {slug for slug, cells in vocabulary.items() if cells.get(("status", ""), "draft") == "draft"}
    for slug, cells in vocabulary.items():
        found += _own_faults(slug, cells)
        if cells.get(("replaced_by", "")) in drafts:
            found.append(
                _unsound(
                    "replaced-by-draft",
                    slug,
                    phrase("the concept is replaced by %(concept)s, which is a draft"),
                    phrase("approve the other first"),
                    concept=cells["replaced_by", ""],
                )
            )
    return found


def new_faults(vocabulary: Mapping[str, core.Cells], changes: Iterable[CellChange]) -> list[Unsound]:
    """The errors that changes would bring. What is wrong already does not stop a change that has nothing to do with it."""
    found = vocabulary_faults(after_changes(vocabulary, changes))
    # What stands is sound as a rule; only where something is wrong is it asked whether it was so before.
    known = set(vocabulary_faults(vocabulary)) if found else set()
    return [fault for fault in found if fault not in known]


def after_changes(
    vocabulary: Mapping[str, core.Cells], changes: Iterable[CellChange]
) -> dict[str, core.Cells]:
    """The vocabulary as it will stand. Related holds on both sides: what one side gains or loses, the other does too."""
    changes = list(changes)
    grouped: dict[str, list[CellChange]] = {}
    for change in changes:
        grouped.setdefault(change.concept, []).append(change)
    after: dict[str, core.Cells] = dict(vocabulary)
    for slug, made in grouped.items():
        after[slug] = core.with_changes(vocabulary.get(slug, {}), made)
    for change in changes:
        if change.field == "related":
            before, now = set(change.before or ()), set(change.after or ())
            for other in (before ^ now) & after.keys():
                standing = set(after[other].get(("related", ""), ()))
                mirrored = standing | {change.concept} if other in now else standing - {change.concept}
                after[other] = {**after[other], ("related", ""): sorted(mirrored)}
    return after


def _own_faults(slug: str, cells: core.Cells) -> Iterator[Unsound]:
    if not SLUG.fullmatch(slug) or slug in RESERVED:
        yield _unsound(
            "slug",
            slug,
            phrase('"%(slug)s" cannot be a short name'),
            phrase("take at most %(most)s small letters, digits and hyphens, and no name of a page"),
            slug=shortened(slug),
            most=LONGEST_SLUG,
        )
    replaced_by = cells.get(("replaced_by", ""))
    if replaced_by and cells.get(("status", "")) != "deprecated":
        yield _unsound(
            "replaced-in-use",
            slug,
            phrase("the concept is replaced by %(concept)s and yet in use"),
            phrase("deprecate it, or take the replacement away"),
            concept=shortened(replaced_by),
        )
    if replaced_by == slug:
        yield _unsound(
            "replaced-by-itself", slug, phrase("the concept is replaced by itself"), phrase("name another")
        )
    for address in (address for those in (cells.get(("matches", "")) or {}).values() for address in those):
        if not _LINKABLE.match(address):
            yield _unsound(
                "match-address",
                slug,
                phrase('the match "%(address)s" is not an address of the web'),
                phrase("begin with http, https or urn"),
                address=shortened(address),
            )
    titles = {
        one.get("source_title", "")
        for key, value in cells.items()
        if key[0] in core.LABEL_FIELDS
        for one in value
    }
    titles.add((cells.get(("legal_source", "")) or {}).get("title", ""))
    for text in sorted({*titles, *cells.get(("notations", ""), ())}):
        if has_controls(text):
            yield _unsound(
                "control-characters",
                slug,
                phrase('"%(text)s" holds control characters'),
                phrase("write it anew, without them"),
                text=shortened(text),
            )
    for (field, language), value in cells.items():
        if len(language) > LONGEST_LANGUAGE:
            yield _too_long(slug, phrase("language"), language, LONGEST_LANGUAGE)
        if field not in core.LABEL_FIELDS:
            continue
        for one in value:
            for key, what, longest in (
                ("region", phrase("region"), LONGEST_REGION),
                ("source_title", phrase("source title"), LONGEST_TITLE),
                ("source_url", phrase("source url"), LONGEST_ADDRESS),
            ):
                if len(one.get(key, "")) > longest:
                    yield _too_long(slug, what, one[key], longest)
        if field == "none" and len({one.get("region", "") for one in value}) < len(value):
            yield _unsound(
                "no-term-twice",
                slug,
                phrase("that %(language)s has no term is said twice"),
                phrase("keep one of the two"),
                language=language,
            )


def _too_long(slug: str, what: str, text: str, longest: int) -> Unsound:
    return _unsound(
        "too-long",
        slug,
        phrase('the %(what)s "%(text)s" has %(length)s characters, more than %(most)s'),
        phrase("shorten it"),
        what=Sentence(what),
        text=shortened(text),
        length=len(text),
        most=longest,
    )
