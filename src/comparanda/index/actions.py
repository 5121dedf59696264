"""Writes of the index: putting and removing documents as they change, and building it anew.

A build writes a generation of its own while the old one serves, in short transactions, and then changes over in one. What
is put or removed meanwhile goes into the old one at once and into the new one before it serves: see `Engine.gate`.
Leaves out permission: the index is told what there is, with the audiences that may find it.
"""

from __future__ import annotations

import os
import socket
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from comparanda.index.analysis import Analysed, analysed
from comparanda.index.core.document import Document, document_from_json, document_json
from comparanda.index.engines import LAYOUT, engine
from comparanda.index.models import Change, Circle, Generation, GenerationState, Signature
from comparanda.index.registry import providers
from comparanda.kernel.error import ComparandaError

DOCUMENTS_AT_ONCE = 500
SMALL = 2000
"""Documents from which on only a build counts the vocabulary."""

SILENCE = timedelta(minutes=2)
"""After which a build on another machine is taken for dead."""

Progress = Callable[[str, int], None]
"""Told the provider's name and how many documents are done in all, after each batch."""


class BuildRunning(ComparandaError):
    """Another process is building the index."""


class BuildOvertaken(ComparandaError):
    """Another build began while this one seemed dead; this one ends without having changed anything."""


def put(documents: Iterable[Document]) -> None:
    """Make these documents findable, in place of those of the same keys. In the caller's transaction where there is one,
    so that the change and its finding stand or fall together.

    Without an index, before the first build, nothing is done: the build asks the providers for all.
    """
    # The last one of a key counts, as if each had been put by itself.
    distinct = list({document.key: document for document in documents}.values())
    if not distinct:
        return
    # Words are looked up before the transaction begins to keep others waiting.
    ready = analysed(distinct) if Generation.objects.exclude(state=GenerationState.RETIRED).exists() else None
    with transaction.atomic():
        serving, building = _passing()
        if serving is not None:
            _store(serving.number, ready or analysed(distinct))
            _count_anew(serving)
        if building is not None:
            Change.objects.bulk_create(
                Change(generation=building, key=document.key, document=document_json(document))
                for document in distinct
            )


def remove(keys: Iterable[str]) -> None:
    """Make these documents unfindable; unknown keys are none. In the caller's transaction where there is one."""
    distinct = sorted(set(keys))
    if not distinct:
        return
    with transaction.atomic():
        serving, building = _passing()
        if serving is not None:
            engine().delete(serving.number, distinct)
        if building is not None:
            Change.objects.bulk_create(
                Change(generation=building, key=key, document=None) for key in distinct
            )


def rebuild(progress: Progress | None = None) -> Generation:
    """Build the index anew from all providers; the old one serves until the new one is ready.

    A build that died is swept away first.

    Raises:
        BuildRunning: another process is at it.
        BuildOvertaken: another process took this one for dead.
    """
    generation = _begun()
    vocabulary: Counter[str] = Counter()
    try:
        done = 0
        for name, documents in providers().items():
            for batch in _batches(documents()):
                ready = analysed(batch)
                with transaction.atomic():
                    _beat(generation)
                    _store(generation.number, ready)
                for one in ready:
                    vocabulary.update(one.row.vocabulary)
                done += len(batch)
                if progress is not None:
                    progress(name, done)
        with transaction.atomic():
            _beat(generation)
            engine().write_vocabulary(generation.number, vocabulary)
            generation.counted = engine().size(generation.number)
            generation.save(update_fields=["counted"])
            engine().finish(generation.number)
        _changed_over(generation)
    except BaseException:
        _given_up(generation)
        raise
    _sweep()
    return generation


def _batches(documents: Iterable[Document]) -> Iterator[list[Document]]:
    batch: dict[str, Document] = {}
    for document in documents:
        batch[document.key] = document
        if len(batch) == DOCUMENTS_AT_ONCE:
            yield list(batch.values())
            batch = {}
    if batch:
        yield list(batch.values())


def _passing() -> tuple[Generation | None, Generation | None]:
    """The generations that serve and are being built, as they stay until this transaction ends."""
    engine().gate(alone=False)
    found = {
        generation.state: generation
        for generation in Generation.objects.filter(
            layout=LAYOUT, state__in=[GenerationState.SERVING, GenerationState.BUILDING]
        )
    }
    return found.get(GenerationState.SERVING), found.get(GenerationState.BUILDING)


def _count_anew(generation: Generation) -> None:
    """Count the vocabulary of a small generation that has grown by half since: a site that began empty would otherwise
    not know a rare word from a frequent one. Of a large one it hardly changes, and a build counts it."""
    if generation.counted >= SMALL:
        return
    size = engine().size(generation.number)
    if size > generation.counted * 1.5 and engine().may_count():
        engine().write_vocabulary(generation.number, engine().counted_vocabulary(generation.number))
        Generation.objects.filter(pk=generation.pk).update(counted=size)


