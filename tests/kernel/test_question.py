"""What counts as a value of each answer type: canonical, stable, and never a crash."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from comparanda.kernel.question import (
    MAXIMUM_TEXT_LENGTH,
    Code,
    InvalidValue,
    Part,
    PartType,
    Question,
    as_number,
    clean_text,
    entry_text,
    number_text,
    parse_number,
    parse_value,
    values_from_json,
    values_to_json,
)

CODES = (Code("none", {"en": "None"}), Code("partial", {"en": "Partial"}), Code("full", {"en": "Full"}))
PARTS = {kind: Part("value", kind, codes=CODES if kind in ("choice", "choices") else ()) for kind in PartType}

HOSTILE = st.text() | st.sampled_from(
    [
        "",
        " ",
        "\x00",
        "\u200b",
        "NaN",
        "Infinity",
        "-inf",
        "1e9",
        "1_000",
        "0x10",
        "--1",
        "+-1",
        ".",
        ",",
        "-",
        "1..2",
        "1,,2",
        "1.2.3,4",
        "٣٫٥",
        "²",
        "½",
        "%(raw)s",
        "%s %d %",
        "=1+1",
        "<script>",
        "9" * 41,
        "2024-00",
        "2024-13-01",
        "0000",
        "2024-02-30",
        "31.02.2024",
        "2024/2023",
        "/",
        "2024/2025/2026",
        "javascript:alert(1)",
        "http://",
        "https:// a",
        "\ud800",
        "yes;no",
        ";;;",
        "none;none",
    ]
)


@pytest.mark.parametrize("kind", PartType)
@given(raw=HOSTILE | st.lists(HOSTILE, max_size=3))
def test_anything_is_a_value_or_is_refused_in_words(kind: PartType, raw: str | list[str]) -> None:
    part = PARTS[kind]
    try:
        value = parse_value(part, raw)
    except InvalidValue as refused:
        assert refused.message
        assert str(refused)
        return

    if value is not None:
        assert value
        assert parse_value(part, entry_text(part, value)) == value


DECIMALS = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12, places=4)


@st.composite
def canonical(draw: st.DrawFn) -> tuple[PartType, str | tuple[str, ...]]:
    """An answer type and a value of it in canonical form."""
    kind = draw(st.sampled_from(PartType))
    if kind is PartType.YES_NO:
        return kind, draw(st.sampled_from(["yes", "no"]))
    if kind is PartType.CHOICE:
        return kind, draw(st.sampled_from([code.code for code in CODES]))
    if kind is PartType.CHOICES:
        some = draw(st.sets(st.sampled_from([code.code for code in CODES]), min_size=1))
        return kind, tuple(code.code for code in CODES if code.code in some)
    if kind is PartType.PERCENT:
        return kind, number_text(draw(st.decimals(0, 100, places=3)))
    if kind.numeric:
        return kind, number_text(draw(DECIMALS))
    days = st.dates(date(1000, 1, 1))
    texts = days.map(str) | days.map(lambda day: str(day)[:7]) | days.map(lambda day: str(day)[:4])
    if kind is PartType.DATE:
        return kind, draw(texts)
    if kind is PartType.PERIOD:
        start, end = sorted([draw(days), draw(days)])
        return kind, f"{start}/{str(end)[:7]}"
    if kind is PartType.LINK:
        return kind, "https://example.org/" + draw(st.text("abcABC0123/?&=.-_", max_size=20))
    return kind, draw(st.text("абвabc \n=+-@", min_size=1).map(str.strip).filter(bool))


@given(canonical())
def test_a_canonical_value_is_read_back_as_itself(case: tuple[PartType, str | tuple[str, ...]]) -> None:
    kind, value = case
    part = PARTS[kind]

    assert parse_value(part, entry_text(part, value)) == value
    assert values_from_json(values_to_json({"value": value})) == {"value": value}


# numbers


@pytest.mark.parametrize(
    ("raw", "number"),
    [
        ("18", "18"),
        (" 18 ", "18"),
        ("+18", "18"),
        ("-18", "-18"),
        ("\u221218", "-18"),
        ("1.5", "1.5"),
        ("1,5", "1.5"),
        ("1,50", "1.5"),
        ("0,125", "0.125"),
        ("0.125", "0.125"),
        ("-0,125", "-0.125"),
        ("1 234", "1234"),
        ("1\u00a0234,5", "1234.5"),
        ("1\u202f234\u202f567", "1234567"),
        ("1'234.50", "1234.5"),
        ("1,234.5", "1234.5"),
        ("1.234,5", "1234.5"),
        ("1,234,567", "1234567"),
        ("1.234.567", "1234567"),
        ("1.234.567,891", "1234567.891"),
        ("1,234,567.891", "1234567.891"),
        ("1.2345", "1.2345"),
        ("1234.567", "1234.567"),
        ("1 234,567", "1234.567"),
        ("007", "7"),
        ("-0", "0"),
        ("0.000", "0"),
        ("100", "100"),
    ],
)
def test_numbers_as_bulgarians_and_the_english_write_them(raw: str, number: str) -> None:
    assert number_text(parse_number(raw)) == number


@pytest.mark.parametrize("raw", ["1.234", "1,234", "12.345", "-1,234", "999,999"])
def test_what_could_be_read_in_two_ways_is_not_guessed_at(raw: str) -> None:
    with pytest.raises(InvalidValue, match="two ways"):
        parse_number(raw)


@pytest.mark.parametrize(
    "raw", ["", "-", ".", ",", "1e5", "NaN", "inf", "1-2", "12%", "1.2.3", "1,23,456", "€5", "five", "1" * 41]
)
def test_what_is_no_number_is_refused(raw: str) -> None:
    with pytest.raises(InvalidValue):
        parse_number(raw)


@given(DECIMALS, st.sampled_from([(" ", ","), ("\u00a0", ","), (".", ","), (",", "."), ("'", ".")]))
def test_grouped_numbers_with_two_decimals_are_read_in_either_custom(
    number: Decimal, custom: tuple[str, str]
) -> None:
    number = round(number, 2)
    thousands, point = custom
    written = f"{number:,.2f}".replace(",", "T").replace(".", point).replace("T", thousands)

    assert parse_number(written) == number


@given(DECIMALS)
def test_number_text_is_plain_and_loses_nothing(number: Decimal) -> None:
    text = number_text(number)

    assert Decimal(text) == number
    assert "E" not in text and not text.startswith("+")
    assert "." not in text or not text.endswith(("0", "."))


@pytest.mark.parametrize(
    ("part", "raw", "message"),
    [
        (Part("value", PartType.PERCENT), "-1", "The least that is possible here is 0."),
        (Part("value", PartType.PERCENT), "100,1", "The most that is possible here is 100."),
        (
            Part("value", PartType.NUMBER, minimum=Decimal("0.5")),
            "0.4",
            "The least that is possible here is 0.5.",
        ),
        (
            Part("value", PartType.MONEY, maximum=Decimal("1E+3")),
            "1001",
            "The most that is possible here is 1000.",
        ),
        (Part("value", PartType.NUMBER, decimals=0), "1.5", "Enter a whole number."),
        (Part("value", PartType.MONEY, decimals=2), "1.2345", "Enter at most 2 decimal places."),
        # More digits than arithmetic usually keeps: still not a whole number.
        (Part("value", PartType.NUMBER, decimals=0), "0." + "9" * 36, "Enter a whole number."),
    ],
)
def test_bounds_and_decimals(part: Part, raw: str, message: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        parse_value(part, raw)
    assert str(refused.value) == message


def test_zeros_after_the_point_are_no_decimals() -> None:
    assert parse_value(Part("value", PartType.NUMBER, decimals=0), "18.0") == "18"
    assert parse_value(Part("value", PartType.NUMBER, decimals=0), "1200") == "1200"


def test_three_decimals_can_be_entered_and_edited_again() -> None:
    part = Part("value", PartType.NUMBER)

    assert parse_value(part, "1.1250") == "1.125"
    assert entry_text(part, "1.125") == "1.1250"
    assert entry_text(part, "0.125") == "0.125"
    assert entry_text(part, "1234") == "1234"


@given(st.text())
def test_as_number_is_a_number_or_none(text: str) -> None:
    number = as_number(text)

    assert number is None or number.is_finite()


def test_a_choice_has_no_number() -> None:
    assert as_number(("1", "2")) is None
    assert as_number(None) is None
    assert as_number("NaN") is None
    assert as_number("1.5") == Decimal("1.5")


# codes


def test_choices_keep_the_order_of_the_list_and_each_code_once() -> None:
    assert parse_value(PARTS[PartType.CHOICES], "full; none;full") == ("none", "full")
    assert parse_value(PARTS[PartType.CHOICES], ["full", " none "]) == ("none", "full")
    assert parse_value(PARTS[PartType.CHOICES], ";") is None


@pytest.mark.parametrize("kind", [PartType.YES_NO, PartType.CHOICE, PartType.CHOICES])
@pytest.mark.parametrize("raw", ["Yes", "maybe", "none,full", "%(raw)s"])
def test_what_is_not_on_the_list_is_refused_by_name(kind: PartType, raw: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        parse_value(PARTS[kind], raw)
    assert str(refused.value) == f"{raw} is not among the choices."


# dates and periods


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("2026", "2026"),
        ("2026-05", "2026-05"),
        ("2026-05-17", "2026-05-17"),
        ("17.05.2026", "2026-05-17"),
        ("7.5.2026", "2026-05-07"),
        ("7.5.2026 г.", "2026-05-07"),
        ("05.2026", "2026-05"),
        ("2024-02-29", "2024-02-29"),
    ],
)
def test_dates_as_they_are_written(raw: str, value: str) -> None:
    assert parse_value(PARTS[PartType.DATE], raw) == value


@pytest.mark.parametrize(
    "raw", ["2026-02-29", "31.04.2026", "13.2026", "26", "May 2026", "2026-5-1", "5/17/2026"]
)
def test_what_is_no_date_is_refused(raw: str) -> None:
    with pytest.raises(InvalidValue):
        parse_value(PARTS[PartType.DATE], raw)


@pytest.mark.parametrize("raw", ["2026", "2026/2025", "2026/", "/2026", "2026-02-30/2027", "2020/2021/2022"])
def test_what_is_no_period_is_refused(raw: str) -> None:
    with pytest.raises(InvalidValue):
        parse_value(PARTS[PartType.PERIOD], raw)


# text and links


@given(st.text())
@example("a\r\nb\rc")
def test_clean_text_is_stable_and_can_stand_in_any_file(text: str) -> None:
    try:
        clean = clean_text(text)
    except InvalidValue:
        return

    assert clean_text(clean) == clean
    assert "\r" not in clean
    clean.encode("utf-8")
    assert not {*clean} & {chr(code) for code in (*range(9), 11, 12, *range(14, 32), 127)}


@pytest.mark.parametrize("character", ["\x00", "\x0b", "\x1b", "\x7f", "\x85", "\ud800", "\uffff"])
def test_control_characters_are_refused(character: str) -> None:
    with pytest.raises(InvalidValue, match="control characters"):
        clean_text(f"a{character}b")


def test_over_long_text_is_refused_with_its_length() -> None:
    assert clean_text("a" * MAXIMUM_TEXT_LENGTH)
    with pytest.raises(InvalidValue) as refused:
        clean_text("a" * (MAXIMUM_TEXT_LENGTH + 1))
    assert refused.value.values == {"length": MAXIMUM_TEXT_LENGTH + 1, "maximum": MAXIMUM_TEXT_LENGTH}


@pytest.mark.parametrize(
    "raw",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "ftp://example.org",
        "//example.org",
        "example.org",
        "http://a b",
    ],
)
def test_only_web_addresses_become_links(raw: str) -> None:
    with pytest.raises(InvalidValue):
        parse_value(PARTS[PartType.LINK], raw)


# the question


def test_the_lead_part_is_the_first_that_can_be_compared() -> None:
    text, number = Part("value", PartType.TEXT), Part("months", PartType.NUMBER)

    assert Question("q", {}, (text, number)).lead_part is number
    assert Question("q", {}, (text,)).lead_part is text
