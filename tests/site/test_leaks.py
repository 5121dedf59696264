"""Nothing crosses its audience: every place that is not public holds a canary, and every address is asked for by
every role. A canary may be found only by those whom ``docs/visibility.md`` lets see it, and each is found by
somebody who may, so that the test holds something that could leak.
"""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from allauth.mfa.models import Authenticator
from django.http import HttpResponse
from django.test import Client

from comparanda.answers.actions import asking, replying
from comparanda.answers.models import Round
from comparanda.glossary.actions import proposing, releasing, writing
from comparanda.glossary.core.cells import label
from comparanda.index import actions as index
from comparanda.kernel.audience import Audience
from factories import (
    Network,
    answer_of,
    close,
    draft_round,
    launched_round,
    make_draft,
    make_network,
    release,
    reply,
    response_of,
    write,
)
from glossary.words import edits, small, whole

pytestmark = pytest.mark.django_db

SUFFIXES = ("csv", "xlsx", "json", "docx", "pdf", "svg", "png")
CONTACT_POINTS = frozenset(
    {
        "bg.coordinator",
        "bg.labour",
        "bg.asylum",
        "fr.coordinator",
        "fr.officer",
        "de.coordinator",
        "de.officer",
        "at.coordinator",
        "at.officer",
        "hr.coordinator",
    }
)
OBSERVERS = frozenset({"no.coordinator", "no.officer", "ge.coordinator"})
BODIES = frozenset({"editor", "commission"})
VISITORS = (
    "reader", "outsider", "admin", "bg.coordinator", "bg.labour", "fr.coordinator", "fr.officer", "de.coordinator",
    "at.coordinator", "hr.coordinator", "no.coordinator", "ge.coordinator", "editor", "commission",
)  # fmt: skip
HEAVY = ("reader", "ge.coordinator")
"""Those who also fetch the files that take long to make."""

FOLLOWING = ("reader", "at.coordinator")
"""Those who also go wherever a page leads them."""


@dataclass(frozen=True)
class Canary:
    """A text that stands in one place, and who may find it."""

    text: str
    seen_by: frozenset[str]


def canary(name: str, *who: str) -> Canary:
    return Canary(f"canary{name}", frozenset(who))


ALL_BG = ("bg.coordinator", "bg.labour", "bg.asylum")
ALL_DE = ("de.coordinator", "de.officer")
# Titles hold Greek canaries: a slug keeps Latin letters alone, so that the address itself is none.
CANARIES = {
    # in a round that is still open: asked are bg, de, hr and the observer no; de has submitted, hr has declined
    "draft": canary("draft", "bg.coordinator", "bg.labour"),
    "review": canary("review", "bg.coordinator", "bg.asylum"),
    "comment": canary("comment", "bg.coordinator", "bg.labour"),
    "rival": canary("rival", "bg.coordinator", "bg.labour"),
    "clarification": canary("clarification", "fr.coordinator", "editor", *ALL_DE),
    "submitted": canary("submitted", *ALL_DE, "fr.coordinator", "hr.coordinator", *BODIES),
    "submitted_network": canary("subnetwork", *ALL_DE, "fr.coordinator", "hr.coordinator", *BODIES),
    "submitted_team": canary("subteam", *ALL_DE),
    "declined_open": canary("declinedopen", "hr.coordinator", "fr.coordinator", *BODIES),
    "open_title": Canary("καναρίνιτίτλου", frozenset(( *ALL_BG, *ALL_DE, "hr.coordinator", "no.coordinator", "no.officer", "fr.coordinator", *BODIES, "admin"))),
    "open_background": canary("openbackground", *ALL_BG, *ALL_DE, "hr.coordinator", "no.coordinator", "no.officer", "fr.coordinator", *BODIES, "admin"),
    "open_question": canary("openquestion", *ALL_BG, *ALL_DE, "hr.coordinator", "no.coordinator", "no.officer", "fr.coordinator", *BODIES, "admin"),
    # a draft that was never launched
    "draft_title": Canary("καναρίνισχεδίου", frozenset({"fr.coordinator", "editor"})),
    # in a round with a network and a public edition, without observers: asked are de, at, hr
    "network": canary("network", *CONTACT_POINTS, *BODIES),
    "network_source": canary("netsource", *CONTACT_POINTS, *BODIES),
    "team": canary("team", *ALL_DE),
    "declined": canary("declinedclosed", *CONTACT_POINTS, *BODIES),
    "superseded": canary("superseded", "at.coordinator", "at.officer"),
    # in the glossary: a concept that is only a draft, and a proposal that nobody has decided
    "draft_concept": canary("secretword", "editor"),
    "proposed_label": canary("proposedlabel", "editor"),
    "proposal_note": canary("proposalnote", "editor"),
    # persons
    "name": canary("surname", *ALL_BG, "admin"),
    "mail": canary("mailbox", *ALL_BG, "admin"),
}  # fmt: skip


