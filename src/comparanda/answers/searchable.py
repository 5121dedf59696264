"""What the pillar hands to the index: comparisons, questions and answers of every kind of round, each with the
audiences that may find it, and which audiences a reader belongs to.

The audiences follow ``docs/visibility.md``: what stands in a public edition is public; what stands in a network
edition only is the network's; the title and questions of a round that is open belong to those asked, the editors, the
Commission and administrators. Nothing unreleased of an answer is handed in. A test holds these sets against
`rules.rounds_visible_to` and `rules.versions_visible_to`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from comparanda.answers import queries, rules
from comparanda.answers.core.deadline import brussels_day
from comparanda.answers.models import Question as StoredQuestion
from comparanda.answers.models import Release, Round
from comparanda.glossary import queries as glossary
from comparanda.glossary.usage import Use
from comparanda.index import actions as index
from comparanda.index.core.document import Document
from comparanda.index.search import SearchRequest, search
from comparanda.kernel.absence import Absence
from comparanda.kernel.audience import Audience
from comparanda.kernel.country import country_name
from comparanda.kernel.grid import Cell, Grid
from comparanda.kernel.language import Text, spoken
from comparanda.kernel.question import Question
from comparanda.people.core.viewer import Viewer
from comparanda.present import wording

COMPARISON, QUESTION, ANSWER, COUNTRY = "comparison", "question", "answer", "country"

PUBLIC = "public"
NETWORK = "network"
OBSERVERS = "observers"
EDITOR = "editor"
COMMISSION = "commission"
ADMINISTRATOR = "administrator"


def asked(code: str) -> str:
    """The audience of a contact point, by its code: what it was asked itself."""
    return f"asked.{code}"


def asker(code: str) -> str:
    """The audience of those who steer what an organisation asks: the coordinators of a contact point, or a body."""
    return f"asker.{code}"


def audiences_of(viewer: Viewer) -> frozenset[str]:
    """The audiences that a reader belongs to; everyone belongs to the public."""
    held = {PUBLIC} | {asked(code) for code in viewer.contact_points}
    held |= {asker(code) for code in viewer.coordinator_of}
    if viewer.editor:
        held |= {EDITOR, NETWORK, asker("editors")}
    if viewer.commission:
        held |= {COMMISSION, NETWORK, asker("commission")}
    if viewer.administrator:
        held.add(ADMINISTRATOR)
    if viewer.contact_points - viewer.observer_of:
        held.add(NETWORK)
    if viewer.observer_of:
        held.add(OBSERVERS)
    return frozenset(held)


def _circle(round: Round) -> frozenset[str]:
    """Who reads a network edition of the round."""
    own = {asker(round.asker.code), NETWORK}
    return frozenset(own | {OBSERVERS}) if round.includes_observers else frozenset(own)


def _audiences_of_round(round: Round, public: Release | None, network: Release | None) -> frozenset[str]:
    """Who may read title and questions; empty for a draft, which is its asker's alone."""
    if public is not None:
        return frozenset({PUBLIC})
    if round.launched_at is None:
        return frozenset()
    held = {EDITOR, COMMISSION, ADMINISTRATOR, asker(round.asker.code)}
    held |= {
        asked(code)
        for code in round.responses.filter(compiled=False).values_list("respondent__code", flat=True)
    }
    return frozenset(held) | _circle(round) if network is not None else frozenset(held)


def _languages() -> list[str]:
    return [code for code, _name in settings.LANGUAGES]


def _by_language(*texts: Text) -> dict[str, str]:
    """The texts joined language by language, each ending as a sentence does, since excerpts show them in one line."""
    found: dict[str, list[str]] = {}
    for text in texts:
        for code, words in (text or {}).items():
            if words:
                found.setdefault(code, []).append(words)
    return {code: "\n".join(map(_ended, parts)) for code, parts in found.items()}


def _ended(text: str) -> str:
    text = text.rstrip()
    return text if text[-1:] in '.!?…:;»”"' else f"{text}."


def _path(round: Round, *more: str) -> str:
    return "/".join(["compare", round.public_name, *more]) + "/"


