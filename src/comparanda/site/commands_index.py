"""The commands of search: ``comparanda search`` and ``comparanda index …``. Leaves out how the index works."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Annotated

import typer

from comparanda.site.command_line import database_up, fail, faults_told, say

index_app = typer.Typer(help="The index that search stands on.", no_args_is_help=True)


@index_app.command("rebuild")
def rebuild_index(
    quiet: Annotated[bool, typer.Option("--quiet", help="Say nothing but faults.")] = False,
    meaning: Annotated[bool, typer.Option("--meaning", help="Go on with 'index embed'.")] = False,
) -> None:
    """Build the index anew; the old one serves until the new one is ready."""
    database_up()
    from comparanda.index.actions import rebuild

    shown = not quiet and sys.stderr.isatty()

    def progress(name: str, done: int) -> None:
        if shown:
            sys.stderr.write(f"\rIndexing {name:12} {done:8,} documents")
            sys.stderr.flush()

    with faults_told():
        generation = rebuild(progress)
    if shown:
        sys.stderr.write("\n")
    if not quiet:
        say(f"{generation.documents:,} documents can be found.")
    if meaning:
        # Words serve already; what makes them better gives way to whoever waits for a page.
        if hasattr(os, "nice"):
            os.nice(15)
        _embedded(quiet=quiet)


@index_app.command("embed")
def embed_index() -> None:
    """Compute the meaning of what is new in the index, for search that shares no word (needs the extra 'semantic')."""
    database_up()
    _embedded(quiet=False)


def _embedded(*, quiet: bool) -> None:
    from comparanda.index.meaning import embed, embedder

    if embedder() is None:
        if not quiet:
            fail("the extra 'semantic' is not installed (install comparanda[semantic])")
        return
    shown = not quiet and sys.stderr.isatty()

    def progress(done: int, total: int) -> None:
        if shown:
            sys.stderr.write(f"\rMeaning of {done:,} of {total:,} passages")
            sys.stderr.flush()

    with faults_told():
        made = embed(progress)
    if shown:
        sys.stderr.write("\n")
    if not quiet:
        say(f"{made:,} passages embedded.")


def search(
    text: Annotated[str, typer.Argument(help="Words in any language.")],
    language: Annotated[
        str, typer.Option("--language", help="Language of titles; that of the words where they do not tell.")
    ] = "en",
    limit: Annotated[int, typer.Option("--limit", min=1, max=100, help="The most results.")] = 10,
) -> None:
    """Find what the public may find: comparisons, questions, answers, countries, concepts, themes."""
    database_up()
    from django.conf import settings
    from django.utils import translation

    from comparanda.answers.searchable import PUBLIC
    from comparanda.index.search import InvalidQuery, SearchRequest, SearchResult
    from comparanda.index.search import search as searched
    from comparanda.rooms.search.queries import kind_name

    if language not in dict(settings.LANGUAGES):
        fail(f"'{language}' is not a language of this site (use {' or '.join(dict(settings.LANGUAGES))})")
    found = SearchResult()
    with translation.override(language):
        try:
            found = searched(SearchRequest(text, language, frozenset({PUBLIC}), limit=limit))
        except InvalidQuery as error:
            fail(str(error))
        if not found.ready:
            fail("there is no index yet (run: comparanda index rebuild)")
        for hit in found.hits:
            say(
                f"{kind_name(hit.document.kind):12} {hit.title.text}\n"
                f"{'':12} {settings.SITE_URL}/{language}/{hit.document.url_path}"
            )
        if not found.count:
            say(f"Nothing was found{f'; did you mean “{found.suggestion}”?' if found.suggestion else '.'}")
        elif found.count > len(found.hits):
            say(f"{'':12} {found.count - len(found.hits):,} more")


def build_beside() -> subprocess.Popen[bytes]:
    """Build the index in a process of its own; the site serves meanwhile and says so.

    The first build opens a dictionary for every language of the glossary, which takes most of its minute.
    """
    program = "from comparanda.site.commands import main; main()"
    return subprocess.Popen(
        [sys.executable, "-c", program, "index", "rebuild", "--quiet", "--meaning"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
