"""The command line ``comparanda``. Errors are one line on stderr with the remedy; exit 0, 1 (fault) or 2 (usage).

Django is set up only when a command needs it, so that ``--help`` and a wrong setting answer at once.
"""

from __future__ import annotations

import os
import shutil
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from comparanda.site import commands_glossary, commands_index
from comparanda.site.command_line import database_up, django_up, fail, faults_told, say, unreachable

app = typer.Typer(
    name="comparanda",
    help="Ask every country the same question; publish answers that can be compared.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
rounds_app = typer.Typer(help="Rounds and their editions.", no_args_is_help=True)
audit_app = typer.Typer(help="The audit log.", no_args_is_help=True)
app.add_typer(rounds_app, name="rounds")
app.add_typer(audit_app, name="audit")
app.add_typer(commands_index.index_app, name="index")
app.add_typer(commands_glossary.glossary_app, name="glossary")
app.command("search")(commands_index.search)

CONTENT = Path(__file__).resolve().parents[3] / "content"


def _bar(label: str) -> Any:
    """A progress line for terminals; silent elsewhere."""

    def shown(what: str, done: int, total: int) -> None:
        if sys.stderr.isatty():
            end = "\n" if done == total else ""
            width = 28
            filled = width * done // max(total, 1)
            sys.stderr.write(f"\r{label} {what} [{'█' * filled}{'·' * (width - filled)}] {done}/{total}{end}")
            sys.stderr.flush()

    return shown


def _load(folder: Path) -> Any:
    """Load one content pack or a folder of them inside the caller's transaction."""
    from comparanda.answers.content import is_pack, load_pack, read_pack
    from comparanda.glossary.content import is_glossary, load_glossary
    from comparanda.kernel.error import ContentError, Place
    from comparanda.loading.reader import LoadReport
    from comparanda.people.content import load_people
    from comparanda.rooms.themes.content import is_themes, load_themes

    report = LoadReport()
    if not folder.is_dir():
        raise ContentError(
            Place(str(folder)), "there is no such folder", "name a content pack or a folder of them"
        )
    known = False
    for people in (folder / "people", folder):
        if (people / "contact_points.csv").is_file():
            known = True
            loaded = load_people(people)
            report.count("people", "added", loaded.created)
            report.count("people", "changed", loaded.changed)
            break
    for themes in (folder / "themes", folder):
        if is_themes(themes):
            known = True
            load_themes(themes, report, _bar("Loading"))
            break
    for words in (folder / "glossary", folder):
        if is_glossary(words):
            known = True
            load_glossary(words, report, _bar("Loading"))
            break
    if is_pack(folder):
        known = True
        load_pack(read_pack(folder), report)
    if not known:
        raise ContentError(
            Place(str(folder)),
            "this is no content pack",
            "it holds neither comparison.yaml nor people/, themes/ or glossary/",
        )
    return report


def _prepare_database() -> None:
    from django.core.management import call_command
    from django.db import OperationalError

    try:
        call_command("migrate", verbosity=0, interactive=False)
    except OperationalError as error:
        unreachable(error)
    call_command("collectstatic", verbosity=0, interactive=False)


def _serve(port: int, workers: int, host: str = "127.0.0.1") -> None:
    from granian import Granian
    from granian.constants import Interfaces

    Granian(
        "comparanda.site.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=4,
        log_access=False,
        respawn_failed_workers=True,
    ).serve()


@app.command()
def demo(
    port: Annotated[int, typer.Option(help="Port on the loopback address.")] = 8000,
    serve: Annotated[
        bool, typer.Option("--serve/--no-serve", help="Serve the site after preparing it.")
    ] = True,
    reset: Annotated[bool, typer.Option("--reset", help="Throw the demo's data away first.")] = False,
) -> None:
    """Prepare a demo with the starter content and demo accounts, and serve it."""
    os.environ["COMPARANDA_DEMO"] = "1"
    os.environ.setdefault("COMPARANDA_DATA_DIR", str(Path("var/demo").resolve()))
    os.environ.setdefault("COMPARANDA_SITE_URL", f"http://127.0.0.1:{port}")
    data_dir = Path(os.environ["COMPARANDA_DATA_DIR"])
    if reset and data_dir.exists():
        if not (data_dir / "secret-key").exists():
            fail(f"{data_dir} is not a demo's folder; it is left alone (remove it yourself if you are sure)")
        shutil.rmtree(data_dir)
    django_up()
    from comparanda.people.demo import create_demo_accounts

    _prepare_database()
    from django.db import transaction

    with faults_told(), transaction.atomic():
        report = _load(CONTENT)
        create_demo_accounts()
    for line in report.lines():
        say(line)
    if not serve:
        say(f"The demo is ready in {data_dir}.")
        return
    from comparanda.index.search import index_ready

    if not index_ready():
        say("Search is being made ready; that takes a minute, and everything else works meanwhile.")
        commands_index.build_beside()
    say(
        f"Comparanda demo: http://127.0.0.1:{port}/  (Ctrl-C ends it; sign in with the accounts on the sign-in page)"
    )
    _serve(port, workers=2)


@app.command()
def serve(
    port: Annotated[int, typer.Option(help="Port.")] = 8000,
    workers: Annotated[int, typer.Option(help="Worker processes.", min=1)] = 2,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
) -> None:
    """Serve the configured site."""
    django_up()
    from django.conf import settings

    if settings.COMPARANDA.demo and host not in ("127.0.0.1", "localhost", "::1"):
        fail(
            f"COMPARANDA_DEMO: the demo is not served on {host}; its passwords are known to all (use 127.0.0.1)"
        )
    _prepare_database()
    _serve(port, workers, host)


@app.command()
def load(paths: Annotated[list[Path], typer.Argument(help="Content packs or folders of them.")]) -> None:
    """Load content packs: all or nothing, and a second time changes nothing."""
    django_up()
    from django.db import transaction

    _prepare_database()
    with faults_told(), transaction.atomic():
        for path in paths:
            for line in _load(path).lines():
                say(line)


@app.command()
def check(paths: Annotated[list[Path], typer.Argument(help="Content packs or folders of them.")]) -> None:
    """Check content packs without writing anything."""
    django_up()
    from django.db import transaction

    _prepare_database()
    # Loaded for real and rolled back, so that a pack is checked by the very code that loads it.
    with faults_told(), transaction.atomic():
        for path in paths:
            _load(path)
        transaction.set_rollback(True)
    say("Nothing to mend.")


class FileFormat(StrEnum):
    CSV = "csv"
    XLSX = "xlsx"
    JSON = "json"
    DOCX = "docx"
    PDF = "pdf"


class EditionAudience(StrEnum):
    PUBLIC = "public"
    NETWORK = "network"


@rounds_app.command("list")
def rounds_list() -> None:
    """List rounds: number or slug, state, newest editions, title."""
    database_up()
    from comparanda.answers.models import Round
    from comparanda.answers.queries import latest_edition
    from comparanda.kernel.audience import Audience

    for round in Round.objects.select_related("asker").order_by("slug"):
        editions = []
        for audience in (Audience.NETWORK, Audience.PUBLIC):
            edition = latest_edition(round, audience)
            if edition is not None:
                editions.append(f"{audience.value} {edition.number}")
        say(
            f"{round.public_name:28} {round.state:10} {', '.join(editions) or 'not released':22} {round.title_in('en').text}"
        )


@rounds_app.command("export")
def rounds_export(
    number: Annotated[str, typer.Argument(help="Number or slug of the round.")],
    format: Annotated[FileFormat, typer.Option("--format", help="File format.")] = FileFormat.CSV,
    edition: Annotated[
        EditionAudience, typer.Option("--edition", help="Whose edition.")
    ] = EditionAudience.PUBLIC,
    language: Annotated[str, typer.Option("--language", help="Language of labels.")] = "en",
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="File to write; standard output if absent.")
    ] = None,
) -> None:
    """Write the newest edition of a round as a file."""
    database_up()
    from django.conf import settings
    from django.db.models import Q
    from django.utils import translation

    from comparanda.answers.exports.files import edition_file
    from comparanda.answers.models import Round
    from comparanda.answers.queries import latest_edition
    from comparanda.formats.media import MediaType
    from comparanda.kernel.audience import Audience

    if language not in dict(settings.LANGUAGES):
        fail(f"'{language}' is not a language of this site (use {' or '.join(dict(settings.LANGUAGES))})")
    round = (
        Round.objects.filter(Q(number=number) | Q(slug=number)).select_related("asker", "template").first()
    )
    if round is None:
        fail(f"there is no round '{number}' (see: comparanda rounds list)")
        return
    release = latest_edition(round, Audience(edition.value))
    if release is None:
        fail(f"'{number}' has no {edition.value} edition yet")
        return
    release.round = round
    with faults_told(), translation.override(language):
        data = edition_file(release, MediaType.from_suffix(format.value), language)
    if output is None:
        sys.stdout.buffer.write(data)
    else:
        try:
            output.write_bytes(data)
        except OSError as error:
            fail(f"{output}: cannot be written: {error.strerror} (name a file in a folder that exists)")
        say(f"{output}: {len(data)} bytes")