def _comparison(
    round: Round,
    edition: Release | None,
    audiences: frozenset[str],
    topics: tuple[str, ...],
    grid: Grid | None,
    year: int | None,
) -> Document:
    # What an edition froze, where there is one: a summary that is being written is nobody else's yet.
    said = edition.frozen if edition else {"title": round.title, "background": round.background}
    answered = (
        tuple(
            subject.code
            for subject, row in zip(grid.subjects, grid.cells, strict=True)
            if subject.kind == "country" and any(cell.absence is None for cell in row)
        )
        if grid
        else ()
    )
    return Document(
        key=f"comparison:{round.public_name}",
        kind=COMPARISON,
        audiences=audiences,
        language=round.language,
        titles=said["title"],
        texts=_by_language(
            *(said.get(name) or {} for name in ("headline", "introduction", "background", "summary"))
        ),
        url_path=_path(round),
        countries=answered,
        topics=topics,
        year=year,
        weight=2.5,
    )


def _question(
    round: Round, question: Question, audiences: frozenset[str], topics: tuple[str, ...], year: int | None
) -> Document:
    options = [
        text for part in question.parts for code in part.codes for text in (code.label, code.description)
    ]
    return Document(
        key=f"question:{round.public_name}/{question.code}",
        kind=QUESTION,
        audiences=audiences,
        language=round.language,
        titles=question.text,
        texts=_by_language(question.guidance, *(part.label for part in question.parts), *options),
        subtitle=round.title,
        url_path=_path(round, "questions", question.code),
        topics=tuple(question.topics) or topics,
        year=year,
        weight=1.5,
    )


def _answer(
    round: Round,
    question: Question,
    country: str,
    cell: Cell,
    audiences: frozenset[str],
    topics: tuple[str, ...],
    key: str,
    path: str,
) -> Document:
    texts: dict[str, list[str]] = {}
    for code in _languages():
        with translation.override(code):
            said = wording.cell_words(question, cell, code)
        texts.setdefault(said.language or cell.language or code, []).append(said.text)
    for note in cell.notes:
        texts.setdefault(note.language, []).append(note.text)
    titles = {
        code: f"{country_name(country, code)}: {question.text[code]}"
        for code in question.text
        if question.text[code]
    }
    return Document(
        key=key,
        kind=ANSWER,
        audiences=audiences,
        language=cell.language if cell.language in texts else round.language,
        titles=titles,
        texts={code: "\n".join(map(_ended, dict.fromkeys(parts))) for code, parts in texts.items()},
        subtitle=round.title,
        url_path=path,
        countries=(country,),
        topics=tuple(question.topics) or topics,
        year=cell.as_of.year if cell.as_of else None,
    )


def _answers(
    round: Round, grid: Grid, audiences: frozenset[str], topics: tuple[str, ...], *, public: Grid | None
) -> Iterator[Document]:
    """The answers of an edition; of a network edition, those that the public edition does not show as they are."""
    for row, subject in enumerate(grid.subjects):
        if subject.kind != "country":
            continue
        for column, question in enumerate(grid.questions):
            cell = grid.cells[row][column]
            # A cell without a version is no answer; an answer "not known" says nothing that could be found.
            if cell.version == 0 or cell.absence is Absence.UNKNOWN:
                continue
            name = f"{round.public_name}/{question.code}/{subject.code}"
            path = _path(round, "questions", question.code, subject.code.lower())
            if public is None:
                yield _answer(round, question, subject.code, cell, audiences, topics, f"answer:{name}", path)
                continue
            shown = _cell_of(public, str(subject), question.code)
            if shown is None or shown.version != cell.version:
                yield _answer(
                    round,
                    question,
                    subject.code,
                    cell,
                    audiences,
                    topics,
                    f"answer:{name}@network",
                    f"{path}?audience=network",
                )


def _cell_of(grid: Grid, subject: str, question: str) -> Cell | None:
    for row, one in enumerate(grid.subjects):
        if str(one) == subject:
            for column, other in enumerate(grid.questions):
                if other.code == question:
                    return grid.cells[row][column]
    return None


_EMPTY = Grid((), (), ())


