"""One file that holds everything, written while the site goes on, and put back all or nothing.

The file is a zip: ``manifest.json`` and one member of JSON lines for each table, the same for SQLite and PostgreSQL, so
that what one wrote the other restores. The manifest says which migrations the rows belong to: an older backup is loaded
into the tables of its own time and then migrated. Rows are written field by field and not by Django's JSON serialiser,
which cuts microseconds off: the hashes of the audit log are over them.

Leaves out sessions and the counters of failed sign-ins (everybody signs in again), the search index (``comparanda index
rebuild`` makes it anew after a restore), caches, the collected static files, and the secret key, which belongs with the
other secrets of the machine and not beside what it protects. There are no uploaded files yet. The file itself is secret:
it holds hashes of passwords and the seeds of second factors.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import sqlite3
import tempfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import IO, Any

from django.core.management import call_command
from django.core.management.color import no_style
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from comparanda.audit.core import chain
from comparanda.audit.core.chain import GENESIS, Head, Link, Verification
from comparanda.audit.models import ChainHead, Entry
from comparanda.kernel.error import ComparandaError

FORMAT = 1
"""Version of the file's own layout, raised when an older program could not read it."""

MANIFEST = "manifest.json"
LEFT_OUT = frozenset({"sessions", "axes", "index"})
"""Apps whose rows stay behind."""

OF_THE_PROGRAM = frozenset({"contenttypes", "auth"})
"""Apps whose rows the program itself makes in a new database: they do not make it a used one."""

ROWS_AT_ONCE = 1000
LARGEST_MANIFEST = 16 * 1024 * 1024
PATIENCE = 30.0
"""Seconds that a restore waits for others to let go of a SQLite file."""

_MEMBER = re.compile(r"tables/[a-z0-9_]+\.[a-z0-9_]+\.jsonl")
_RESTORING = "restoring"


class BackupError(ComparandaError):
    """A backup cannot be written or put back: names the file, what is wrong and what would be right."""

    def __init__(self, file: Path, fault: str, remedy: str) -> None:
        super().__init__(f"{file}: {fault} ({remedy})")


@dataclass(frozen=True, slots=True)
class TableNote:
    """What the manifest says of one table: its model, the order of its columns, rows, and SHA-256 of its member."""

    model: str
    member: str
    columns: list[str]
    rows: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself.

    ``migrations``: app and name of each that the rows have been through. ``audit_faults``: how many the log had when it
    was copied, 0 for a sound one: a backup tells the truth about what it found and restores that.
    """

    program: str
    vendor: str
    created: str
    migrations: list[tuple[str, str]]
    audit: Head
    audit_faults: int
    tables: list[TableNote]

    def json(self) -> dict[str, Any]:
        return {"comparanda_backup": FORMAT, **asdict(self), "audit": asdict(self.audit)}


def backup(file: Path) -> Head:
    """Write everything into ``file`` as it is at one moment, while others go on writing. Returns the audit log's head.

    The file appears whole or not at all, readable by its owner alone; one of that name is replaced.

    Raises:
        BackupError: the file cannot be written; the database belongs to a newer program; or the audit log does not
            verify, in which case the file is written all the same.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    file = file.absolute()
    try:
        executor = MigrationExecutor(connection)
    except DatabaseError as error:
        raise _silent(file, error) from error
    applied = sorted(key for key in executor.loader.applied_migrations if key[0] not in LEFT_OUT)
    _refuse_unknown(file, executor, applied)
    if ("audit", "0001_initial") not in applied:
        raise BackupError(
            file, "is not written: the database holds nothing yet", "load or serve the site first"
        )
    tables = _models_of(executor, applied)
    try:
        handle, name = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)
    except OSError as error:
        raise BackupError(
            file, f"cannot be written: {error.strerror}", "name a file in a folder that exists"
        ) from error
    beside = Path(name)
    try:
        with os.fdopen(handle, "wb") as raw:
            with _one_moment(connection), zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as archive:
                manifest = Manifest(
                    program=version("comparanda"),
                    vendor=connection.vendor,
                    created=datetime.now(UTC).isoformat(timespec="seconds"),
                    migrations=applied,
                    audit=_recorded_head(tables["audit.chainhead"]),
                    audit_faults=_verified(tables["audit.entry"], tables["audit.chainhead"]).fault_count,
                    tables=[_dumped(archive, label, model) for label, model in sorted(tables.items())],
                )
                archive.writestr(MANIFEST, json.dumps(manifest.json(), ensure_ascii=False, indent=1))
            raw.flush()
            os.fsync(raw.fileno())
        os.replace(beside, file)
    except OSError as error:
        raise BackupError(
            file, f"cannot be written: {error.strerror}", "make room, or name another folder"
        ) from error
    finally:
        beside.unlink(missing_ok=True)
    _folder_to_disk(file.parent)
    if manifest.audit_faults:
        raise BackupError(
            file,
            f"is written, but the audit log has {manifest.audit_faults} faults",
            "'comparanda audit verify' says where; keep the backups from before",
        )
    return manifest.audit


