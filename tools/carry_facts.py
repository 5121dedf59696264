"""Carries the compiled facts over into ``content/``: the record of how its first version was made.

    python tools/carry_facts.py FACTS_FOLDER [OUTPUT_FOLDER]

Reads the facts folder (``comparisons.csv``, ``questions.csv``, ``topics.csv``, ``justice/``, ``migration/``,
``network/ncps.csv``). Writes ``people/topics.csv``, ``people/contact_points.csv`` and, for each comparison,
``themes/<slug>/answers.csv``; ``content/README.md`` documents their columns.

The files it wrote were edited by hand afterwards: notes reworded and given their Bulgarian text, some of them
moved to the question they speak of, wordings of questions and codes mended. So it never overwrites a file, and
running it again gives the first version, not the present one. What must not drift from the facts (values,
sources, dates, confidence) is compared by ``tests/content/test_packs.py``.

Leaves out what people wrote by hand from the start: ``themes.yaml``, every ``comparison.yaml``, the Bulgarian
renderings of names and of prose values.
"""

from __future__ import annotations

import argparse
import csv
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

Row = dict[str, str]

REVIEWED_ON = "2026-11-22"
"""The day of the second check, value by value, by another checker."""

ANSWER_COLUMNS = (
    "country question value value_bg value_language absence note_en note_bg note_original_language "
    "as_of confidence reviewed_on source_title source_url source2_title source2_url"
).split()
CONTACT_POINT_COLUMNS = (
    "code country_code name_en name_bg status host_en host_native valid_from source_title source_url confidence"
).split()

NATIVE_LANGUAGE = {
    "AT": "de", "BE": "mul", "BG": "bg", "HR": "hr", "CY": "el", "CZ": "cs", "DK": "da", "EE": "et",
    "FI": "fi", "FR": "fr", "DE": "de", "GR": "el", "HU": "hu", "IE": "ga", "IT": "it", "LV": "lv",
    "LT": "lt", "LU": "fr", "MT": "mt", "NL": "nl", "PL": "pl", "PT": "pt", "RO": "ro", "SK": "sk",
    "SI": "sl", "ES": "es", "SE": "sv",
}  # fmt: skip
"""ISO 639 code of the language in which a body's own name is given; ``mul`` where it is given in several."""

READ_AS: dict[tuple[str, str], tuple[str, ...]] = {
    ("constitutions", "changes after mid-2025"): ("last_amended",),
    ("constitutions", "changes after 2022"): ("last_amended",),
    ("constitutional-review", "composition rules of the 2023 text"): ("members",),
    ("constitutional-review", "prior review of statutes of autonomy"): ("a_priori",),
    ("judicial-self-government", "members_total and elected members are counted from art. 65"): (
        "members_total",
        "judges_elected_by_peers",
    ),
    ("judicial-self-government", "members_total and number of elected (law of 2022)"): (
        "members_total",
        "judges_elected_by_peers",
    ),
    ("judicial-self-government", "absence of a council is general knowledge"): (
        "council_exists",
        "council",
        "constitutional_status",
        "covers_prosecutors",
        "established",
        "members_total",
        "judges_elected_by_peers",
        "powers",
    ),
    (
        "judicial-self-government",
        "seat of the Attorney General or State Advocate after 2020 (sources differ)",
    ): ("members_total",),
    ("judicial-self-government", "result of the reform of appointments"): ("powers",),
    ("judicial-self-government", "role of the agency"): ("powers",),
    ("judicial-self-government", "composition of the two colleges"): ("judges_elected_by_peers",),
    ("prosecution", "authority of the Minister of Justice"): ("place",),
    ("prosecution", "appointment rules after 2020"): ("head_appointed_by",),
    (
        "prosecution",
        "eucrim does not count Greece among states with a leading investigative judge",
    ): ("investigating_judge",),
}
"""Unverified fields named in loose words, and the questions they bear on."""

NO_VALUE_CONCERNED = frozenset(
    {
        # What came, or may come, after the date that the answer bears.
        "outcome of the draft seventeenth amendment of summer 2026",
        "changes by the draft seventeenth amendment of summer 2026",
        "reform of judicial appointments proposed in 2022",
        "pending changes to be decided after the elections of September 2026",
        "outcome of bill 632 SE",
        "outcome of the bills of 2025",
        "outcome of the bill of 2026",
        "outcome of the draft law of 2025",
        "state of the reform after August 2025",
        # What the facts give no value for.
        "how many of the court members are judges",
        # What only a note says: left out of the notes by hand.
        "former name",
        "year 2010 of the start of preliminary rulings",
        "second council of 2025",
        "rule on written instructions",
        "wording of art. 150(2) after 2023",
        "two-thirds majority rules after 2010 not seen",
        "dispute over the status of part of the judges is not shown",
    }
)
"""Unverified remarks that leave every coded value as it is."""

