"""A room of a kind is one file: described here, it gets comparison pages, files and a place in the API."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from django.test import Client
from django.utils.translation import gettext_lazy as _

from comparanda.answers.actions import asking, releasing, replying
from comparanda.answers.kind import Kind, Room, RoomMismatch, register, unregister
from comparanda.answers.models import Round
from comparanda.kernel.audience import Audience
from comparanda.people.core.viewer import Viewer
from comparanda.people.models import Topic
from factories import Network

pytestmark = pytest.mark.django_db

# The whole of a new product that rides on the pillar.
PROFILES = Room(
    name="profiles",
    kind=Kind(
        name="profiles",
        label=_("Comparison"),
        plural=_("Comparisons"),
        disclaimer="Profiles are what their editors say they are.",
        standing=True,
        asked_in_workspace=True,
    ),
)


@pytest.fixture
def profiles() -> Iterator[Room]:
    yield register(PROFILES)
    unregister(PROFILES.name)


def launched(network: Network, viewer: Viewer) -> Round:
    round = asking.open_round(
        viewer, kind="profiles", title={"en": "Opening hours of registries"}, language="en"
    )
    asking.put_question(
        viewer,
        round,
        question=None,
        fields={"text": {"en": "Is the registry open on Saturdays?"}, "short": {"en": "Saturdays"}},
        parts=[{"code": "value", "type": "yes_no"}],
    )
    round = asking.edit_round(
        viewer,
        Round.objects.get(pk=round.pk),
        revision=Round.objects.get(pk=round.pk).revision,
        fields={"background": {"en": "Some people work all week."}, "headline": {"en": "Open on Saturday?"}},
        topics=[Topic.objects.get(slug="asylum")],
        invited=[network.organisation["bg"]],
    )
    return asking.launch(viewer, round)


def answered(round: Round, viewer: Viewer) -> None:
    answer = round.responses.get().answers.get()
    replying.save_draft(
        viewer,
        answer,
        base=replying.Base(),
        draft=replying.Draft(
            values={"value": "yes"},
            absence="",
            notes=[],
            sources=[{"title": "Notice at the door", "legal_reference": "Order 12"}],
            as_of=str(date(2026, 11, 1)),
            audience=Audience.PUBLIC,
        ),
    )
    replying.send_to_review(viewer, answer)
    replying.approve(viewer, answer)
    replying.submit(viewer, round.responses.get())


def test_a_room_described_in_one_file_gets_pages_files_and_api(
    profiles: Room, network: Network, client: Client
) -> None:
    asker = network.viewer("editor")
    coordinator = network.viewer("bg.coordinator")
    round = launched(network, asker)
    answered(round, coordinator)

    releasing.release(asker, round, audience=Audience.PUBLIC)

    page = client.get(f"/en/compare/{round.public_name}/")
    assert page.status_code == 200
    assert "Open on Saturday?" in page.content.decode()
    assert "Profiles are what their editors say they are." in page.content.decode()
    csv = client.get(f"/en/compare/{round.public_name}.csv").content.decode()
    assert ",BG,Bulgaria,q1,value," in csv
    listed = client.get("/api/v1/comparisons").json()
    assert round.slug in str(listed)


def test_a_standing_kind_gets_no_number(profiles: Room, network: Network) -> None:
    round = launched(network, network.viewer("editor"))

    assert round.number is None
    assert round.public_name == "opening-hours-of-registries"


def test_a_room_that_describes_a_kind_of_another_name_is_refused() -> None:
    with pytest.raises(RoomMismatch):
        register(Room(name="annual_reports", kind=PROFILES.kind))