@app.command()
def backup(file: Annotated[Path, typer.Argument(help="File to write, e.g. comparanda.backup")]) -> None:
    """Write everything into one file while the site goes on; prints the head of the audit log."""
    django_up()
    from comparanda.site import backups

    with faults_told():
        head = backups.backup(file)
    say(f"{file}: audit log of {head.count} entries, head {head.hash or '(empty)'}")


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="A file that 'backup' wrote.")],
    force: Annotated[bool, typer.Option("--force", help="Replace a database that is not empty.")] = False,
) -> None:
    """Put a backup in place of the present data, all or nothing, and verify its audit log."""
    django_up()
    from comparanda.site import backups

    with faults_told():
        head = backups.restore(file, force=force)
    say(f"restored; audit log of {head.count} entries, head {head.hash or '(empty)'}")


FAULTS = {
    "altered": "was altered",
    "missing": "does not follow: entries before it were removed",
    "broken": "does not follow from the one before it",
    "head": "is not where the database says that the log ends",
    "cut": "is missing: the log is shorter than the printed head says",
    "rewritten": "is not the one whose hash was printed",
}
"""What is wrong with an entry of the audit log, by `chain.FaultKind`, in words."""


@audit_app.command("verify")
def audit_verify(
    count: Annotated[
        int | None, typer.Option(help="Number of entries printed in a release or backup.")
    ] = None,
    head: Annotated[str | None, typer.Option(help="Head hash printed beside it.")] = None,
) -> None:
    """Check the audit chain, and every edition against its hash. Exit 1 where anything was altered."""
    database_up()
    if (count is None) != (head is None):
        fail("give --count and --head together, as they were printed", 2)
    from comparanda.answers.actions.releasing import content_hash
    from comparanda.answers.models import Release
    from comparanda.audit.queries import Head, verify

    expected = [Head(count, head)] if count is not None and head is not None else []
    # Every edition carries the head as it stood then, so that a cut tail shows without anybody's paper.
    expected += [
        Head(n, h)
        for n, h in Release.objects.order_by("-audit_count").values_list("audit_count", "audit_hash")[:1]
    ]
    faults: list[str] = []
    count_found = 0
    for wanted in expected or [None]:
        result = verify(wanted)
        count_found = result.head.count
        said = [f"audit log: entry {fault.sequence} {FAULTS[fault.kind.value]}" for fault in result.faults]
        if result.fault_count > len(said):
            said.append(f"audit log: {result.fault_count} faults in all")
        faults += [line for line in said if line not in faults]
    for release in Release.objects.select_related("round").iterator():
        if content_hash(release) != release.content_hash:
            faults.append(
                f"edition {release.round} {release.audience} {release.number} does not match its hash"
            )
    if faults:
        for fault in faults:
            typer.echo(f"comparanda: {fault}", err=True)
        raise typer.Exit(1)
    say(f"{count_found} entries and {Release.objects.count()} editions are whole.")


@app.command(
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []}
)
def manage(context: typer.Context) -> None:
    """Django's own commands."""
    django_up()
    from django.core.management import execute_from_command_line

    execute_from_command_line(["comparanda manage", *context.args])


def main() -> None:
    """Entry point of the installed command."""
    app()