NAMES = {"body": "body_en", "council": "council_en", "office": "office_en"}
"""Questions answered with a body's own name, and the column with its English name."""

LEAD_IMPLIES_NOT_APPLICABLE = {
    ("constitutional-review", "none"): {"body", "established", "members"},
    ("judicial-self-government", "no"): {
        "council",
        "established",
        "members_total",
        "judges_elected_by_peers",
        "powers",
    },
}
"""Where the lead answer says that there is no such body, a blank about that body does not mean "not known"."""

NOT_A_WAITING_PERIOD = ("family-reunification", "waiting_months", "DE")
"""Its 24 is the length of a general suspension: the facts warn against reading it as a waiting period."""

CONTACT_POINT_NAME = {
    "AT": ("Austria", "Австрия"), "BE": ("Belgium", "Белгия"), "BG": ("Bulgaria", "България"),
    "HR": ("Croatia", "Хърватия"), "CY": ("Cyprus", "Кипър"), "CZ": ("Czechia", "Чехия"),
    "EE": ("Estonia", "Естония"), "FI": ("Finland", "Финландия"), "FR": ("France", "Франция"),
    "DE": ("Germany", "Германия"), "GR": ("Greece", "Гърция"), "HU": ("Hungary", "Унгария"),
    "IE": ("Ireland", "Ирландия"), "IT": ("Italy", "Италия"), "LV": ("Latvia", "Латвия"),
    "LT": ("Lithuania", "Литва"), "LU": ("Luxembourg", "Люксембург"), "MT": ("Malta", "Малта"),
    "NL": ("Netherlands", "Нидерландия"), "PL": ("Poland", "Полша"), "PT": ("Portugal", "Португалия"),
    "RO": ("Romania", "Румъния"), "SK": ("Slovakia", "Словакия"), "SI": ("Slovenia", "Словения"),
    "ES": ("Spain", "Испания"), "SE": ("Sweden", "Швеция"), "NO": ("Norway", "Норвегия"),
    "GE": ("Georgia", "Грузия"), "MD": ("Moldova", "Молдова"), "UA": ("Ukraine", "Украйна"),
    "ME": ("Montenegro", "Черна гора"), "AM": ("Armenia", "Армения"), "RS": ("Serbia", "Сърбия"),
    "MK": ("North Macedonia", "Северна Македония"),
}  # fmt: skip

OBSERVER_SINCE = {
    "GE": "2021-03-11",
    "MD": "2021-03-12",
    "ME": "2022-09-23",
    "RS": "2023-03-16",
    "MK": "2024-10-28",
}
"""From the description of the network, where it gives a day. It gives only 2011 for Norway, August 2022 for
Ukraine and "27/28 October 2022" for Armenia."""


def read_rows(path: Path) -> list[Row]:
    """Rows of one facts file. Raises `OSError` where there is none."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write_rows(path: Path, columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> None:
    """Writes a new file. Raises `FileExistsError` rather than undo what was edited by hand."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("x", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def unreviewed_questions(
    slug: str, unverified: str, question_by_column: Mapping[str, str], row: Row
) -> set[str]:
    """The questions whose value was not checked a second time.

    ``unverified`` lists columns and remarks, split by semicolons outside brackets. Raises `ValueError` for a
    remark that is neither a column nor known here, so that none is passed over in silence.
    """
    found: set[str] = set()
    for piece in re.split(r";\s*(?![^()]*\))", unverified):
        piece = piece.strip()
        if not piece or piece in NO_VALUE_CONCERNED:
            continue
        if (slug, piece) in READ_AS:
            found.update(READ_AS[slug, piece])
            continue
        columns = set(re.findall(r"[a-z_]+", piece.split("(")[0])) & set(row)
        if not columns:
            raise ValueError(f"{slug}: unverified field not understood: {piece}")
        found.update(question_by_column[column] for column in columns if column in question_by_column)
    return found


def sources(row: Row) -> Row:
    names = ("source_title", "source_url", "source2_title", "source2_url")
    return {name: row.get(name, "") for name in names}


