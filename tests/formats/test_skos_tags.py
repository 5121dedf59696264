"""Language tags: what is read into language and region, and what is told of the wrong ones."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comparanda.formats.skos.tags import Tag, read_tag


@pytest.mark.parametrize(
    ("written", "language", "region"),
    [
        ("bg", "bg", ""),
        ("EN", "en", ""),
        ("en-gb", "en", "GB"),
        ("DE-at", "de", "AT"),
        ("sr-latn", "sr-Latn", ""),
        ("SR-LATN-rs", "sr-Latn", "RS"),
        ("es-419", "es", "419"),
        ("ca-ES-valencia", "ca-ES-valencia", ""),
        ("de-1996", "de-1996", ""),
        ("zh-cmn-Hans", "zh-cmn-Hans", ""),
        ("no", "no", ""),
        ("iw", "he", ""),
        ("rom", "rom", ""),
        ("x-notation", "x-notation", ""),
        ("", "", ""),
    ],
)
def test_tag_is_read_into_language_and_region(written: str, language: str, region: str) -> None:
    assert read_tag(written) == Tag(language, region)


@pytest.mark.parametrize(
    ("written", "better"),
    [
        ("bg_BG", "bg-BG"),
        ("english", "en"),
        ("Bulgarian", "bg"),
        ("български", "bg"),
        ("deutsch", "de"),
        ("cz", "cs"),
        ("dk", "da"),
        ("gr", "el"),
        ("ua", "uk"),
        ("en-UK", "en-GB"),
    ],
)
def test_wrong_tag_is_kept_and_the_right_one_named(written: str, better: str) -> None:
    tag = read_tag(written)
    assert (tag.whole, tag.remedy) == (written, f'write "{better}"')
    assert f'"{written}"' in tag.fault


@pytest.mark.parametrize("written", ["xx", "a", "-bg", "bg--BG", "e n", "englishlanguage", "1", "ſv", "en-"])
def test_what_is_no_tag_is_a_fault(written: str) -> None:
    assert read_tag(written).fault


def test_code_of_three_letters_is_read_as_that_of_two() -> None:
    tag = read_tag("bul")
    assert (tag.whole, tag.fault) == ("bg", "")
    assert tag.remark.startswith('"bul" was read as "bg"')


@given(st.text(max_size=12) | st.from_regex(r"[a-zA-Z]{1,9}([-_][a-zA-Z0-9]{1,9}){0,4}", fullmatch=True))
def test_reading_a_good_tag_again_changes_nothing(written: str) -> None:
    tag = read_tag(written)
    if not tag.fault:
        assert read_tag(tag.whole) == Tag(tag.language, tag.region)