def _said(name: str) -> str:
    return CANARIES[name].text


def _note(name: str, **kwargs: object):  # type: ignore[no-untyped-def]
    return make_draft(note=f"Note {_said(name)}.", **kwargs)  # type: ignore[arg-type]


@pytest.fixture
def filled() -> Iterator[tuple[Network, list[Round]]]:
    network = make_network()
    for user in network.user.values():
        # Roles above member count only with a second factor.
        Authenticator.objects.create(
            user=user, type=Authenticator.Type.TOTP, data={"secret": "JBSWY3DPEHPK3PXP"}
        )
    labour = network.user["bg.labour"]
    labour.first_name, labour.last_name, labour.email = "Ana", _said("name"), f"{_said('mail')}@example.org"
    labour.save()
    coordinator = network.viewer("bg.coordinator")

    open_round = draft_round(
        network, respondents=("bg", "de", "hr", "no"), types=("yes_no", "text", "number", "choice"),
        title=f"Title {_said('open_title')}", includes_observers=True,
        background={"en": f"Because {_said('open_background')}."},
    )  # fmt: skip
    question = open_round.template.questions.get(code="q1")
    question.text = {"en": f"Is it {_said('open_question')}?"}
    question.save()
    asylum = open_round.template.questions.get(code="q2")
    asylum.topic_slugs = ["asylum"]
    asylum.save()
    asking.launch(network.viewer("fr.coordinator"), open_round)
    open_round = Round.objects.get(pk=open_round.pk)
    drafted = answer_of(open_round, "bg", "q1")
    write(network.viewer("bg.labour"), drafted, _note("draft"))
    replying.comment(coordinator, drafted, text=f"Look at {_said('comment')}.")
    with pytest.raises(Exception, match="saved meanwhile"):
        replying.save_draft(coordinator, drafted, base=replying.Base(), draft=_note("rival"))
    reviewed = answer_of(open_round, "bg", "q2")
    write(network.viewer("bg.asylum"), reviewed, _note("review", values={"value": "Six."}))
    replying.send_to_review(network.viewer("bg.asylum"), reviewed)
    reply(
        network, open_round, "de",
        {
            "q1": _note("submitted"),
            "q2": make_draft({"value": f"Text {_said('submitted_network')}."}, audience=Audience.NETWORK),
            "q3": _note("submitted_team", values={"value": "77"}, audience=Audience.OWN_TEAM),
        },
        gaps=True,
    )  # fmt: skip
    asking.clarify(
        network.viewer("fr.coordinator"),
        response_of(open_round, "de"),
        text=f"What is {_said('clarification')}?",
    )
    replying.decline(
        network.viewer("hr.coordinator"),
        response_of(open_round, "hr"),
        reason=f"Because {_said('declined_open')}.",
    )

    unlaunched = draft_round(network, title=f"Draft {_said('draft_title')}")

    released = launched_round(
        network, respondents=("de", "at", "hr"), types=("yes_no", "text", "choice"), title="Seasonal permits"
    )
    reply(
        network, released, "de",
        {
            "q1": make_draft(),
            "q2": make_draft(
                {"value": f"Text {_said('network')}."}, audience=Audience.NETWORK,
                sources=[{"title": f"Source {_said('network_source')}", "url": "https://example.org/inner"}],
            ),
            "q3": _note("team", values={"value": "full"}, audience=Audience.OWN_TEAM),
        },
    )  # fmt: skip
    # A submitted version that was replaced before any edition is history, and history is the respondent's own.
    reply(network, released, "at", {"q1": _note("superseded")}, gaps=True)
    reply(network, released, "at", {"q1": make_draft({"value": "no"})}, gaps=True)
    replying.decline(
        network.viewer("hr.coordinator"), response_of(released, "hr"), reason=f"Because {_said('declined')}."
    )
    close(network, released)
    release(network, released, Audience.NETWORK)
    release(network, released, Audience.PUBLIC)
    _fill_glossary(network)
    index.rebuild()
    yield network, [open_round, unlaunched, Round.objects.get(pk=released.pk)]