def restore(file: Path, force: bool = False) -> Head:
    """Put a backup in place of what the database holds. Returns the head of the restored audit log.

    Everything is checked before anything is touched, and the change happens in one transaction, so that whoever reads
    meanwhile sees the old rows or the new ones. A backup of an older program is migrated.

    Raises:
        BackupError: the file is no backup, is cut short or altered, or is newer than this program; the database is not
            empty and ``force`` is off; another process holds the database. Nothing has changed then.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    try:
        with zipfile.ZipFile(file) as archive:
            manifest = _checked(file, archive)
            executor = MigrationExecutor(connection)
            _refuse_unknown(file, executor, manifest.migrations)
            if not force and _used(connection):
                raise BackupError(
                    file, "is not restored: the database is not empty", "use --force to replace what it holds"
                )
            if connection.vendor == "sqlite":
                _restore_beside(file, archive, manifest, connection)
            else:
                with transaction.atomic():
                    _drop_everything(connection)
                    _fill(file, archive, manifest, DEFAULT_DB_ALIAS)
    except FileNotFoundError as error:
        raise BackupError(
            file, "there is no such file", "name a file that 'comparanda backup' wrote"
        ) from error
    except IsADirectoryError as error:
        raise BackupError(file, "is a folder", "name a file that 'comparanda backup' wrote") from error
    except zipfile.BadZipFile as error:
        raise BackupError(
            file, "is no backup, or is cut short", "take another copy of it, or another backup"
        ) from error
    except DatabaseError as error:
        raise _silent(file, error) from error
    return manifest.audit


# what is in a database


def _models_of(
    executor: MigrationExecutor, applied: Iterable[tuple[str, str]]
) -> dict[str, type[models.Model]]:
    """Label to model of every table there is after those migrations, as the models were then; many-to-many tables too."""
    return {
        model._meta.label_lower: model
        for model in executor.loader.project_state(_tips(executor, applied)).apps.get_models(
            include_auto_created=True
        )
        if model._meta.managed and not model._meta.proxy and model._meta.app_label not in LEFT_OUT
    }


def _tips(executor: MigrationExecutor, applied: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Those of the migrations that no other of them stands on."""
    graph = executor.loader.graph
    nodes = {key for key in applied if key in graph.nodes}
    return sorted(
        key for key in nodes if not any(child.key in nodes for child in graph.node_map[key].children)
    )


def _refuse_unknown(file: Path, executor: MigrationExecutor, migrations: Iterable[tuple[str, str]]) -> None:
    known = executor.loader.disk_migrations or {}
    for app, name in migrations:
        if (app, name) not in known:
            raise BackupError(
                file,
                f"belongs to another version of the program: this one has no migration {app}.{name}",
                "use the version that wrote it, or a newer one",
            )


def _used(connection: BaseDatabaseWrapper) -> bool:
    """Whether anybody has put anything into the database."""
    executor = MigrationExecutor(connection)
    there = set(connection.introspection.table_names())
    return any(
        model._meta.db_table in there and model._base_manager.using(connection.alias).exists()
        for model in _models_of(executor, executor.loader.applied_migrations).values()
        if model._meta.app_label not in OF_THE_PROGRAM and model._meta.label_lower != "audit.chainhead"
    )


