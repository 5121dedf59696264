"""An edition as a document that an officer would send to a minister; ``formats`` sets it as Word or PDF.

Order: what it is, who asked and who replied, the disclaimer, background, summary, counts and findings with the map,
the table, the answers with notes and sources, and what proves the file to be this edition. Leaves out looks.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from babel import Locale
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comparanda.answers.exports.edition import Edition, edition_address
from comparanda.answers.exports.markdown import blocks_of
from comparanda.answers.exports.pictures import NoPicture, edition_line, leading_question, map_of
from comparanda.answers.exports.subjects import arranged, is_observer, subject_name
from comparanda.answers.kind import Kind, kind_named
from comparanda.answers.queries import counts
from comparanda.formats.document import (
    AnswerBlock,
    Block,
    Document,
    Fact,
    Figure,
    Heading,
    Note,
    Paragraph,
    Run,
    TableBlock,
)
from comparanda.kernel.absence import Absence
from comparanda.kernel.audience import Audience
from comparanda.kernel.country import EU
from comparanda.kernel.grid import Cell, Grid, Subject
from comparanda.kernel.language import Spoken, Text, spoken
from comparanda.kernel.question import PartType, Question
from comparanda.kernel.source import Provenance, Source
from comparanda.kernel.tally import tally_of
from comparanda.present import wording
from comparanda.present.lede import NAMED_AT_MOST, finding, tally_sentence

EDITORS = "editors"
"""Code of the organisation that compiles answers; it asks nobody, so it has not "requested" anything."""

LONGEST_IN_TABLE = 140
"""Characters of an answer in the table; the whole of it stands under its country."""

LONGEST_HEADLINE = 90
"""Characters of an answer that is set in bold; a longer text is set as text."""

MISSING_NAMED = 8
"""Countries without an answer that the head of the document names; more are counted by the figures alone."""

LANGUAGES_NAMED = 6
"""Languages that the head of the document names; more are counted."""

UNNAMED_LANGUAGES = frozenset({"mul", "und", "zxx"})
"""Codes of ISO 639-2 for several languages, an unknown one and none: nothing that a reader could be told."""

HASH_SHOWN = 16
"""Characters of a hash at the foot of a page; the last section has it whole."""


def _run(words: Spoken, language: str, *, bold: bool = False) -> Run:
    """Words as a run that says its language where it is not the document's."""
    return Run(words.text, bold=bold, language=words.language if words.language != language else None)


def _markdown(text: Text, language: str) -> list[Block]:
    words = spoken(text, language)
    return blocks_of(words.text, level=2, language=words.language if words.language != language else None)


def respondents_words(edition: Edition, grid: Grid, language: str) -> str:
    """Who replied: ``23 of 27 member states; no answer: Greece, Malta; observers: Norway``.

    Observers are counted apart and named only where they replied. "Countries" instead of "member states" where the
    round asked anyone else.
    """
    replied, asked, observers = counts(grid, edition.observers)
    codes = [subject.code for subject in grid.subjects if subject.code not in edition.observers]
    among = {"replied": replied, "asked": asked}
    if set(codes) <= EU:
        said = [
            ngettext("%(replied)d of %(asked)d member state", "%(replied)d of %(asked)d member states", asked)
            % among
        ]
    else:
        said = [
            ngettext("%(replied)d of %(asked)d country", "%(replied)d of %(asked)d countries", asked) % among
        ]
    silent = [
        subject_name(subject, language)
        for subject, row in zip(grid.subjects, grid.cells, strict=True)
        if subject.code not in edition.observers
        and all(cell.absence in (Absence.NO_ANSWER, Absence.NOT_ASKED) for cell in row)
    ]
    if 0 < len(silent) <= MISSING_NAMED:
        said.append(_("no answer: %(countries)s") % {"countries": wording.listed(sorted(silent), language)})
    if observers:
        named = sorted(subject_name(s, language) for s in grid.subjects if s.code in observers)
        said.append(_("observers: %(countries)s") % {"countries": wording.listed(named, language)})
    return "; ".join(said)