def _fill_glossary(network: Network) -> None:
    """The small vocabulary, whose draft ``secret`` and a label proposed for ``asylum`` hold canaries; a release of it."""
    vocabulary = small()
    vocabulary["secret"]["preferred", "en"] = [label(f"plan {_said('draft_concept')}")]
    writing.write(whole(vocabulary))
    releasing.release(network.viewer("editor"), note={"en": "First words."})
    proposing.propose(
        network.viewer("editor"),
        edits("asylum", vocabulary["asylum"], alternative_en=[label(f"shelter {_said('proposed_label')}")]),
        note=f"Since {_said('proposal_note')}.",
    )


def _seeds(rounds: list[Round]) -> list[str]:
    """Addresses that a curious person would try, known or not."""
    paths = ["/healthz", "/robots.txt", "/sitemap.xml", "/feeds/releases.atom"]
    paths += [
        f"/api/v1/{tail}"
        for tail in ("comparisons", "countries", "countries/de", "topics", "themes", "openapi.json", "docs")
    ]
    # What stands beside each canary: a search for the canary itself would show it to whoever typed it.
    for words in ("title", "because", "text", "note", "source"):
        paths += [f"/en/search/?q={words}", f"/bg/search/?q={words}&kind=answer", f"/api/v1/search?q={words}"]
    paths += [
        f"/en/{tail}"
        for tail in (
            "", "compare/", "compare/?q=canary", "countries/", "countries/de/", "countries/bg/", "themes/",
            "workspace/", "workspace/rounds/", "workspace/team/", "workspace/team/bg/", "workspace/log/",
            "workspace/profile/", "workspace/queries/new/", "workspace/queries/new/?q=canary", "outbox/",
        )
    ]  # fmt: skip
    paths += [f"/en/search/?q={words}" for words in ("asylum", "plan", "shelter", "refugee")]
    paths += [f"/en/glossary.{suffix}" for suffix in ("ttl", "jsonld", "rdf", "csv", "xlsx")]
    paths += [
        "/en/glossary/",
        "/en/glossary/?view=tree",
        "/en/glossary/releases/1/",
        "/en/glossary/releases/1.ttl",
    ]
    paths += ["/en/workspace/glossary/", "/en/workspace/glossary/releases/", "/api/v1/concepts"]
    paths += [f"/en/workspace/glossary/proposals/{tail}" for tail in ("", "1/")]
    for slug in ("secret", "asylum", "refugee"):
        paths += [
            f"/id/concept/{slug}",
            f"/api/v1/concepts/{slug}",
            f"/en/workspace/glossary/concepts/{slug}/",
        ]
        paths += [f"/en/glossary/{slug}{suffix}" for suffix in ("/", ".ttl", ".jsonld", ".rdf")]
    for round in rounds:
        for name in {round.slug, round.public_name}:
            paths += [f"/en/compare/{name}/", f"/api/v1/comparisons/{name}", f"/en/workspace/rounds/{name}/"]
        name = round.public_name
        paths += [f"/api/v1/comparisons/{name}/grid", f"/api/v1/comparisons/{name}/questions/q2"]
        base = f"/en/compare/{name}"
        pages = [base, f"{base}/questions/q2", f"{base}/editions/1"]
        for audience in ("", "?audience=network"):
            paths += [f"{page}/{audience}" for page in pages]
            paths += [
                f"{base}/{audience}{'&' if audience else '?'}questions=all",
                f"{base}/editions/{audience}",
            ]
            paths += [f"{base}/questions/q{n}/de/{audience}" for n in (1, 2, 3)]
            paths += [f"{base}/questions/q1/{code}/{audience}" for code in ("hr", "at")]
            paths += [f"{page}.{suffix}{audience}" for page in pages for suffix in SUFFIXES]
        paths += [f"/en/workspace/queries/{name}/", f"/en/workspace/queries/{name}/preview/"]
        for code in ("bg", "de", "hr", "at"):
            home = f"/en/workspace/{name}/{code}/"
            paths += [home, home + "print/", home + "q1/", home + "q1/history/"]
        for tail in ("q2/", "q3/", "q1/conflict/", "q2/history/", "q3/history/"):
            paths += [f"/en/workspace/{name}/{code}/{tail}" for code in ("bg", "de")]
    return paths