def _columns(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    return [field for field in model._meta.local_concrete_fields if not getattr(field, "generated", False)]


def _recorded_head(heads: type[models.Model], alias: str = DEFAULT_DB_ALIAS) -> Head:
    row = heads._base_manager.using(alias).first()
    return Head(0, GENESIS) if row is None else Head(row.count, row.hash)


def _verified(
    entries: type[models.Model],
    heads: type[models.Model],
    *,
    alias: str = DEFAULT_DB_ALIAS,
    expected: Head | None = None,
) -> Verification:
    names = tuple(Link.__dataclass_fields__)
    rows = entries._base_manager.using(alias).order_by("sequence").iterator(chunk_size=ROWS_AT_ONCE)
    links = (Link(**{name: getattr(row, name) for name in names}) for row in rows)
    return chain.verify(links, recorded=_recorded_head(heads, alias), expected=expected)


# writing


@contextmanager
def _one_moment(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Reads that all see the same state, without keeping writers waiting."""
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "sqlite":
        # A deferred transaction reads one snapshot of the write-ahead log. atomic() would begin an immediate one,
        # which takes the write lock.
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")
    else:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield


def _plain(field: models.Field[Any, Any], row: models.Model) -> Any:
    """A column's value as JSON can say it and ``to_python`` reads it back, to the microsecond."""
    value = field.value_from_object(row)
    if value is None or isinstance(value, (bool, int, str)) or field.get_internal_type() == "JSONField":
        return value
    return field.value_to_string(row)


def _dumped(archive: zipfile.ZipFile, label: str, model: type[models.Model]) -> TableNote:
    fields = _columns(model)
    member = f"tables/{label}.jsonl"
    digest = hashlib.sha256()
    rows = 0
    with archive.open(member, "w", force_zip64=True) as stream:
        for row in model._base_manager.order_by("pk").iterator(chunk_size=ROWS_AT_ONCE):
            values = [_plain(field, row) for field in fields]
            line = json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
            digest.update(line)
            stream.write(line)
            rows += 1
    return TableNote(label, member, [field.attname for field in fields], rows, digest.hexdigest())


def _folder_to_disk(folder: Path) -> None:
    """Make the name of a new file survive a power cut, where the system allows it."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


# reading


def _checked(file: Path, archive: zipfile.ZipFile) -> Manifest:
    """The manifest, once every member is known to be what it says. Members are read by name and never unpacked."""
    wrong = BackupError(
        file, "is a zip, but no backup of Comparanda", "name a file that 'comparanda backup' wrote"
    )
    try:
        info = archive.getinfo(MANIFEST)
        if info.file_size > LARGEST_MANIFEST:
            raise wrong
        said = json.loads(archive.read(info))
        form = said["comparanda_backup"]
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError):
        raise _altered(file, MANIFEST) from None
    except (KeyError, TypeError, ValueError):
        raise wrong from None
    if form != FORMAT:
        raise BackupError(
            file,
            f"has format {form}, this program reads format {FORMAT}",
            "use the version of the program that wrote it",
        )
    try:
        manifest = Manifest(
            program=str(said["program"]),
            vendor=str(said["vendor"]),
            created=str(said["created"]),
            migrations=[(str(app), str(name)) for app, name in said["migrations"]],
            audit=Head(int(said["audit"]["count"]), str(said["audit"]["hash"])),
            audit_faults=int(said["audit_faults"]),
            tables=[TableNote(**table) for table in said["tables"]],
        )
        named = {MANIFEST, *(table.member for table in manifest.tables)}
        well_formed = all(_MEMBER.fullmatch(table.member) for table in manifest.tables)
    except (KeyError, TypeError, ValueError):
        raise _altered(file, MANIFEST) from None
    if not well_formed:
        raise _altered(file, MANIFEST)
    found = archive.namelist()
    for name in sorted(named.symmetric_difference(found)) or sorted(n for n in named if found.count(n) > 1):
        raise _altered(file, name)
    for table in manifest.tables:
        digest = hashlib.sha256()
        rows = 0
        with _opened(file, archive, table.member) as stream:
            try:
                while block := stream.read(1 << 20):
                    digest.update(block)
                    rows += block.count(b"\n")
            except (zipfile.BadZipFile, zlib.error, EOFError):
                raise _altered(file, table.member) from None
        if digest.hexdigest() != table.sha256 or rows != table.rows:
            raise _altered(file, table.member)
    return manifest


def _opened(file: Path, archive: zipfile.ZipFile, member: str) -> IO[bytes]:
    try:
        return archive.open(member)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError):
        raise _altered(file, member) from None


def _altered(file: Path, member: str) -> BackupError:
    return BackupError(
        file, f"{member!r} in it was altered or damaged", "take another copy of it, or another backup"
    )


def _silent(file: Path, error: DatabaseError) -> BackupError:
    return BackupError(file, f"the database does not take part: {_first_line(error)}", "nothing has changed")


def _first_line(error: BaseException) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]


# putting back


def _fill(file: Path, archive: zipfile.ZipFile, manifest: Manifest, alias: str) -> None:
    """Tables of the backup's time, its rows, then the migrations since, in a database that has no tables."""
    connection = connections[alias]
    executor = MigrationExecutor(connection)
    executor.migrate(_tips(executor, manifest.migrations))
    tables = _models_of(executor, manifest.migrations)
    with transaction.atomic(using=alias):
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                # Migrations in the same transaction leave some constraints immediate; tables refer to each other.
                cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        for table in tables.values():
            # Migrations may have put rows of their own there.
            table._base_manager.using(alias).all()._raw_delete(alias)
        for note in manifest.tables:
            model = tables.get(note.model)
            fields = {field.attname: field for field in _columns(model)} if model is not None else {}
            if model is None or set(note.columns) != fields.keys():
                raise _altered(file, MANIFEST)
            with _opened(file, archive, note.member) as stream:
                _insert(file, connection, model, [fields[name] for name in note.columns], note.member, stream)
        connection.check_constraints()
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), list(tables.values())):
                cursor.execute(statement)
    call_command("migrate", database=alias, verbosity=0, interactive=False)
    outcome = _verified(Entry, ChainHead, alias=alias, expected=manifest.audit)
    if outcome.fault_count != manifest.audit_faults or _recorded_head(ChainHead, alias) != manifest.audit:
        raise BackupError(
            file,
            "its audit log does not end as its manifest says",
            "take another backup; nothing has changed",
        )


