"""Lemmas of words: from the worker, from the table, and what is done where the worker is silent."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator

import pytest

from comparanda.index.lemmas import (
    LanguageWorker,
    WorkerSilent,
    forms_like,
    forms_of_lemmas,
    hurried,
    languages_of_kin,
    lemmas_of_query,
    lemmas_of_texts,
)
from comparanda.index.models import Form

LONG = 60.0
"""Seconds: more than any answer takes."""


@pytest.fixture(scope="module")
def own() -> Iterator[LanguageWorker]:
    """A worker of these tests, so that they may be rude to it."""
    worker = LanguageWorker()
    yield worker
    worker.close()


def same(*words: str) -> dict[str, str]:
    """Words whose forms are spelled as they are."""
    return {word: word for word in words}


# the worker


@pytest.mark.parametrize(
    ("language", "words", "expected"),
    [
        ("en", ["geese", "permits", "qwxyz"], ["goose", "permit", "qwxyz"]),
        ("bg", ["планините", "градове"], ["планина", "град"]),
        ("fr", ["chevaux", "réfugiés"], ["cheval", "réfugié"]),
        ("xx", ["geese", "планините"], ["geese", "планините"]),
        ("en", [], []),
    ],
)
def test_the_worker_gives_a_lemma_for_each_word(
    own: LanguageWorker, language: str, words: list[str], expected: list[str]
) -> None:
    assert own.lemmas(language, words, LONG) == expected


def test_more_words_than_one_request_holds_keep_their_order(own: LanguageWorker) -> None:
    words = [word for number in range(1500) for word in ("geese", f"q{number}x")]

    assert own.lemmas("en", words, LONG) == ["goose" if word == "geese" else word for word in words]


def test_odd_words_come_back(own: LanguageWorker) -> None:
    words = ["line\nend", 'quo"te', "\x00", "a b", "🙂", "é" * 5000]

    assert len(own.lemmas("en", words, LONG)) == len(words)


def test_a_worker_that_was_ended_is_started_again(own: LanguageWorker) -> None:
    own.lemmas("en", ["geese"], LONG)
    assert own._process is not None
    os.kill(own._process.pid, signal.SIGKILL)
    own._process.wait()

    assert own.lemmas("en", ["geese"], LONG) == ["goose"]


def test_a_worker_that_was_closed_is_started_again(own: LanguageWorker) -> None:
    own.close()

    assert own.lemmas("en", ["geese"], LONG) == ["goose"]


@pytest.mark.parametrize("seconds", [0, -1.0])
def test_without_time_the_worker_is_silent(own: LanguageWorker, seconds: float) -> None:
    with pytest.raises(WorkerSilent, match="no time left"):
        own.lemmas("en", ["geese"], seconds)


def test_what_an_impatient_reader_did_not_wait_for_is_not_given_to_the_next(own: LanguageWorker) -> None:
    own.lemmas("en", ["geese"], LONG)
    assert own._process is not None
    os.kill(own._process.pid, signal.SIGSTOP)
    try:
        for word in ("mice", "houses"):
            with pytest.raises(WorkerSilent, match="in time"):
                own.lemmas("en", [word], 0.01)
    finally:
        os.kill(own._process.pid, signal.SIGCONT)

    assert own.lemmas("en", ["geese"], LONG) == ["goose"]


def test_requests_that_came_together_are_all_answered() -> None:
    requests = [json.dumps({"language": "xx", "words": [f"q{number}"]}) for number in range(5)]

    with subprocess.Popen(
        [sys.executable, "-m", "comparanda.index.language_worker"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    ) as process:
        assert process.stdin is not None and process.stdout is not None
        process.stdin.write("".join(f"{request}\n" for request in requests).encode())
        process.stdin.flush()
        # Its input stays open: it does not wait for more before it answers.
        answers = b""
        while answers.count(b"\n") < 5 and select.select([process.stdout], [], [], LONG)[0]:
            answers += os.read(process.stdout.fileno(), 1 << 16)
        process.stdin.close()

    assert [json.loads(line) for line in answers.splitlines()] == [{"lemmas": [f"q{n}"]} for n in range(5)]


def test_readers_at_once_each_get_their_own_answer(own: LanguageWorker) -> None:
    asked = {"geese": "goose", "mice": "mouse", "houses": "house", "permits": "permit"}
    given: dict[str, list[list[str]]] = {word: [] for word in asked}

    def ask(word: str) -> None:
        for _ in range(20):
            given[word].append(own.lemmas("en", [word], LONG))

    threads = [threading.Thread(target=ask, args=(word,)) for word in asked]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert given == {word: [[lemma]] * 20 for word, lemma in asked.items()}


# the table


@pytest.mark.django_db
def test_words_of_texts_are_kept_where_that_is_wanted() -> None:
    found = lemmas_of_texts("en", same("geese", "permit", "qwxyzkept"), keep=True)

    assert found == {"geese": "goose", "permit": "permit", "qwxyzkept": "qwxyzkept"}
    assert dict(Form.objects.filter(language="en").values_list("form", "lemma")) == found
    kept = Form.objects.get(form="qwxyzkept")
    assert (kept.length, kept.head, kept.tail) == (9, "qw", "pt")


@pytest.mark.django_db
def test_what_somebody_typed_is_not_kept() -> None:
    assert lemmas_of_texts("en", same("secretsqwx")) == same("secretsqwx")
    assert lemmas_of_query(["secretsqwx", "mice"], ["en"])["mice"] == {"mouse"}

    assert not Form.objects.exists()


@pytest.mark.django_db
def test_words_are_kept_again_after_they_were_taken_back() -> None:
    lemmas_of_texts("en", same("geese"), keep=True)
    Form.objects.all().delete()

    lemmas_of_texts("en", same("geese"), keep=True)

    assert Form.objects.filter(form="geese", lemma="goose").count() == 1


@pytest.mark.django_db
def test_keeping_twice_keeps_once() -> None:
    for _ in range(2):
        lemmas_of_texts("en", same("geese", "mice"), keep=True)

    assert Form.objects.count() == 2


@pytest.mark.django_db
def test_the_table_is_believed_without_asking_a_dictionary() -> None:
    Form.objects.create(language="xx", form="qwxa", lemma="qwx", length=4, head="qw", tail="xa")

    assert lemmas_of_texts("xx", same("qwxa", "qwxb")) == {"qwxa": "qwx", "qwxb": "qwxb"}


@pytest.mark.django_db
def test_a_form_has_every_lemma_of_any_language() -> None:
    for language, lemma in (("xx", "qwx"), ("xy", "qwz")):
        Form.objects.create(language=language, form="qwxc", lemma=lemma, length=4, head="qw", tail="xc")

    assert lemmas_of_query(["qwxc"], ["en"]) == {"qwxc": {"qwx", "qwz"}}


@pytest.mark.django_db
def test_numbers_and_unknown_words_have_no_lemma() -> None:
    assert lemmas_of_query(["2003", "qwxyzunknown"], ["en"]) == {}


@pytest.mark.django_db
def test_without_time_a_word_is_its_own_lemma_and_that_is_not_remembered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("comparanda.index.lemmas.QUERY_SECONDS", 0.0)
    with hurried():
        assert lemmas_of_texts("en", same("wolves"), keep=True) == same("wolves")
    assert not Form.objects.exists()

    assert lemmas_of_texts("en", same("wolves")) == {"wolves": "wolf"}


@pytest.mark.django_db
def test_languages_of_kin_are_those_with_most_words_that_begin_alike() -> None:
    for language, form in [("bg", "мигранта"), ("bg", "мигранти"), ("xx", "мигрантка"), ("xy", "мигрира")]:
        Form.objects.create(
            language=language, form=form, lemma=form, length=len(form), head=form[:2], tail=form[-2:]
        )

    assert languages_of_kin("мигрантите") == ["bg", "xx"]
    assert languages_of_kin("миг") == []


@pytest.mark.django_db
def test_forms_of_a_lemma_are_those_in_the_table() -> None:
    lemmas_of_texts("en", same("goose", "geese", "mice"), keep=True)

    assert forms_of_lemmas(["goose", "unknown"]) == {"goose": "goose", "geese": "goose"}


@pytest.mark.django_db
def test_forms_like_a_word_begin_or_end_alike_and_are_about_as_long() -> None:
    lemmas_of_texts("xx", same("permit", "permits", "pemrit", "hermit", "parrot", "permission"), keep=True)

    assert sorted(forms_like("permit", 1)) == [
        ("xx", "hermit"),
        ("xx", "pemrit"),
        ("xx", "permit"),
        ("xx", "permits"),
    ]
