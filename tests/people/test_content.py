"""The starter content of people: read once or twice with the same outcome, faults with file and line."""

from pathlib import Path

import pytest

from comparanda.audit.models import Entry
from comparanda.kernel.error import ContentError
from comparanda.people.content import CONTACT_POINT_COLUMNS, LoadReport, load_people
from comparanda.people.demo import ACCOUNTS, create_demo_accounts
from comparanda.people.models import Appointment, NetworkMembership, Organisation, Responsibility, Topic, User
from comparanda.people.queries import contact_points, today, viewer_for

pytestmark = pytest.mark.django_db

TOPICS = "slug,label_en,label_bg\nasylum,Asylum,Убежище\nreturn,Return,\n"
HEADER = ",".join(CONTACT_POINT_COLUMNS)
BG = (
    'bg,BG,Bulgaria,България,member,"Migration Directorate, MoI",Дирекция,,Source,https://example.org/bg,high'
)
NO = "no,NO,Norway,,observer,UDI,,2011-01-01,,,"


def write(folder: Path, topics: str = TOPICS, points: str = f"{HEADER}\n{BG}\n{NO}\n") -> Path:
    (folder / "topics.csv").write_text(topics, encoding="utf-8")
    (folder / "contact_points.csv").write_text(points, encoding="utf-8")
    return folder


def test_what_stands_in_the_files_is_loaded(tmp_path: Path) -> None:
    assert load_people(write(tmp_path)) == LoadReport(created=9)
    assert [(topic.slug, topic.label) for topic in Topic.objects.all()] == [
        ("asylum", {"en": "Asylum", "bg": "Убежище"}),
        ("return", {"en": "Return"}),
    ]
    assert [(point.code, point.status) for point in contact_points(today())] == [
        ("bg", "member"),
        ("no", "observer"),
    ]
    membership = NetworkMembership.objects.get(organisation__code="bg")
    assert membership.host == {"en": "Migration Directorate, MoI", "native": "Дирекция"}
    assert (membership.valid_from, membership.confidence) == (None, "high")
    assert set(Organisation.objects.exclude(kind="contact_point").values_list("code", flat=True)) == {
        "editors",
        "commission",
        "administration",
    }


def test_loading_again_changes_nothing_and_a_change_is_taken_over(tmp_path: Path) -> None:
    load_people(write(tmp_path))
    assert load_people(tmp_path) == LoadReport(unchanged=9)
    assert Entry.objects.count() == 1
    changed = write(tmp_path, points=f"{HEADER}\n{BG.replace('Bulgaria', 'Republic of Bulgaria')}\n{NO}\n")
    assert load_people(changed) == LoadReport(changed=1, unchanged=8)
    assert Organisation.objects.get(code="bg").name["en"] == "Republic of Bulgaria"


@pytest.mark.parametrize(
    ("topics", "points", "told"),
    [
        (TOPICS.replace("Asylum", ""), None, "topics.csv:2: label: The English text is missing."),
        (TOPICS + "asylum,Again,\n", None, "topics.csv:4: slug asylum stands twice"),
        (TOPICS + ",Empty,\n", None, "topics.csv:4: slug is empty"),
        (TOPICS + "short\n", None, "topics.csv:4: expected 3 cells"),
        ("slug,label_en\n", None, "topics.csv:1: the column label_bg is missing"),
        (TOPICS, f"{HEADER}\n{BG}\n{NO.replace('2011-01-01', '2011')}\n", "contact_points.csv:3: valid_from"),
        (TOPICS, f"{HEADER}\n{BG.replace(',BG,', ',bg,')}\n", "contact_points.csv:2: country_code"),
        (TOPICS, f"{HEADER}\n{BG.replace('member', 'friend')}\n", "contact_points.csv:2: status"),
        (TOPICS, f"{HEADER}\n{BG.replace('https://', 'nowhere')}\n", "contact_points.csv:2: source_url"),
    ],
)
def test_a_fault_names_file_and_line_and_nothing_is_written(
    topics: str, points: str | None, told: str, tmp_path: Path
) -> None:
    folder = write(tmp_path, topics) if points is None else write(tmp_path, topics, points)
    with pytest.raises(ContentError) as fault:
        load_people(folder)
    assert str(fault.value).startswith(told)
    assert Topic.objects.count() == Organisation.objects.count() == Entry.objects.count() == 0


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match=r"^topics\.csv: the file is missing"):
        load_people(tmp_path)


def test_the_project_s_own_content_is_loaded() -> None:
    folder = Path(__file__).parents[2] / "content" / "people"
    load_people(folder)
    statuses = {point.code: point.status for point in contact_points(today())}
    assert (statuses["bg"], statuses["no"]) == ("member", "observer")
    assert load_people(folder).unchanged > 50


def test_demo_accounts_are_made_once_with_their_roles_and_topics(demo: None) -> None:
    folder = Path(__file__).parents[2] / "content" / "people"
    load_people(folder)
    users = create_demo_accounts()
    assert [user.username for user in users] == [account.username for account in ACCOUNTS]
    counts = [model.objects.count() for model in (User, Appointment, Responsibility, Entry)]
    create_demo_accounts()
    assert [model.objects.count() for model in (User, Appointment, Responsibility, Entry)] == counts
    viewers = {user.username: viewer_for(user, today()) for user in users}
    assert viewers["bg.coordinator"].coordinator_of == frozenset({"bg"})
    assert viewers["bg.labour"].member_of == viewers["bg.asylum"].member_of == frozenset({"bg"})
    assert viewers["observer.no"].observer_of == frozenset({"no"})
    assert (viewers["editor"].editor, viewers["commission"].commission) == (True, True)
    assert viewers["admin"].administrator and not viewers["admin"].in_network
    assert not any(user.is_superuser or user.is_staff for user in users)
    labour = Responsibility.objects.filter(appointment__user__username="bg.labour")
    assert {one.topic.slug for one in labour} == {
        "labour-migration",
        "legal-migration",
        "highly-skilled-migration",
        "family-reunification",
    }
    assert all(user.name.startswith("Demo: ") for user in users)


def test_demo_accounts_need_no_starter_content(demo: None) -> None:
    create_demo_accounts()
    observer = User.objects.get(username="observer.no")
    assert viewer_for(observer, today()).observer_of == frozenset({"no"})
