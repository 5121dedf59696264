"""Lemmas of word forms: from memory, from the table of forms met so far, and only then from the language worker.

The worker is a process beside this one that holds the dictionaries (some 10 MB a language); it is started when the first
unknown word is met and ends when idle. Where it fails or takes too long, a word is its own lemma, for this time.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import logging
import os
import select
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextvars import ContextVar
from pathlib import Path

from django.db import connection, transaction
from django.db.models import Q

from comparanda.index.core.tokens import form_of, forms, plain
from comparanda.index.models import Form

logger = logging.getLogger(__name__)

REMEMBERED = 200_000
"""Forms kept in memory, some 30 MB; only a build meets so many."""

ROWS_AT_ONCE = 500
WORDS_AT_ONCE = 2000
QUERY_SECONDS = 3.0
"""How long a reader waits for the worker; loading a dictionary takes 0.2 to 3 seconds, and goes on meanwhile."""

INDEXING_SECONDS = 60.0

MOST_LANGUAGES = 2
"""In which one unknown word of a query is looked up, and in one more that has words beginning alike."""

KIN = 5
"""Letters at the beginning that words of one kin share."""

_until: ContextVar[float | None] = ContextVar("until", default=None)


@contextlib.contextmanager
def hurried() -> Iterator[None]:
    """Whoever asks for lemmas inside, annotators too, waits no longer than a reader does, all together."""
    token = _until.set(time.monotonic() + QUERY_SECONDS)
    try:
        yield
    finally:
        _until.reset(token)


class WorkerSilent(RuntimeError):
    """The language worker failed or did not answer in time."""


class LanguageWorker:
    """The process, started when first asked. Safe for threads: one asks at a time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._buffer = b""
        self._owed = 0

    def lemmas(self, language: str, words: list[str], seconds: float) -> list[str]:
        """A lemma for each word, the word itself where no dictionary knows it; raises WorkerSilent."""
        if seconds <= 0:
            raise WorkerSilent("there is no time left")
        until = time.monotonic() + seconds
        if not self._lock.acquire(timeout=seconds):
            raise WorkerSilent("others are asking")
        try:
            result: list[str] = []
            for start in range(0, len(words), WORDS_AT_ONCE):
                some = words[start : start + WORDS_AT_ONCE]
                result += self._asked(language, some, until)
            return result
        finally:
            self._lock.release()

    def close(self) -> None:
        """Ends the process."""
        with self._lock:
            self._end()

    def _asked(self, language: str, words: list[str], until: float) -> list[str]:
        request = json.dumps({"language": language, "words": words}).encode() + b"\n"
        for attempt in (1, 2):
            process = self._started()
            try:
                assert process.stdin is not None
                # A pipe holds 64 kB: the worker reads a whole line before it answers, so this never waits for long.
                process.stdin.write(request)
                process.stdin.flush()
                self._owed += 1
                # What an impatient reader before did not wait for comes first.
                while self._owed > 1:
                    self._line(process, until)
                    self._owed -= 1
                line = self._line(process, until)
                self._owed -= 1
                lemmas: list[str] = json.loads(line)["lemmas"]
                if len(lemmas) != len(words):
                    raise WorkerSilent("it answered something else")
                return lemmas
            except (OSError, EOFError, ValueError, KeyError) as error:
                self._end()
                # It may have ended because nobody asked; a second time it is a fault.
                if attempt == 2:
                    raise WorkerSilent(str(error)) from error
        raise AssertionError("unreachable")

    def _line(self, process: subprocess.Popen[bytes], until: float) -> bytes:
        assert process.stdout is not None
        handle = process.stdout.fileno()
        while b"\n" not in self._buffer:
            ready, _, _ = select.select([handle], [], [], max(0.0, until - time.monotonic()))
            if not ready:
                raise WorkerSilent("it did not answer in time")
            block = os.read(handle, 1 << 16)
            if not block:
                raise EOFError("it ended")
            self._buffer += block
        line, _, self._buffer = self._buffer.partition(b"\n")
        return line

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is not None and self._process.poll() is None:
            return self._process
        self._end()
        environment = dict(os.environ)
        # The worker finds the package where this process found it, installed or not.
        source = str(Path(__file__).resolve().parents[2])
        environment["PYTHONPATH"] = os.pathsep.join([source, *filter(None, sys.path)])
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "comparanda.index.language_worker"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=environment,
            )
        except OSError as error:
            raise WorkerSilent(f"it did not start: {error}") from error
        return self._process

    def _end(self) -> None:
        process, self._process, self._buffer, self._owed = self._process, None, b"", 0
        if process is not None:
            process.kill()
            process.wait()
            for stream in (process.stdin, process.stdout):
                if stream is not None:
                    # What was still to be written has nobody to read it.
                    with contextlib.suppress(OSError):
                        stream.close()


worker = LanguageWorker()
atexit.register(worker.close)

_known: dict[tuple[str, str], str] = {}
"""Language and form to lemma. What a dictionary says never changes, so it is safe to remember."""

_kept: set[tuple[str, str]] = set()
"""Language and form of rows that are surely in the table."""