def _store(number: int, ready: Sequence[Analysed]) -> None:
    circles = {one.row.circle: Circle(id=one.row.circle, audiences=one.audiences) for one in ready}
    signatures = {one.row.signature: Signature(id=one.row.signature, values=one.values) for one in ready}
    for model, rows in ((Circle, circles), (Signature, signatures)):
        model._base_manager.bulk_create([rows[key] for key in sorted(rows)], ignore_conflicts=True)
    engine().write(number, [one.row for one in ready])


# builds


def _builder() -> str:
    return f"{socket.gethostname()[:150]}:{os.getpid()}"


def _begun() -> Generation:
    now = timezone.now()
    with transaction.atomic():
        engine().gate(alone=True)
        _make_way()
    _sweep()
    with transaction.atomic():
        engine().gate(alone=True)
        # Another may have begun since.
        _make_way()
        last = Generation.objects.order_by("-number").first()
        taken = [*engine().numbers(), 0 if last is None else last.number]
        generation = Generation.objects.create(
            number=max(taken) + 1,
            layout=LAYOUT,
            state=GenerationState.BUILDING,
            started_at=now,
            beat_at=now,
            builder=_builder(),
        )
        engine().create(generation.number)
    return generation


def _make_way() -> None:
    """Away with the row of a build that died; raises BuildRunning where it lives. What it leaves is swept."""
    other = Generation.objects.filter(state=GenerationState.BUILDING).first()
    if other is not None:
        if _alive(other):
            raise BuildRunning(
                f"the index is being built already, since {other.started_at:%H:%M:%S} UTC by {other.builder} "
                "(wait until it is ready)"
            )
        other.delete()


def _alive(generation: Generation) -> bool:
    """Whether the process that builds it still does, as far as can be seen from here."""
    host, _, process = generation.builder.rpartition(":")
    if host == socket.gethostname()[:150] and process.isdigit():
        if int(process) == os.getpid():
            return False
        try:
            os.kill(int(process), 0)
        except ProcessLookupError:
            return False
        except OSError:
            pass
    return timezone.now() - generation.beat_at < SILENCE


def _beat(generation: Generation) -> None:
    """A sign of life; raises BuildOvertaken where another build has begun."""
    if not Generation.objects.filter(pk=generation.pk, state=GenerationState.BUILDING).update(
        beat_at=timezone.now()
    ):
        raise BuildOvertaken(
            "another build of the index has begun; this one ends without having changed anything"
        )


def _changed_over(generation: Generation) -> None:
    """Play in what changed meanwhile, then let the generation serve."""
    # While many changes wait they are played in without holding anybody up; the last few with the gate closed.
    while Change.objects.filter(generation=generation).count() > DOCUMENTS_AT_ONCE:
        with transaction.atomic():
            _beat(generation)
            _play(generation, DOCUMENTS_AT_ONCE)
    with transaction.atomic():
        engine().gate(alone=True)
        _beat(generation)
        while _play(generation, DOCUMENTS_AT_ONCE):
            pass
        Generation.objects.filter(state=GenerationState.SERVING).update(state=GenerationState.RETIRED)
        generation.state = GenerationState.SERVING
        generation.finished_at = timezone.now()
        generation.documents = engine().size(generation.number)
        generation.save(update_fields=["state", "finished_at", "documents"])


def _play(generation: Generation, most: int) -> int:
    """Play the oldest changes into the generation; how many there were."""
    changes = list(Change.objects.filter(generation=generation).order_by("pk")[:most])
    last = {change.key: change.document for change in changes}
    engine().delete(generation.number, [key for key, document in last.items() if document is None])
    documents = [document_from_json(document) for document in last.values() if document is not None]
    if documents:
        _store(generation.number, analysed(documents))
    Change.objects.filter(pk__in=[change.pk for change in changes]).delete()
    return len(changes)


def _given_up(generation: Generation) -> None:
    """Away with a build that failed; where even that fails, the next build sweeps."""
    with transaction.atomic():
        engine().gate(alone=True)
        # Where it was overtaken, its tables are gone, and those of its number may be its successor's.
        _, gone = Generation.objects.filter(pk=generation.pk, state=GenerationState.BUILDING).delete()
        if gone:
            engine().drop(generation.number)


def _sweep() -> None:
    """Away with what no generation needs: tables of dead builds, and of all retired generations but the last, which a
    reader who began before the change may still be reading."""
    with transaction.atomic():
        engine().gate(alone=True)
        kept = set(Generation.objects.exclude(state=GenerationState.RETIRED).values_list("number", flat=True))
        retired = Generation.objects.filter(state=GenerationState.RETIRED).order_by("-number")
        kept |= set(retired.values_list("number", flat=True)[:1])
        for number in engine().numbers() - kept:
            engine().drop(number)
        Generation.objects.exclude(number__in=kept).delete()
