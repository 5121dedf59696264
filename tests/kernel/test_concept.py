"""Concepts and labels: what they answer of themselves."""

from comparanda.kernel.concept import Concept, Label, LabelKind, Scheme

RESIDENCE_PERMIT = Concept(
    "residence-permit",
    "https://comparanda.example/id/concept/residence-permit",
    (
        Label("Aufenthaltstitel", "de"),
        Label("Aufenthaltsberechtigung", "de", region="AT"),
        Label("residence title", "en", LabelKind.ALTERNATIVE),
        Label("", "mt", LabelKind.NONE),
    ),
)


def test_regional_variant_carries_its_region_in_the_tag() -> None:
    assert [label.tag for label in RESIDENCE_PERMIT.labels] == ["de", "de-AT", "en", "mt"]


def test_preferred_label_of_a_region_never_stands_in_for_the_language() -> None:
    assert RESIDENCE_PERMIT.preferred("de") == Label("Aufenthaltstitel", "de")
    assert RESIDENCE_PERMIT.preferred("de", "AT") == Label("Aufenthaltsberechtigung", "de", region="AT")
    assert RESIDENCE_PERMIT.preferred("de", "BE") is None
    assert RESIDENCE_PERMIT.preferred("en") is None


def test_labels_of_a_kind_hold_regional_variants() -> None:
    assert len(RESIDENCE_PERMIT.of_kind(LabelKind.PREFERRED, "de")) == 2
    assert RESIDENCE_PERMIT.of_kind(LabelKind.NONE) == (Label("", "mt", LabelKind.NONE),)
    assert RESIDENCE_PERMIT.of_kind(LabelKind.HIDDEN) == ()


def test_scheme_finds_concepts_by_slug() -> None:
    assert Scheme(concepts=(RESIDENCE_PERMIT,)).by_slug() == {"residence-permit": RESIDENCE_PERMIT}
