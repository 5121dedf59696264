"""The demo's page of letters, which exists nowhere else."""

from dataclasses import replace

import pytest
from django.urls import reverse

from comparanda.outbox.actions import post
from comparanda.outbox.models import Message

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo(settings) -> None:
    settings.COMPARANDA = replace(settings.COMPARANDA, demo=True)


def post_one(subject: str = "A question") -> Message:
    return post(
        to="anna@example.org",
        subject=subject,
        body="See <b>http://example.org/en/x/?a=1&b=2</b>\nnow",
        language="en",
        event="people.test",
    )


def test_outside_the_demo_both_pages_are_missing(client) -> None:
    letter = post_one()
    assert client.get(reverse("outbox:messages")).status_code == 404
    assert client.get(reverse("outbox:message", args=[letter.reference])).status_code == 404


def test_the_list_names_subject_and_addressee_latest_first(client, demo: None) -> None:
    post_one("First letter")
    post_one("Second letter")
    page = client.get(reverse("outbox:messages"))
    text = page.content.decode()
    assert page.status_code == 200
    assert text.index("Second letter") < text.index("First letter")
    assert "anna@example.org" in text


def test_an_empty_list_says_so(client, demo: None) -> None:
    assert "No letter has been written yet." in client.get(reverse("outbox:messages")).content.decode()


def test_a_letter_shows_its_text_escaped_and_its_addresses_as_links(client, demo: None) -> None:
    text = client.get(reverse("outbox:message", args=[post_one().reference])).content.decode()
    assert '<a href="http://example.org/en/x/?a=1&amp;b=2">' in text
    assert "&lt;b&gt;" in text
    assert "&lt;/b&gt;<br>now" in text


def test_an_unknown_letter_is_missing(client, demo: None) -> None:
    address = reverse("outbox:message", args=["00000000-0000-4000-8000-000000000000"])
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_a_fixed_number_of_queries(
    count, client, demo: None, django_assert_max_num_queries
) -> None:
    for _ in range(count):
        post_one()
    with django_assert_max_num_queries(5):
        client.get(reverse("outbox:messages"))
