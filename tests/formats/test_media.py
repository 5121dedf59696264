"""The names, suffixes and content types of the formats."""

import pytest

from comparanda.formats.media import MediaType, UnknownMediaType


@pytest.mark.parametrize("media_type", list(MediaType))
def test_every_format_is_found_by_its_suffix(media_type: MediaType) -> None:
    assert MediaType.from_suffix(media_type.suffix) is media_type
    assert MediaType.from_suffix(media_type.value.upper()) is media_type
    assert MediaType.from_file_name(f"a.b{media_type.suffix}") is media_type
    assert "/" in media_type.content_type


@pytest.mark.parametrize("suffix", ["", ".", "exe", "..csv", "csv.exe"])
def test_other_suffixes_are_unknown_and_the_known_ones_named(suffix: str) -> None:
    with pytest.raises(UnknownMediaType, match=r"\.csv"):
        MediaType.from_suffix(suffix)


def test_file_name_without_suffix_is_unknown() -> None:
    with pytest.raises(UnknownMediaType):
        MediaType.from_file_name("csv")


def test_text_formats_name_their_charset() -> None:
    named = {member for member in MediaType if "charset=utf-8" in member.content_type}
    assert named == {
        MediaType.CSV,
        MediaType.SVG,
        MediaType.ATOM,
        MediaType.XML,
        MediaType.TURTLE,
        MediaType.RDF_XML,
    }
    assert {member for member in MediaType if member.is_text} == named | {MediaType.JSON, MediaType.JSON_LD}