def lemmas_of_texts(language: str, words: Mapping[str, str], *, keep: bool = False) -> dict[str, str]:
    """Lemma of each form, itself where no dictionary knows it, for whoever can wait until a dictionary is loaded.

    Args:
        words: form to the word as it is spelled, in small letters.
        keep: write new forms into the table, as is done with words of documents; what somebody typed is never kept.
    """
    found, missing = {}, []
    for form in words:
        lemma = _known.get((language, form))
        if lemma is None:
            missing.append(form)
        else:
            found[form] = lemma
    there = _in_table(language, missing)
    fresh = [form for form in missing if form not in there]
    if fresh:
        told = _told(language, [words[form] for form in fresh])
        if told is None:
            # Without a dictionary a word is its own lemma, but that is neither remembered nor kept.
            return found | there | {form: form for form in fresh}
        there.update(zip(fresh, told, strict=True))
    _remember(language, there)
    found |= there
    if keep:
        _keep(language, found, set(missing) - set(fresh))
    return found


def _remember(language: str, lemmas: Mapping[str, str]) -> None:
    if len(_known) + len(lemmas) > REMEMBERED:
        _known.clear()
    for form, lemma in lemmas.items():
        _known[language, form] = lemma


def _keep(language: str, lemmas: Mapping[str, str], there: set[str]) -> None:
    """Write those forms into the table that are not in it. ``there``: forms that were just found in it."""
    unsure = [form for form in lemmas if form not in there and (language, form) not in _kept]
    there = there | _in_table(language, unsure).keys()
    _write(language, {form: lemmas[form] for form in unsure if form not in there})
    if not connection.in_atomic_block:
        # What a transaction may still take back is not surely there.
        if len(_kept) + len(lemmas) > REMEMBERED:
            _kept.clear()
        _kept.update((language, form) for form in lemmas)


def lemmas_of_query(forms: Iterable[str], languages: Sequence[str]) -> dict[str, set[str]]:
    """Every lemma that each form has in the table, in any language. For a form that is not there, what the worker says:
    for ``languages``, and for those in which the table has words that begin alike. A form without any is missing."""
    forms = list(dict.fromkeys(forms))
    found: dict[str, set[str]] = {}
    for form, lemma in Form.objects.filter(form__in=forms).values_list("form", "lemma"):
        found.setdefault(form, set()).add(lemma)
    for form in forms:
        if form in found or form.isnumeric():
            continue
        near = [code for code in languages_of_kin(form) if code not in languages]
        for language in [*languages[:MOST_LANGUAGES], *near[:1]]:
            lemma = lemmas_of_texts(language, {form: form})[form]
            if lemma != form:
                found.setdefault(form, set()).add(lemma)
    return found


def languages_of_kin(form: str) -> list[str]:
    """Languages in which the table has words that begin as this one does, those with the most of them first: an
    inflection that no document has usually begins as its sisters do."""
    bare = plain(form)
    if len(bare) < KIN:
        return []
    alike = Form.objects.filter(
        head=bare[:2], length__gte=len(bare) - KIN, length__lte=len(bare) + KIN
    ).values_list("language", "form")
    found = Counter(language for language, other in alike.iterator() if plain(other)[:KIN] == bare[:KIN])
    return [language for language, _ in sorted(found.items(), key=lambda item: (-item[1], item[0]))]


def forms_of_lemmas(lemmas: Iterable[str]) -> dict[str, str]:
    """Every form in the table that has one of the lemmas, to that lemma: what is to be marked in a snippet."""
    return dict(Form.objects.filter(lemma__in=list(lemmas)).values_list("form", "lemma"))


def forms_like(bare: str, most: int) -> list[tuple[str, str]]:
    """Language and form of words in the table that may be this one with at most so many slips: they are about as long
    and begin or end alike. ``bare``: without accents."""
    alike = Form.objects.filter(
        Q(head=bare[:2]) | Q(tail=bare[-2:]), length__gte=len(bare) - most, length__lte=len(bare) + most
    )
    return list(alike.values_list("language", "form"))


def _told(language: str, words: list[str]) -> list[str] | None:
    """What the worker says, as forms; `None` where it says nothing. Words are not logged: they may be a query."""
    spelled = [_final_sigma(word) if language == "el" else word for word in words]
    until = _until.get()
    seconds = INDEXING_SECONDS if until is None else until - time.monotonic()
    try:
        told = worker.lemmas(language, spelled, seconds)
        if language == "de":
            # German nouns have a capital, which forms have not: "betten" is taken for a verb, "Betten" is not.
            same = [place for place, lemma in enumerate(told) if lemma == spelled[place]]
            nouns = worker.lemmas(language, [spelled[place].capitalize() for place in same], seconds)
            for place, noun in zip(same, nouns, strict=True):
                told[place] = noun
    except WorkerSilent as silence:
        logger.info("language worker (%s): %s", language, silence)
        return None
    # Some lemmas of the dictionaries carry a remark, e.g. "давам-(се)": the word itself is the first of its parts.
    return [(forms(lemma) or [form_of(word)])[0] for lemma, word in zip(told, words, strict=True)]


def _final_sigma(word: str) -> str:
    """Forms have one sigma; the Greek dictionary spells the last one as Greeks do."""
    return word[:-1] + "ς" if word.endswith("σ") else word


def _in_table(language: str, forms: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for start in range(0, len(forms), ROWS_AT_ONCE):
        some = forms[start : start + ROWS_AT_ONCE]
        found.update(Form.objects.filter(language=language, form__in=some).values_list("form", "lemma"))
    return found


def _write(language: str, lemmas: Mapping[str, str]) -> None:
    """New rows of the table of forms. Past the models: a first build writes a hundred thousand."""
    if not lemmas:
        return
    rows = []
    # In one order, so that two who write the same forms wait for each other and do not block.
    for form, lemma in sorted(lemmas.items()):
        bare = plain(form)
        rows.append((language, form, lemma, len(bare), bare[:2], bare[-2:]))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {Form._meta.db_table} (language, form, lemma, length, head, tail) "
            "VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
            rows,
        )