def _languages_words(grid: Grid, language: str) -> str:
    """The languages in which notes and text answers were written."""
    written = {cell.language for cell in grid.every_cell()}
    written |= {note.language for cell in grid.every_cell() for note in cell.notes if note.original}
    written -= {"", *UNNAMED_LANGUAGES}
    names = Locale.parse(language).languages
    if len(written) > LANGUAGES_NAMED:
        return ngettext("%(count)d language", "%(count)d languages", len(written)) % {"count": len(written)}
    return wording.listed(sorted(str(names.get(code, code)) for code in written), language)


def _facts(edition: Edition, grid: Grid, language: str) -> Iterator[Fact]:
    asker = spoken(edition.asker, language)
    label = _("Compiled by") if edition.asker_code == EDITORS else _("Requested by")
    yield Fact(label, [_run(asker, language)])
    if edition.on_behalf_of:
        yield Fact(_("On behalf of"), edition.on_behalf_of)
    if edition.launched_at and edition.asker_code != EDITORS:
        from_day = edition.launched_at.date()
        yield Fact(_("Launched"), wording.day_words(from_day, language))
    if edition.reply_by:
        yield Fact(_("Reply requested by"), wording.day_words(edition.reply_by, language))
    yield Fact(_("Released"), [Run(edition_line(edition, language), link=edition_address(edition))])
    changed = spoken(edition.change_note, language)
    if changed.text and edition.number > 1:
        yield Fact(_("Changed in this edition"), [_run(changed, language)])
    yield Fact(_("Answers from"), respondents_words(edition, grid, language))
    if edition.topics:
        labels = [spoken(label, language).text for label in edition.topics.values()]
        yield Fact(_("Topics"), wording.listed(labels, language))
    if written := _languages_words(grid, language):
        yield Fact(_("Languages of the answers"), written)


def _question_words(question: Question, language: str) -> Spoken:
    return spoken(question.text, language)


def _short_words(question: Question, language: str) -> str:
    return spoken(question.short or question.text, language).text


def _said(question: Question, column: list[tuple[Subject, Cell]], language: str) -> str:
    """The counts, and the finding where it says more than they do."""
    tally, said = tally_sentence(question, column, language), finding(question, column, language)
    part = question.lead_part
    if not part.type.coded:
        return said or tally
    if part.type is PartType.YES_NO:
        counted = tally_of(part, (cell for _, cell in column)).values
        fewest = min(counted.get("yes", 0), counted.get("no", 0))
        said = said if 0 < fewest <= NAMED_AT_MOST else ""
    counts_line = f"{tally}." if tally else ""
    return "\n".join(line for line in (counts_line, said) if line)


def _findings(edition: Edition, grid: Grid, language: str) -> Iterator[Block]:
    """Counts and a finding for each question, then the map of the leading one."""
    if not grid.questions:
        return
    yield Heading(1, _("What the answers say"))
    for number, question in enumerate(grid.questions, start=1):
        said = _said(question, list(grid.column(question.code)), language)
        runs = [Run(f"{number}. ", bold=True)] if len(grid.questions) > 1 else []
        runs.append(_run(_question_words(question, language), language, bold=True))
        yield Paragraph([*runs, Run(f"\n{said}")] if said else runs)
    lead = leading_question(edition, grid)
    try:
        picture = map_of(edition, grid, lead, language, alone=False)
    except NoPicture:
        return
    words = _question_words(lead, language).text
    yield Figure(picture, alt=f"{words} {finding(lead, grid.column(lead.code), language)}", caption=words)


