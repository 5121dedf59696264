"""The commands of words: ``comparanda glossary …``. Leaves out how words are read, written and found in running text."""

from __future__ import annotations

import codecs
import json
import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, BinaryIO

import typer

from comparanda.site.command_line import database_up, fail, faults_told, say

if TYPE_CHECKING:
    from comparanda.glossary.actions.importing import Import

glossary_app = typer.Typer(help="Words: the glossary in files and in running text.", no_args_is_help=True)

STANDARD = "-"
"""What stands for standard input or output in place of a file."""

BLOCK = 1 << 16
"""Bytes that are read at once."""


class GlossaryFormat(StrEnum):
    TTL = "ttl"
    JSONLD = "jsonld"
    RDF = "rdf"
    CSV = "csv"
    XLSX = "xlsx"


@glossary_app.command("import")
def import_vocabulary(
    file: Annotated[Path, typer.Argument(help="SKOS as Turtle, RDF/XML or JSON-LD, or CSV.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would change; write nothing.")] = False,
    scheme: Annotated[
        str, typer.Option("--scheme", help="Address of the one scheme of the file to take; all if absent.")
    ] = "",
    untagged: Annotated[
        str, typer.Option("--untagged", help="Language of texts that name none, e.g. en.")
    ] = "",
    column: Annotated[
        list[str] | None,
        typer.Option(
            "--column", help="A column of a CSV file by its name here, e.g. en=pref_en; repeatable."
        ),
    ] = None,
) -> None:
    """Bring the words of a file into the glossary at once: all or nothing, and a second time changes nothing."""
    from comparanda.formats.skos.tags import read_tag

    tag = read_tag(untagged)
    if tag.fault:
        fail(f"--untagged: {tag.fault} ({tag.remedy})", 2)
    columns = {}
    for named in column or ():
        theirs, sign, ours = named.rpartition("=")
        if not (sign and theirs and ours):
            fail(f"--column: '{named}' names no two columns (write the file's, =, ours: en=pref_en)", 2)
        columns[theirs] = ours
    database_up()
    from comparanda.glossary.actions.importing import carry_out, read_import_file
    from comparanda.people.core.viewer import SYSTEM

    with faults_told():
        try:
            read = read_import_file(file, scheme=scheme, untagged=untagged, columns=columns)
        except OSError as error:
            fail(f"{file}: cannot be read: {error.strerror} (check the path and its permissions)")
            return
    _tell_faults(file, read)
    if not dry_run:
        with faults_told():
            carry_out(SYSTEM, read, name=file.name)
    with _until_nobody_reads():
        for line in _plan_told(read, every_scheme=not scheme):
            say(line)
        if dry_run:
            say("Nothing was written.")


def _tell_faults(file: Path, read: Import) -> None:
    """Every fault on a line of its own on standard error, what must be mended last, where it is seen; then out."""
    from comparanda.formats.skos.fault import Severity, errors

    for fault in sorted(read.faults, key=lambda fault: fault.severity is Severity.ERROR):
        place = f"{file}:{fault.line}" if fault.line else str(file)
        worth = "worth a look: " if fault.severity is Severity.WARNING else ""
        typer.echo(f"comparanda: {place}: {worth}{replace(fault, line=0)}", err=True)
    for unsound in read.unsound:
        typer.echo(f"comparanda: {file}: {unsound}", err=True)
    if not read.sound:
        count = len(errors(read.faults)) + len(read.unsound)
        fail(f"{file}: {count:,} {'fault' if count == 1 else 'faults'} to mend; nothing was imported")


def _plan_told(read: Import, *, every_scheme: bool) -> Iterator[str]:
    """A line for each new concept and for each changed cell, then how many, in English as all of the command line."""
    from comparanda.formats.skos.fault import shortened
    from comparanda.glossary.web.reading import cell_name, words_of

    def shown(field: str, value: Any) -> str:
        return shortened(" ".join(words_of(field, value).split())) or "–"

    plan = read.plan
    cells: dict[str, dict[tuple[str, str], Any]] = {slug: {} for slug in plan.added}
    for change in plan.changes:
        if change.concept in cells:
            cells[change.concept][change.key] = change.after
    for slug, new in cells.items():
        names = {of: value for (field, of), value in new.items() if field == "preferred"}
        of = "en" if "en" in names else min(names, default="")
        yield f"new      {slug}: {shown('preferred', names.get(of))} ({', '.join(sorted(names))})"
    for change in plan.changes:
        if change.concept not in cells:
            before, after = shown(change.field, change.before), shown(change.field, change.after)
            yield f"changed  {change.concept}: {cell_name(change.field, change.language)}: {before} → {after}"
    if every_scheme and len(read.schemes) > 1:
        yield "The file holds several schemes; --scheme takes one of them:"
        for found in read.schemes:
            yield f"  {found.identifier} ({found.concepts:,} {'concept' if found.concepts == 1 else 'concepts'})"
    yield f"{len(plan.added):,} new, {len(plan.changed):,} changed, {len(plan.unchanged):,} as they are."
    if plan.missing:
        yield f"{len(plan.missing):,} concepts of ours are not in the file; they stay."