LINK = re.compile(rb"""(?:href|src|action|srcset)=["']([^"'#]+)["']""")
SKIPPED = re.compile(r"/static/|/account/logout|/demo-sign-in|\.ico$")
SLOW = re.compile(r"\.(pdf|docx|png|xlsx)(\?|$)|chart\.svg")


def _texts(response: HttpResponse) -> Iterator[str]:
    """Everything a response says: its headers, its body, and what is packed inside its body."""
    yield " ".join(f"{name}: {value}" for name, value in response.items())
    body = b"".join(response) if response.streaming else response.content  # type: ignore[attr-defined]
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            for member in archive.namelist():
                yield archive.read(member).decode("utf-8", "replace")
    elif body.startswith(b"%PDF") and shutil.which("pdftotext"):
        yield subprocess.run(
            ["pdftotext", "-", "-"], input=body, capture_output=True, check=True
        ).stdout.decode()
    else:
        yield unescape(body.decode("utf-8", "replace"))


def _crawl(client: Client, seeds: list[str], *, heavy: bool, following: bool) -> dict[str, set[str]]:
    """Canary text to the addresses where it was found, from ``seeds`` and everything they lead to."""
    found: dict[str, set[str]] = {}
    waiting, seen = list(seeds), set(seeds)
    variants: dict[str, int] = {}
    while waiting:
        path = waiting.pop()
        if SLOW.search(path) and not heavy:
            continue
        response = client.get(path)
        assert response.status_code < 500, path
        texts = list(_texts(response))
        # Who puts a canary into an address gets it back in the address alone.
        said = unquote(path)
        for name, wanted in CANARIES.items():
            if any(wanted.text in text.replace(said, "") for text in texts):
                found.setdefault(name, set()).add(path)
        links = [link.decode() for link in LINK.findall(response.content)] if not response.streaming else []
        links += [response["Location"]] if response.has_header("Location") else []
        for link in links if following else ():
            address = urlsplit(urljoin(f"http://testserver{path}", unescape(link)))
            onward = address.path + (f"?{address.query}" if address.query else "")
            if (
                address.hostname in ("testserver", "127.0.0.1", "localhost")
                and onward not in seen
                and not SKIPPED.search(onward)
            ):
                seen.add(onward)
                # Filters multiply addresses without end; what they show is the page they filter.
                variants[address.path] = variants.get(address.path, 0) + 1
                if variants[address.path] <= 2:
                    waiting.append(onward)
    return found


def test_no_canary_is_found_where_it_does_not_belong(filled: tuple[Network, list[Round]]) -> None:
    network, rounds = filled
    seeds = _seeds(rounds)
    finders: dict[str, set[str]] = {name: set() for name in CANARIES}
    searched: set[str] = set()
    leaks = []

    for visitor in VISITORS:
        client = Client()
        if visitor != "reader":
            client.force_login(
                network.user[visitor], backend="allauth.account.auth_backends.AuthenticationBackend"
            )
        for name, paths in _crawl(
            client, seeds, heavy=visitor in HEAVY, following=visitor in FOLLOWING
        ).items():
            finders[name].add(visitor)
            if any("/search" in path for path in paths):
                searched.add(name)
            if visitor not in CANARIES[name].seen_by:
                leaks.append(f"{visitor} found '{name}' at {sorted(paths)[:4]}")

    assert "\n".join(leaks) == ""
    # Each canary sat where somebody entitled really came upon it.
    assert [name for name, who in finders.items() if not who] == []
    # The index holds what is not public, too.
    assert {"open_title", "open_background", "network"} <= searched