def documents_of(round: Round) -> Iterator[Document]:
    """Everything of one round that somebody besides its writers may find."""
    public = queries.latest_edition(round, Audience.PUBLIC)
    network = queries.latest_edition(round, Audience.NETWORK)
    audiences = _audiences_of_round(round, public, network)
    if not audiences:
        return
    topics = tuple(sorted(round.topics.values_list("slug", flat=True)))
    newest = public or network
    moment = newest.released_at if newest else round.launched_at
    year = brussels_day(moment).year if moment else None
    shown = queries.edition_grid(public, brussels_day(public.released_at)) if public else None
    inner = queries.edition_grid(network, brussels_day(network.released_at)) if network else None
    yield _comparison(round, newest, audiences, topics, shown or inner, year)
    for question in queries.questions_of(round):
        yield _question(round, question, audiences, topics, year)
    if shown is not None:
        yield from _answers(round, shown, frozenset({PUBLIC}), topics, public=None)
    if inner is not None:
        yield from _answers(round, inner, _circle(round), topics, public=shown or _EMPTY)


def _countries() -> Iterator[Document]:
    codes: set[str] = set()
    for round in queries.released_rounds():
        codes |= {text.partition(":")[2] for text in round.subjects if text.startswith("country:")}
    for code in sorted(codes):
        yield Document(
            key=f"country:{code}",
            kind=COUNTRY,
            audiences=frozenset({PUBLIC}),
            language="en",
            titles={each: country_name(code, each) for each in _languages()},
            url_path=f"countries/{code.lower()}/",
            countries=(code,),
            weight=2.0,
        )


def documents() -> Iterable[Document]:
    """Everything of the pillar, for a rebuild."""
    for round in Round.objects.select_related("asker", "template").order_by("slug"):
        yield from documents_of(round)
    yield from _countries()


MOST_USES = 8


def uses_of_concept(slug: str, viewer: Viewer, language: str) -> list[Use]:
    """Comparisons that have the concept as a topic, then comparisons and questions that speak of it by any of its names,
    as far as the viewer may find them."""
    found: list[Use] = []
    topical = rules.rounds_visible_to(viewer).filter(topics__slug=slug)
    for round in topical.order_by("-launched_at", "slug")[:MOST_USES]:
        found.append(
            Use(
                _("Comparison"),
                round.title_in(language),
                f"/{language}/{_path(round)}",
            )
        )
    name = glossary.names_of([slug], language).get(slug)
    if name is None:
        return found
    told = search(
        SearchRequest(
            name.text,
            name.language,
            audiences_of(viewer),
            filters={"kind": (COMPARISON, QUESTION)},
            limit=MOST_USES,
            meaning=False,
        )
    )
    known = {use.url for use in found}
    for hit in told.hits if told.complete else ():
        url = f"/{language}/{hit.document.url_path}"
        if url not in known:
            found.append(Use(kind_label(hit.document.kind), spoken(hit.document.titles, language), url))
    return found


def kind_label(kind: str) -> str:
    """The name of a kind of document of this pillar in the reader's language."""
    return {
        COMPARISON: _("Comparison"),
        QUESTION: _("Question"),
        ANSWER: _("Answer"),
        COUNTRY: _("Country"),
    }.get(kind, kind)


def _keys_of(round: Round) -> list[str]:
    """Every key that a document of the round can have, now or before."""
    name = round.public_name
    codes = StoredQuestion.objects.filter(
        template__kind=round.template.kind, template__slug=round.template.slug
    ).values_list("code", flat=True)
    keys = [f"comparison:{name}"]
    for code in set(codes):
        keys.append(f"question:{name}/{code}")
        for subject in round.subjects:
            answer = f"answer:{name}/{code}/{subject.partition(':')[2]}"
            keys += [answer, f"{answer}@network"]
    return keys


def refresh(round: Round) -> None:
    """Bring the index up to date with a round that was launched, released, withdrawn, cancelled or reopened.

    What may not be found any more goes in the caller's transaction, so that a withdrawn edition is never found; what
    may be found comes after commit, where cutting texts into words keeps nobody waiting. Should the process end between
    the two, less is found than could be, until the next rebuild.
    """
    index.remove(_keys_of(round))
    key = round.pk

    def found_again() -> None:
        fresh = Round.objects.select_related("asker", "template").filter(pk=key).first()
        if fresh is not None:
            index.put(documents_of(fresh))

    transaction.on_commit(found_again)