@glossary_app.command("export")
def export_glossary(
    format: Annotated[GlossaryFormat, typer.Option("--format", help="File format.")] = GlossaryFormat.TTL,
    release: Annotated[
        int | None,
        typer.Option("--release", help="Number of a release; the words of today if absent.", min=1),
    ] = None,
    language: Annotated[str, typer.Option("--language", help="Language of a workbook's headings.")] = "en",
    output: Annotated[
        str, typer.Option("-o", "--output", help="File to write; standard output if absent or -.")
    ] = STANDARD,
) -> None:
    """Write the whole glossary, or one of its releases, as a file."""
    from comparanda.formats.media import MediaType

    medium = MediaType(format.value)
    if output == STANDARD and not medium.is_text and sys.stdout.isatty():
        fail(f"a terminal cannot show .{format.value} (name a file with -o)", 2)
    database_up()
    from django.conf import settings
    from django.utils import translation

    from comparanda.glossary import exports
    from comparanda.glossary.models import Release

    if language not in dict(settings.LANGUAGES):
        fail(f"'{language}' is not a language of this site (use {' or '.join(dict(settings.LANGUAGES))})")
    created = None
    if release is None:
        scheme = exports.scheme_now()
    else:
        found = Release.objects.filter(number=release).first()
        if found is None:
            numbers = ", ".join(map(str, Release.objects.order_by("number").values_list("number", flat=True)))
            fail(f"the glossary has no release {release} (there are: {numbers or 'none yet'})")
            return
        scheme, created = exports.scheme_of_release(found), found.released_at
    with faults_told(), translation.override(language):
        data = exports.glossary_file(scheme, medium, language, created=created)
    if output == STANDARD:
        with _until_nobody_reads():
            sys.stdout.buffer.write(data)
            sys.stdout.buffer.flush()
        return
    try:
        Path(output).write_bytes(data)
    except OSError as error:
        fail(f"{output}: cannot be written: {error.strerror} (name a file in a folder that exists)")
    say(f"{output}: {len(data)} bytes")


@glossary_app.command("annotate")
def annotate(
    file: Annotated[str, typer.Argument(help="Text in UTF-8; - for standard input.")],
    language: Annotated[str, typer.Option("--language", help="Language of the text, e.g. bg.")],
) -> None:
    """Find concepts in running text, inflected forms too; print one JSON object a line."""
    database_up()
    from comparanda.glossary.core.passages import passages
    from comparanda.glossary.tagging import tagger

    language = _language_with_labels(language)
    with faults_told(), _opened(file) as (stream, name), _until_nobody_reads():
        # One tagger for the whole text: words that change meanwhile do not change it in the middle. Passages end where
        # no term can go on, so that what is found does not depend on how much is held at a time; offsets count the
        # characters of the whole input as they stand, line ends of two and a byte order mark included.
        ready = tagger(language, patient=True)
        for begin, passage in passages(_characters(stream, name)):
            for mark in ready.marks(passage):
                line = json.dumps(
                    {
                        "start": begin + mark.start,
                        "end": begin + mark.end,
                        "text": passage[mark.start : mark.end],
                        "concept": mark.concept,
                        "label": mark.label,
                        "language": language,
                    },
                    ensure_ascii=False,
                )
                sys.stdout.buffer.write(line.encode() + b"\n")
            sys.stdout.buffer.flush()


@glossary_app.command("search")
def search_glossary(
    text: Annotated[str, typer.Argument(help="A part of a label.")],
    language: Annotated[
        str, typer.Option("--language", help="Language of labels, and of names; all, and en, if absent.")
    ] = "",
) -> None:
    """Find concepts by any of their labels; print slug, preferred label, the label found, its language."""
    if not text.strip():
        fail("there is nothing to look for (name a part of a label)", 2)
    database_up()
    from comparanda.glossary.queries import called

    if language:
        language = _language_with_labels(language)
    found = called(text, language, named_in=language or "en")
    with _until_nobody_reads():
        for one in found:
            say(f"{one.slug}\t{one.name.text}\t{one.label.text}\t{one.label.language}")
    if not found:
        typer.echo("Nothing was found.", err=True)


def _language_with_labels(language: str) -> str:
    """The language as the glossary writes it; out where it has no label in it."""
    from comparanda.glossary.queries import languages_of_terms

    known = languages_of_terms()
    for code in known:
        if code.casefold() == language.casefold():
            return code
    if not known:
        fail("the glossary has no labels yet (run: comparanda load content)")
    fail(f"the glossary has no labels in '{language}' (use one of {', '.join(known)})")
    return ""


@contextmanager
def _opened(file: str) -> Iterator[tuple[BinaryIO, str]]:
    """A file or standard input as bytes, with its name for messages."""
    if file == STANDARD:
        yield sys.stdin.buffer, "standard input"
        return
    with ExitStack() as open_files:
        try:
            stream = open_files.enter_context(Path(file).open("rb"))
        except OSError as error:
            fail(f"{file}: cannot be read: {error.strerror} (check the path and its permissions)")
            return
        yield stream, file


def _characters(stream: BinaryIO, name: str) -> Iterator[str]:
    """The text of a stream, block by block, line ends as they are; raises `ContentError` at what is not UTF-8."""
    from comparanda.kernel.error import ContentError, Place

    decoder = codecs.getincrementaldecoder("utf-8")()
    line = 1
    while True:
        data = stream.read(BLOCK)
        try:
            text = decoder.decode(data, final=not data)
        except UnicodeDecodeError as error:
            line += error.object[: error.start].count(b"\n")
            raise ContentError(Place(name, line), "the text is not UTF-8", "save it as UTF-8") from error
        line += text.count("\n")
        if text:
            yield text
        if not data:
            return


@contextmanager
def _until_nobody_reads() -> Iterator[None]:
    """Ends the command quietly, and well, where whoever reads its output has seen enough, e.g. ``head``."""
    try:
        yield
    except BrokenPipeError:
        # What is still held would be written when the interpreter ends, and be a fault then.
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        raise typer.Exit(0) from None
