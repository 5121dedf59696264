"""Letters: kept with their change, delivered after the commit, tried again, never failing a request."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.core import mail
from django.core.mail import EmailMessage, EmailMultiAlternatives, get_connection, send_mail
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils import timezone, translation

from comparanda.outbox.actions import (
    ATTEMPTS,
    LEASE,
    Delivery,
    deliver_due,
    pause_after,
    post,
)
from comparanda.outbox.models import Message, State

from .smtp import SmallMailServer

LOCAL = "django.core.mail.backends.locmem.EmailBackend"
OUTBOX = "comparanda.outbox.backend.OutboxBackend"


def post_one(to: str = "anna@example.org", **changes: str) -> Message:
    letter = {"subject": "Въпрос 2026.1", "body": "Здравейте,\nима нов въпрос.", "language": "bg"} | changes
    return post(to=to, event="answers.round.launched", **letter)


@pytest.fixture
def no_server(settings) -> None:
    settings.EMAIL_HOST = ""


@pytest.fixture
def dead_server(settings) -> None:
    """A port of the loopback address where nobody listens."""
    with SmallMailServer() as server:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port


@pytest.fixture
def server(settings):
    with SmallMailServer(refuse=frozenset({"gone@example.org"})) as server:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        yield server


@pytest.mark.django_db(transaction=True)
def test_a_letter_arrives_over_smtp_after_the_commit(server: SmallMailServer) -> None:
    with transaction.atomic():
        message = post_one()
        assert server.received == []
    [letter] = server.received
    assert letter["Subject"] == "Въпрос 2026.1"
    assert letter["To"] == "anna@example.org"
    assert letter["Content-Language"] == "bg"
    assert str(message.reference) in letter["Message-ID"]
    assert letter.get_content().splitlines() == ["Здравейте,", "има нов въпрос."]
    message.refresh_from_db()
    assert (message.state, message.attempts, message.last_error) == (State.SENT, 1, "")
    assert message.sent_at is not None


@pytest.mark.django_db(transaction=True)
def test_a_change_rolled_back_posts_nothing(server: SmallMailServer) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        post_one()
        raise ZeroDivisionError
    assert server.received == []
    assert Message.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_a_dead_mail_server_does_not_fail_the_request(dead_server: None) -> None:
    with transaction.atomic():
        message = post_one()
    message.refresh_from_db()
    assert (message.state, message.attempts) == (State.PENDING, 1)
    assert message.last_error.startswith("ConnectionRefusedError")


@pytest.mark.django_db(transaction=True)
def test_an_address_that_the_server_refuses_is_tried_again(server: SmallMailServer) -> None:
    post_one("gone@example.org")
    message = Message.objects.get()
    assert (message.state, message.attempts) == (State.PENDING, 1)
    assert "no such person" in message.last_error


@pytest.mark.django_db(transaction=True)
def test_what_waited_is_delivered_once_the_server_is_back(settings, dead_server: None) -> None:
    post_one()
    with SmallMailServer() as server:
        settings.EMAIL_PORT = server.port
        assert deliver_due(timezone.now()) == Delivery()
        assert deliver_due(timezone.now() + timedelta(minutes=2)) == Delivery(sent=1)
        assert deliver_due(timezone.now() + timedelta(days=9)) == Delivery()
    assert len(server.received) == 1


@pytest.mark.parametrize(
    ("attempts", "minutes"), [(1, 1), (2, 5), (3, 25), (4, 125), (5, 625), (6, 1440), (9, 1440)]
)
def test_pauses_grow_fivefold_up_to_a_day(attempts: int, minutes: int) -> None:
    assert pause_after(attempts) == timedelta(minutes=minutes)


@pytest.mark.django_db
def test_a_letter_is_given_up_after_ten_attempts(dead_server: None) -> None:
    message = post_one()
    now = message.next_attempt_at
    for attempt in range(1, ATTEMPTS + 1):
        delivery = deliver_due(now)
        message.refresh_from_db()
        assert message.attempts == attempt
        if attempt < ATTEMPTS:
            assert delivery == Delivery(postponed=1)
            assert message.next_attempt_at == now + pause_after(attempt)
            assert deliver_due(message.next_attempt_at - timedelta(seconds=1)) == Delivery()
            now = message.next_attempt_at
    assert delivery == Delivery(failed=1)
    assert message.state == State.FAILED
    assert deliver_due(now + timedelta(days=99)) == Delivery()


@pytest.mark.django_db
def test_without_a_mail_server_letters_wait_untouched(no_server: None) -> None:
    message = post_one()
    assert deliver_due(timezone.now()) == Delivery()
    message.refresh_from_db()
    assert (message.state, message.attempts) == (State.PENDING, 0)
    with pytest.raises(CommandError, match="COMPARANDA_EMAIL_URL"):
        call_command("deliver_mail")


@pytest.mark.django_db
def test_in_the_demo_nothing_leaves_the_machine(settings, server: SmallMailServer) -> None:
    settings.COMPARANDA = replace(settings.COMPARANDA, demo=True)
    message = post_one()
    assert deliver_due(timezone.now()) == Delivery(sent=1)
    message.refresh_from_db()
    assert message.state == State.SENT
    assert server.received == []


@pytest.mark.django_db
def test_the_command_delivers(settings, server: SmallMailServer, capsys) -> None:
    post_one()
    post_one("gone@example.org")
    call_command("deliver_mail")
    assert capsys.readouterr().out.strip() == "1 sent, 1 to be tried again, 0 given up"


@pytest.mark.django_db
def test_a_letter_claimed_by_a_worker_that_died_is_taken_over_after_the_lease(settings) -> None:
    settings.OUTBOX_TRANSPORT = LOCAL
    message = post_one()
    now = timezone.now()
    Message.objects.update(attempts=1, next_attempt_at=now + LEASE)
    assert deliver_due(now) == Delivery()
    assert deliver_due(now + LEASE) == Delivery(sent=1)
    message.refresh_from_db()
    assert message.attempts == 2


@pytest.mark.django_db(transaction=True)
def test_two_workers_deliver_each_letter_once(settings, tmp_path: Path) -> None:
    with transaction.atomic():
        for number in range(20):
            post_one(f"reader{number}@example.org")
        settings.OUTBOX_TRANSPORT = LOCAL
        transaction.get_connection().run_on_commit = []
    database: str | None = None
    if connection.vendor == "sqlite":
        # The tests' own database lives in memory, whose connections share one lock table and do not wait.
        database = str(tmp_path / "outbox.sqlite3")
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [database])
    outcomes: list[object] = []

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

    now = timezone.now()
    for worker in [in_thread(lambda: deliver_due(now)) for _ in range(3)]:
        worker.join()
    assert [outcome for outcome in outcomes if not isinstance(outcome, Delivery)] == []
    assert sum(outcome.sent for outcome in outcomes) == 20
    assert sorted(letter.to[0] for letter in mail.outbox) == sorted(
        f"reader{n}@example.org" for n in range(20)
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("to", "subject", "body"),
    [("nobody", "s", "b"), ("", "s", "b"), ("a@example.org", " \n", "b"), ("a@example.org", "s", " ")],
)
def test_a_letter_without_address_subject_or_text_is_refused(to: str, subject: str, body: str) -> None:
    with pytest.raises(ValueError, match=r"^people\.test:"):
        post(to=to, subject=subject, body=body, language="en", event="people.test")
    assert Message.objects.count() == 0


@pytest.mark.django_db
def test_a_subject_is_one_line_of_bounded_length() -> None:
    message = post_one(subject="One\r\nBcc: all@example.org " + "x" * 400)
    assert message.subject.startswith("One Bcc: all@example.org xxx")
    assert len(message.subject) == 300


@pytest.mark.django_db
def test_mail_of_other_packages_becomes_letters() -> None:
    with translation.override("bg"):
        taken = send_mail(
            "Парола", "Текст", None, ["a@example.org", "b@example.org"], connection=get_connection(OUTBOX)
        )
    assert taken == 1
    letters = Message.objects.order_by("to")
    assert [(letter.to, letter.language) for letter in letters] == [
        ("a@example.org", "bg"),
        ("b@example.org", "bg"),
    ]


@pytest.mark.django_db
def test_event_and_language_of_a_message_come_from_its_headers() -> None:
    EmailMessage(
        "Subject",
        "Text",
        to=["a@example.org"],
        headers={"X-Comparanda-Event": "people.password_reset_key", "Content-Language": "bg"},
        connection=get_connection(OUTBOX),
    ).send()
    letter = Message.objects.get()
    assert (letter.event, letter.language) == ("people.password_reset_key", "bg")


@pytest.mark.django_db
def test_an_attachment_is_refused_and_nothing_is_half_posted() -> None:
    plain = EmailMessage("One", "Text", to=["a@example.org"])
    heavy = EmailMultiAlternatives("Two", "Text", to=["b@example.org"])
    heavy.attach("report.txt", "content", "text/plain")
    with pytest.raises(ValueError, match="attachments"):
        get_connection(OUTBOX).send_messages([plain, heavy])
    assert Message.objects.count() == 0