def _insert(
    file: Path,
    connection: BaseDatabaseWrapper,
    model: type[models.Model],
    fields: list[models.Field[Any, Any]],
    member: str,
    stream: IO[bytes],
) -> None:
    quote = connection.ops.quote_name
    columns = ", ".join(quote(field.column) for field in fields)
    places = ", ".join(["%s"] * len(fields))
    statement = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({places})"
    batch: list[list[Any]] = []
    with connection.cursor() as cursor:
        for line in stream:
            try:
                values = json.loads(line)
                batch.append(
                    [
                        field.get_db_prep_save(None if value is None else field.to_python(value), connection)
                        for field, value in zip(fields, values, strict=True)
                    ]
                )
            except (ValueError, TypeError):
                raise _altered(file, member) from None
            if len(batch) == ROWS_AT_ONCE:
                cursor.executemany(statement, batch)
                batch = []
        if batch:
            cursor.executemany(statement, batch)


def _drop_everything(connection: BaseDatabaseWrapper) -> None:
    """Drop the program's own tables and no others, inside the caller's transaction."""
    executor = MigrationExecutor(connection)
    there = set(connection.introspection.table_names())
    state = executor.loader.project_state(_tips(executor, executor.loader.applied_migrations))
    ours = {
        model._meta.db_table
        for model in state.apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
    } | {MigrationRecorder.Migration._meta.db_table}
    doomed = sorted(ours & there)
    if doomed:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TABLE {', '.join(map(connection.ops.quote_name, doomed))} CASCADE")


def _restore_beside(
    file: Path, archive: zipfile.ZipFile, manifest: Manifest, connection: BaseDatabaseWrapper
) -> None:
    """SQLite: fill a new database beside the old one, check it, then copy its pages over in one transaction.

    The copy goes through SQLite and not through the file's name: a process that has the database open would otherwise
    go on writing into a file that nobody sees any more.
    """
    target = Path(str(connection.settings_dict["NAME"]))
    target.parent.mkdir(parents=True, exist_ok=True)
    connection.close()
    with tempfile.TemporaryDirectory(prefix=".restoring-", dir=target.parent) as folder:
        made = Path(folder) / "new.sqlite3"
        default = connections.databases[DEFAULT_DB_ALIAS]
        connections.databases[_RESTORING] = {
            **default,
            "NAME": str(made),
            # Nothing depends on this file until its pages are copied, and those are brought to the disk.
            "OPTIONS": {
                **default["OPTIONS"],
                "init_command": "PRAGMA journal_mode=MEMORY; PRAGMA synchronous=OFF; PRAGMA foreign_keys=ON",
            },
        }
        try:
            _fill(file, archive, manifest, _RESTORING)
            connections[_RESTORING].close()
        finally:
            connections[_RESTORING].close()
            del connections[_RESTORING]
            del connections.databases[_RESTORING]
        with closing(sqlite3.connect(made)) as source:
            if source.execute("PRAGMA integrity_check").fetchone() != ("ok",):
                raise BackupError(
                    file, "does not make a sound database", "take another backup; nothing has changed"
                )
            _copy_over(file, source, target)


def _copy_over(file: Path, source: sqlite3.Connection, target: Path) -> None:
    def give_up(status: int, remaining: int, total: int) -> None:
        # SQLite has waited PATIENCE seconds by then; Python would ask it again for ever.
        if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise sqlite3.OperationalError("it is in use")

    try:
        with closing(sqlite3.connect(target, timeout=PATIENCE)) as destination:
            destination.execute("PRAGMA journal_mode=WAL")
            destination.execute("PRAGMA synchronous=FULL")
            source.backup(destination, progress=give_up)
    except sqlite3.Error as error:
        raise BackupError(
            file,
            f"the database cannot be written: {_first_line(error)}",
            "stop the site, then restore again; nothing has changed",
        ) from error