def justice_answers(slug: str, lead: str, questions: Sequence[Row], rows: Iterable[Row]) -> list[Row]:
    """One answer a filled cell: the facts of the theme Justice hold one row a country, one column a question."""
    question_by_column = {question["facts_column"]: question["code"] for question in questions}
    answers: list[Row] = []
    for row in rows:
        unreviewed = unreviewed_questions(slug, row["unverified_fields"], question_by_column, row)
        for question in questions:
            code, value = question["code"], row[question["facts_column"]]
            missing = value in ("", "–")
            implied = code in LEAD_IMPLIES_NOT_APPLICABLE.get((slug, row.get(lead, "")), set())
            if missing and not implied:
                continue
            note_en, note_bg = "", ""
            if code == lead:
                note_en = row.get("note_en", "") or f"{row['name_native']}: {row['name_en']}"
                note_bg = row.get("note_bg", "")
            elif code in NAMES and not missing:
                note_en = row[NAMES[code]]
            language = ""
            if question["answer_type"] == "text" and not missing:
                language = NATIVE_LANGUAGE[row["iso2"]] if code in NAMES else "en"
            answers.append(
                {
                    "country": row["iso2"],
                    "question": code,
                    "value": "" if missing else value,
                    "value_language": language,
                    "absence": "not-applicable" if missing else "",
                    "note_en": note_en,
                    "note_bg": note_bg,
                    "note_original_language": "en" if note_en else "",
                    "as_of": row["as_of"],
                    "confidence": row["confidence"],
                    "reviewed_on": "" if code in unreviewed else REVIEWED_ON,
                    **sources(row),
                }
            )
    return answers


def migration_answers(slug: str, questions: Sequence[Row], rows: Iterable[Row]) -> list[Row]:
    """One answer a row; rows without a source address are not published."""
    code_by_id = {question["facts_column"]: question["code"] for question in questions}
    answers: list[Row] = []
    for row in rows:
        if not row["source_url"]:
            continue
        code, value, absence, reviewed_on = code_by_id[row["question_id"]], row["value"], "", REVIEWED_ON
        if row["confidence"] == "low":
            value, absence, reviewed_on = "", "unknown", ""
        elif value == "not_applicable" or (slug, code, row["iso2"]) == NOT_A_WAITING_PERIOD:
            value, absence = "", "not-applicable"
        answers.append(
            {
                "country": row["iso2"],
                "question": code,
                "value": value,
                "absence": absence,
                "note_en": row["note_en"],
                "note_bg": row["note_bg"],
                "note_original_language": "en" if row["note_en"] else "",
                "as_of": row["as_of"],
                "confidence": row["confidence"],
                "reviewed_on": reviewed_on,
                **sources(row),
            }
        )
    order = {question["code"]: place for place, question in enumerate(questions)}
    return sorted(answers, key=lambda answer: (answer["country"], order[answer["question"]]))


def contact_points(rows: Iterable[Row]) -> list[Row]:
    """Contact points without the host where it is of low confidence."""
    points: list[Row] = []
    for row in rows:
        english, bulgarian = CONTACT_POINT_NAME[row["iso2"]]
        certain = row["confidence"] != "low"
        points.append(
            {
                "code": row["iso2"].lower(),
                "country_code": row["iso2"],
                "name_en": f"{english} – EMN National Contact Point",
                "name_bg": f"{bulgarian} – национална точка за контакт на ЕММ",
                "status": row["role"],
                "host_en": row["institution_en"] if certain else "",
                "host_native": row["institution_native"] if certain else "",
                "valid_from": OBSERVER_SINCE.get(row["iso2"], ""),
                "source_url": row["source_url"],
                "confidence": row["confidence"],
            }
        )
    return points


def carry(facts: Path, output: Path) -> dict[str, int]:
    """Writes every file; gives the number of rows of each by its path below ``output``."""
    questions = read_rows(facts / "questions.csv")
    counts: dict[str, int] = {}

    def keep(name: str, columns: Sequence[str], rows: list[Row]) -> None:
        write_rows(output / name, columns, rows)
        counts[name] = len(rows)

    keep("people/topics.csv", ("slug", "label_en", "label_bg"), read_rows(facts / "topics.csv"))
    points = contact_points(read_rows(facts / "network" / "ncps.csv"))
    keep("people/contact_points.csv", CONTACT_POINT_COLUMNS, points)
    for comparison in read_rows(facts / "comparisons.csv"):
        slug = comparison["slug"]
        asked = [question for question in questions if question["comparison"] == slug]
        rows = read_rows(facts / comparison["facts_file"])
        if comparison["theme"] == "justice":
            answers = justice_answers(slug, comparison["lead_question"], asked, rows)
        else:
            answers = migration_answers(slug, asked, rows)
        keep(f"themes/{slug}/answers.csv", ANSWER_COLUMNS, answers)
    return counts


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Carry the compiled facts over into content packs.")
    parser.add_argument("facts", type=Path, help="the folder with comparisons.csv, questions.csv, justice/ …")
    parser.add_argument("output", type=Path, nargs="?", default=Path(__file__).parents[1] / "content")
    options = parser.parse_args(arguments)
    try:
        counts = carry(options.facts, options.output)
    except (OSError, ValueError) as error:
        print(f"carry_facts: {error}", file=sys.stderr)
        return 1
    for name, count in counts.items():
        print(f"{count:5d}  {name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