def _shortened(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_IN_TABLE else line[: LONGEST_IN_TABLE - 1].rstrip() + "…"


def _table(grid: Grid, language: str) -> TableBlock:
    """Countries down, questions across. One question's figures stand flush right."""
    numeric = [
        index
        for index, question in enumerate(grid.questions, start=1)
        if len(question.parts) == 1 and question.lead_part.type.numeric
    ]
    columns = [_("Country"), *(_short_words(question, language) for question in grid.questions)]
    rows = [
        [
            Run(subject_name(subject, language)),
            *(
                _shortened_run(wording.cell_words(question, cell, language), language, cell)
                for question, cell in zip(grid.questions, row, strict=True)
            ),
        ]
        for subject, row in zip(grid.subjects, grid.cells, strict=True)
    ]
    texts = [[heading, *(row[index].text for row in rows)] for index, heading in enumerate(columns)]
    return TableBlock(
        columns=columns,
        rows=[[[run] for run in row] for row in rows],
        widths=[_width(column) for column in texts],
        caption=_("Answers by country and question"),
        numeric=numeric,
    )


def _width(texts: list[str]) -> float:
    """How wide a column should be, in characters: its longest word must fit, long texts get more lines than width."""
    longest_word = max((len(word) for text in texts for word in text.split()), default=0)
    longest_text = max(map(len, texts), default=0)
    # Names and headings are set bold, which is about a tenth wider.
    return float(min(26, max(9, 1.1 * longest_word + 1, 2.5 * longest_text**0.5)))


def _shortened_run(words: Spoken, language: str, cell: Cell) -> Run:
    return Run(
        _shortened(words.text),
        italic=cell.absence is not None,
        language=words.language if words.language != language else None,
    )


def _source_words(source: Source) -> tuple[str, str | None]:
    words = [part for part in (source.title, source.legal_reference) if part]
    return ", ".join(dict.fromkeys(words)), source.url or None


def _marks(edition: Edition, cell: Cell) -> list[str]:
    """The marks that are on, and what a reader must know before passing the answer on."""
    said = [str(wording.MARKS[name]) for name in wording.MARKS if getattr(cell.marks, name)]
    if cell.confidence is not None:
        said.append(str(wording.CONFIDENCES[cell.confidence]))
    if edition.audience is Audience.NETWORK and cell.audience is Audience.NETWORK:
        said.append(_("For the network only"))
    if cell.late:
        said.append(_("Received after the deadline"))
    return said


def _text_language(question: Question, cell: Cell, words: Spoken, language: str) -> str | None:
    """The language of an answer that is running text, where it is not the document's."""
    text = question.lead_part.type in (PartType.TEXT, PartType.LEGAL_REFERENCE)
    return words.language if text and cell.absence is None and words.language not in ("", language) else None


def _is_prose(question: Question, cell: Cell, words: str) -> bool:
    """Whether the answer is a text of more than a line."""
    return (
        cell.absence is None
        and len(question.parts) == 1
        and question.lead_part.type is PartType.TEXT
        and len(words) > LONGEST_HEADLINE
    )


def answer_block(
    edition: Edition, question: Question, cell: Cell, heading: str, language: str
) -> AnswerBlock:
    """One answer under ``heading`` (its question, or its country where the document has one question)."""
    words = wording.cell_words(question, cell, language)
    note = cell.note(language)
    runs: list[Run] = []
    told = words.text
    foreign = _text_language(question, cell, words, language)
    if _is_prose(question, cell, told):
        # An answer of several lines reads as text, not as a headline; so its language can be marked as well.
        runs.append(Run(told + ("\n" if note.text else ""), language=foreign))
        told = ""
    elif foreign not in (None, *UNNAMED_LANGUAGES):
        name = Locale.parse(language).languages.get(words.language, words.language)
        runs.append(Run(_("In %(language)s.") % {"language": name} + (" " if note.text else ""), italic=True))
    if note.text:
        runs.append(_run(note, language))
        shown = next((n for n in cell.notes if n.language == note.language), None)
        if shown is not None and not shown.original and cell.provenance is Provenance.ANSWERED:
            runs.append(Run(" " + _("(Translation.)"), italic=True))
    elif reason := _reason(edition, cell):
        runs.append(Run(reason))
    return AnswerBlock(
        country=heading,
        value=told,
        note=runs,
        sources=[_source_words(source) for source in cell.sources],
        as_of=_("As of %(date)s") % {"date": wording.date_words(cell.as_of, language)} if cell.as_of else "",
        marks=_marks(edition, cell),
    )


def _name(edition: Edition, subject: Subject, language: str) -> str:
    """The subject's name; an observer is marked as one."""
    name = subject_name(subject, language)
    return _("%(country)s (observer)") % {"country": name} if is_observer(edition, subject) else name


def _reason(edition: Edition, cell: Cell) -> str:
    """Why an answer was declined, where the edition's readers may know."""
    return cell.reason if edition.audience is Audience.NETWORK else ""


def _bare(cell: Cell) -> bool:
    """There is no answer, and no note or source of its own to show: such questions are gathered in a line."""
    return cell.absence is not None and not cell.notes and not cell.sources


def _answers(edition: Edition, grid: Grid, language: str) -> Iterator[Block]:
    yield Heading(1, _("Answers by country"))
    if len(grid.questions) == 1:
        question = grid.questions[0]
        for subject, row in zip(grid.subjects, grid.cells, strict=True):
            yield answer_block(edition, question, row[0], _name(edition, subject, language), language)
        return
    for subject, row in zip(grid.subjects, grid.cells, strict=True):
        yield Heading(2, _name(edition, subject, language), anchor=f"subject-{subject.code}")
        without: dict[tuple[Absence, str], list[str]] = {}
        named: dict[tuple[Source, ...], str] = {}
        for question, cell in zip(grid.questions, row, strict=True):
            if _bare(cell):
                why = (cell.absence or Absence.NO_ANSWER, _reason(edition, cell))
                without.setdefault(why, []).append(_short_words(question, language))
                continue
            heading = _short_words(question, language)
            block = answer_block(edition, question, cell, heading, language)
            if cell.sources in named:
                # One law often answers every question of a country: said once, it is read; said ten times, it is not.
                block = replace(
                    block, sources=[(_("as for “%(question)s”") % {"question": named[cell.sources]}, None)]
                )
            elif cell.sources:
                named[cell.sources] = heading
            yield block
        for (absence, reason), questions in without.items():
            said = str(wording.ABSENCES[absence])
            if len(questions) < len(grid.questions):
                said = f"{said}: {'; '.join(questions)}"
            yield Paragraph([Run(said, italic=True), *([Run(f"\n{reason}")] if reason else [])])


def _proof(edition: Edition, language: str) -> Iterator[Block]:
    yield Heading(1, _("About this edition"))
    yield Paragraph(
        _(
            "The four marks are those of the day of release: up to date means that the answer was within the review "
            "period of its question; objective, that another than its author reviewed it; reliable, that it names a "
            "source that can be checked; comparable, that it has a value in the terms of the question."
        )
    )
    address = edition_address(edition)
    yield Paragraph([Run(_("Permanent address:") + " "), Run(address, link=address)])
    lines = [_("SHA-256 of what this edition froze: %(hash)s") % {"hash": edition.content_hash}]
    if edition.audit_hash:
        lines.append(
            _("Head of the audit log at the release: entry %(count)d, %(hash)s")
            % {"count": edition.audit_count, "hash": edition.audit_hash}
        )
    yield Paragraph("\n".join(lines))


def _kicker(kind: Kind, edition: Edition) -> str:
    label = str(kind.label)
    return f"{label} {edition.query_number}" if edition.query_number else label


def _footer(edition: Edition, language: str) -> str:
    parts = [edition_line(edition, language), f"SHA-256 {edition.content_hash[:HASH_SHOWN]}…"]
    if edition.audit_hash:
        parts.append(
            _("audit log %(count)d: %(hash)s…")
            % {"count": edition.audit_count, "hash": edition.audit_hash[:HASH_SHOWN]}
        )
    return " · ".join(parts)


def compilation(edition: Edition, grid: Grid, language: str) -> Document:
    """The document in ``language`` (the active translation must be the same). A grid of one question makes the
    compilation of that question. Raises `KeyError` where no room has the edition's kind."""
    kind = kind_named(edition.kind)
    grid = arranged(edition, grid, language)
    title, headline = spoken(edition.title, language).text, spoken(edition.headline, language).text
    blocks: list[Block] = [Note(str(kind.disclaimer))]
    if edition.audience is Audience.NETWORK:
        blocks.append(
            Note(_("For the network only: some of these answers are not public. Do not pass this file on."))
        )
    for heading, text in ((_("Background"), edition.background), (_("Summary"), edition.summary)):
        if written := _markdown(text, language):
            blocks += [Heading(1, heading), *written]
    blocks += _findings(edition, grid, language)
    if len(grid.questions) > 1:
        blocks += [Heading(1, _("Answers compared")), _table(grid, language)]
    blocks += _answers(edition, grid, language)
    blocks += _proof(edition, language)
    return Document(
        title=title,
        subtitle=headline if headline != title else "",
        language=language,
        kicker=_kicker(kind, edition),
        facts=list(_facts(edition, grid, language)),
        blocks=blocks,
        footer=_footer(edition, language),
        running_head=f"{_kicker(kind, edition)} · {title}",
        created=edition.released_at,
        keywords=[spoken(label, language).text for label in edition.topics.values()],
        source_label=_("Sources"),
    )
