"""The audit log in the database: appending, refusing, and finding what raw SQL did."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comparanda.audit import queries
from comparanda.audit.actions import NotInTransactionError, record
from comparanda.audit.core.chain import GENESIS, FaultKind, Head
from comparanda.audit.models import AppendOnlyError, Entry


def record_some(count: int) -> list[Entry]:
    with transaction.atomic():
        return [
            record(
                "answers.response.submitted",
                actor=f"user.{index}",
                subject=f"round:2026.{index}",
                organisation="bg" if index % 2 else "fr",
                details={"state": "submitted", "days": index, "topics": ["убежище"], "late": False},
            )
            for index in range(count)
        ]


def sql(statement: str, *parameters: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)


@pytest.mark.django_db
def test_entries_follow_one_another() -> None:
    first, second = record_some(2)
    assert (first.sequence, first.previous_hash) == (1, GENESIS)
    assert (second.sequence, second.previous_hash) == (2, first.hash)
    assert queries.head() == Head(2, second.hash)
    assert queries.verify(queries.head()).sound


@pytest.mark.django_db
def test_an_empty_log_has_a_head_and_is_sound() -> None:
    assert queries.head() == Head(0, GENESIS)
    assert queries.verify(Head(0, GENESIS)).sound


@pytest.mark.django_db(transaction=True)
def test_recording_outside_a_transaction_is_refused() -> None:
    with pytest.raises(NotInTransactionError):
        record("people.user.created", actor="system", subject="user:anna")
    assert Entry.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_a_change_rolled_back_leaves_no_entry() -> None:
    record_some(1)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        record("people.user.created", actor="system", subject="user:anna")
        raise ZeroDivisionError
    record_some(1)
    assert queries.head().count == 2
    assert queries.verify().sound


@pytest.mark.django_db(transaction=True)
def test_writers_at_the_same_time_make_one_chain(tmp_path: Path) -> None:
    record_some(1)
    outcomes: list[object] = []
    database: str | None = None
    if connection.vendor == "sqlite":
        # The tests' own database lives in memory, whose connections share one lock table and do not wait.
        database = str(tmp_path / "log.sqlite3")
        sql("VACUUM INTO %s", database)

    def in_thread(work: Callable[[], object]) -> threading.Thread:
        def run() -> None:
            if database is not None:
                connection.settings_dict = {**connection.settings_dict, "NAME": database}
            try:
                outcomes.append(work())
            except Exception as failure:
                outcomes.append(failure)
            finally:
                connection.close()

        thread = threading.Thread(target=run)
        thread.start()
        return thread

    def write() -> str:
        for _ in range(5):
            record_some(2)
        return "written"

    for writer in [in_thread(write) for _ in range(4)]:
        writer.join()
    assert outcomes == ["written"] * 4

    outcomes.clear()
    in_thread(lambda: (queries.head().count, queries.verify(queries.head()).sound)).join()
    assert outcomes == [(41, True)]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("event", "actor", "subject"),
    [
        ("launched", "anna", "round:1"),
        ("Answers.round", "anna", "round:1"),
        ("answers.round.launched", "", "round:1"),
        ("answers.round.launched", "anna", ""),
        ("answers.round.launched", "a" * 151, "round:1"),
        ("answers.round.launched", "nul\x00", "round:1"),
    ],
)
def test_a_malformed_entry_is_refused(event: str, actor: str, subject: str) -> None:
    with pytest.raises(ValueError):
        record(event, actor=actor, subject=subject)


@pytest.mark.django_db
def test_details_that_are_not_plain_are_refused() -> None:
    with pytest.raises(ValueError, match=r"details\.at"):
        record("a.b", actor="anna", subject="round:1", details={"at": datetime(2026, 1, 1, tzinfo=UTC)})


@pytest.mark.django_db
def test_an_organisation_reads_its_own_entries_latest_first() -> None:
    record_some(5)
    assert [entry.sequence for entry in queries.entries_for_organisation("bg")] == [4, 2]


@pytest.mark.django_db
def test_code_cannot_change_or_delete_entries() -> None:
    entry = record_some(1)[0]
    entry.actor = "somebody.else"
    with pytest.raises(AppendOnlyError):
        entry.save()
    with pytest.raises(AppendOnlyError):
        entry.delete()
    with pytest.raises(AppendOnlyError):
        Entry.objects.all().delete()
    with pytest.raises(AppendOnlyError):
        Entry.objects.update(actor="x")
    with pytest.raises(AppendOnlyError):
        Entry.objects.bulk_create([Entry()])
    assert queries.verify().sound


ALTERATIONS = [
    ("actor", "forger"),
    ("organisation", "de"),
    ("event", "answers.response.declined"),
    ("subject", "round:2030.1"),
    ("details", '{"state": "draft"}'),
    ("previous_hash", "f" * 64),
    ("hash", "f" * 64),
    ("at", "2020-01-01 00:00:00"),
    ("sequence", 77),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("column", "value"), ALTERATIONS)
@pytest.mark.parametrize("sequence", [1, 3, 5])
def test_a_column_altered_by_raw_sql_is_found(column: str, value: object, sequence: int) -> None:
    record_some(5)
    sql(f"UPDATE audit_entry SET {column} = %s WHERE sequence = %s", value, sequence)
    assert not queries.verify().sound


@pytest.mark.django_db
@pytest.mark.parametrize("sequence", [1, 3, 5])
def test_a_row_deleted_by_raw_sql_is_found(sequence: int) -> None:
    record_some(5)
    sql("DELETE FROM audit_entry WHERE sequence = %s", sequence)
    assert not queries.verify().sound


@pytest.mark.django_db
def test_a_tail_cut_together_with_the_head_is_found_by_the_printed_head() -> None:
    entries = record_some(5)
    printed = queries.head()
    sql("DELETE FROM audit_entry WHERE sequence > 3")
    sql("UPDATE audit_chainhead SET count = 3, hash = %s", entries[2].hash)
    assert queries.verify().sound
    outcome = queries.verify(printed)
    assert [fault.kind for fault in outcome.faults] == [FaultKind.CUT]


@pytest.mark.django_db
def test_everything_deleted_is_found_by_the_printed_head() -> None:
    record_some(2)
    printed = queries.head()
    sql("DELETE FROM audit_entry")
    sql("DELETE FROM audit_chainhead")
    assert not queries.verify(printed).sound


@pytest.mark.django_db
def test_an_altered_head_is_found() -> None:
    record_some(3)
    sql("UPDATE audit_chainhead SET count = 2")
    assert [fault.kind for fault in queries.verify().faults] == [FaultKind.HEAD]


@pytest.mark.django_db
def test_two_rows_swapped_by_raw_sql_are_found() -> None:
    record_some(4)
    sql("UPDATE audit_entry SET sequence = 99 WHERE sequence = 2")
    sql("UPDATE audit_entry SET sequence = 2 WHERE sequence = 3")
    sql("UPDATE audit_entry SET sequence = 3 WHERE sequence = 99")
    assert not queries.verify().sound


@pytest.mark.django_db
def test_a_row_inserted_by_raw_sql_is_found() -> None:
    record_some(3)
    sql(
        "INSERT INTO audit_entry (sequence, at, actor, organisation, event, subject, details, previous_hash, hash)"
        " SELECT 4, at, 'forger', organisation, event, subject, details, hash, hash"
        " FROM audit_entry WHERE sequence = 3"
    )
    assert not queries.verify().sound


@pytest.mark.django_db
def test_a_row_that_cannot_be_read_is_a_fault_and_the_check_goes_on() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite lets raw SQL write a text into a time")
    record_some(4)
    sql("UPDATE audit_entry SET at = '2026-99-99 00:00:00' WHERE sequence = 2")
    outcome = queries.verify()
    assert not outcome.sound
    assert outcome.head.count == 4


@pytest.mark.django_db
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
@given(data=st.data())
def test_no_tampering_stays_unseen(data: st.DataObject) -> None:
    with transaction.atomic():
        count = data.draw(st.integers(2, 6))
        record_some(count)
        printed = queries.head()
        sequence = data.draw(st.integers(1, count))
        if data.draw(st.booleans()):
            sql("DELETE FROM audit_entry WHERE sequence = %s", sequence)
        else:
            column, value = data.draw(st.sampled_from(ALTERATIONS))
            sql(f"UPDATE audit_entry SET {column} = %s WHERE sequence = %s", value, sequence)
        assert not queries.verify(printed).sound
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_verifying_reads_in_a_fixed_number_of_queries(django_assert_num_queries) -> None:
    record_some(20)
    with django_assert_num_queries(2):
        assert queries.verify().sound
