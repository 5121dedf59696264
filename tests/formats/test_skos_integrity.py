"""The rules of integrity: each breach named, none invented, against a slow reference on small graphs."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comparanda.formats.skos.fault import RULES, Fault, Rule, Severity, errors
from comparanda.formats.skos.integrity import absolute, faults
from comparanda.formats.skos.relations import closed, without_unknown_targets
from comparanda.kernel.concept import Concept, ConceptNote, Label, LabelKind, Match, NoteKind, Scheme, Status
from comparanda.kernel.source import Source
from formats.skos_examples import GLOSSARY, address

A = Concept("a", address("a"), (Label("a", "en"),), top=True)


def concept(slug: str, **parts: object) -> Concept:
    parts.setdefault("labels", (Label(slug, "en"),))
    return Concept(slug, address(slug), **parts)  # type: ignore[arg-type]


def told(*concepts: Concept) -> list[tuple[str, str]]:
    """Rule and slug of each fault."""
    return [
        (fault.rule.value, fault.node.removeprefix(address("")))
        for fault in faults(Scheme(concepts=concepts))
    ]


def test_good_scheme_has_no_faults() -> None:
    assert faults(GLOSSARY) == []
    assert faults(Scheme()) == []


@pytest.mark.parametrize(
    ("parts", "rule"),
    [
        ({"labels": (Label("x", "en"), Label("y", "en"))}, Rule.ONE_PREFERRED),
        ({"labels": (Label("x", "en"), Label("x", "en", LabelKind.ALTERNATIVE))}, Rule.DISJOINT_LABELS),
        (
            {
                "labels": (
                    Label("x", "en"),
                    Label("y", "en", LabelKind.ALTERNATIVE),
                    Label("y", "en", LabelKind.HIDDEN),
                )
            },
            Rule.DISJOINT_LABELS,
        ),
        ({"labels": (Label("x", "en"), Label("x", "en", source_title="Law"))}, Rule.SAME_LABEL),
        ({"labels": (Label("x", "en"), Label("", "en", LabelKind.NONE))}, Rule.TERM_AND_NO_TERM),
        ({"labels": (Label("x", "en"), Label("y", "bg", LabelKind.NONE))}, Rule.TERM_AND_NO_TERM),
        ({"labels": (Label("x", "en", LabelKind.ALTERNATIVE),)}, Rule.NO_PREFERRED),
        ({"labels": (Label("x", "english"),)}, Rule.LANGUAGE_TAG),
        ({"labels": (Label("x", "bg_BG"),)}, Rule.LANGUAGE_TAG),
        ({"labels": (Label("x", "en", region="UK"),)}, Rule.LANGUAGE_TAG),
        ({"labels": (Label("x", ""),)}, Rule.UNTAGGED),
        ({"labels": (Label("", "en"),)}, Rule.EMPTY_LABEL),
        ({"labels": (Label(" \t\u200b\u2060", "en"),)}, Rule.EMPTY_LABEL),
        ({"labels": (Label("\x00\x1f", "en"),)}, Rule.EMPTY_LABEL),
        ({"labels": (Label("\u2800\u3164", "en"),)}, Rule.EMPTY_LABEL),
        ({"labels": (Label("x\x07y", "en"),)}, Rule.CONTROL_CHARACTERS),
        ({"labels": (Label("x\ny", "en"),)}, Rule.CONTROL_CHARACTERS),
        ({"labels": (Label("\u202excod.exe", "en"),)}, Rule.CONTROL_CHARACTERS),
        ({"labels": (Label("x" * 251, "en"),)}, Rule.TOO_LONG),
        ({"definitions": {"en": "x" * 20_001}}, Rule.TOO_LONG),
        ({"definitions": {"en": "x\x00"}}, Rule.CONTROL_CHARACTERS),
        ({"definitions": {"": "x"}}, Rule.UNTAGGED),
        ({"scope_notes": {"deutsch": "x"}}, Rule.LANGUAGE_TAG),
        ({"notes": (ConceptNote(NoteKind.NOTE, "x", "xx"),)}, Rule.LANGUAGE_TAG),
        ({"related": ("a",)}, Rule.RELATED_TO_ITSELF),
        ({"broader": ("x",)}, Rule.UNKNOWN_TARGET),
        ({"related": ("https://example.org/x",)}, Rule.UNKNOWN_TARGET),
        ({"replaced_by": ("x",)}, Rule.UNKNOWN_TARGET),
        ({"matches": {Match.EXACT: ("https://x.org/1",), Match.BROAD: ("https://x.org/1",)}}, Rule.DISJOINT_MATCHES),
        ({"matches": {Match.RELATED: ("https://x.org/1",), Match.EXACT: ("https://x.org/1",)}}, Rule.DISJOINT_MATCHES),
        ({"matches": {Match.EXACT: ("x.org/1",)}}, Rule.ADDRESS),
        ({"matches": {Match.CLOSE: (address("a"),)}}, Rule.MATCH_WITHIN),
        ({"definition_source": Source("Law", "javascript:alert(1)")}, Rule.ADDRESS),
        ({"labels": (Label("x", "en", source_url="eurovoc"),)}, Rule.ADDRESS),
        ({"identifier": "a"}, Rule.ADDRESS),
    ],
)  # fmt: skip
def test_each_breach_in_one_concept_is_named(parts: dict[str, object], rule: Rule) -> None:
    scheme = Scheme(concepts=(replace(A, **parts),))  # type: ignore[arg-type]
    (found,) = faults(scheme)
    assert found.rule is rule
    assert found.node == scheme.concepts[0].identifier
    assert found.message and found.remedy


@pytest.mark.parametrize(
    "parts",
    [
        {"labels": (Label("x", "de"), Label("y", "de", region="AT"), Label("y", "en", LabelKind.ALTERNATIVE), Label("z", "en"))},
        {"labels": (Label("x", "en"), Label("x", "bg", LabelKind.ALTERNATIVE))},
        {"labels": (Label("طالب لجوء\u200cها", "fa"), Label("क\u200dष", "hi"), Label("ס\u200fא", "he"))},
        {"labels": (Label("x", "en"),), "definitions": {"en": "Two\nlines\tand a tab"}},
        {"matches": {Match.CLOSE: ("https://x.org/1",), Match.BROAD: ("https://x.org/1",)}},
        {"notes": (ConceptNote(NoteKind.CHANGE, "2026-03-01"),)},
        {"labels": (Label("x" * 250, "en"),)},
    ],
)  # fmt: skip
def test_what_is_allowed_is_no_fault(parts: dict[str, object]) -> None:
    assert faults(Scheme(concepts=(replace(A, **parts),))) == []  # type: ignore[arg-type]


def test_two_preferred_labels_are_both_named() -> None:
    (found,) = faults(Scheme(concepts=(replace(A, labels=(Label("x", "en"), Label("y", "en"))),)))
    assert found.message == '2 preferred labels in en: "x", "y"'


def test_label_shared_by_two_concepts_is_a_warning_at_each_but_not_where_one_is_out_of_use() -> None:
    label = (Label("return", "en"),)
    found = faults(Scheme(concepts=(replace(A, labels=label), concept("b", labels=label, broader=("a",)))))
    assert [(fault.rule, fault.severity) for fault in found] == [(Rule.SHARED_LABEL, Severity.WARNING)] * 2
    assert errors(found) == []
    assert told(replace(A, labels=label), concept("b", labels=label, status=Status.DEPRECATED)) == []


def test_two_concepts_of_one_slug_are_told() -> None:
    other = replace(A, identifier="https://example.org/a", labels=(Label("other", "en"),))
    assert told(A, other)[0][0] == "same-slug"


def test_known_concepts_elsewhere_are_no_unknown_targets_and_hold_what_is_under_them() -> None:
    scheme = Scheme(concepts=(A, concept("b", broader=("elsewhere",), related=("https://example.org/x",))))
    assert [fault.rule for fault in faults(scheme)] == [Rule.UNKNOWN_TARGET, Rule.UNKNOWN_TARGET, Rule.ORPHAN]
    assert faults(scheme, frozenset({"elsewhere", "https://example.org/x"})) == []


# The hierarchy.


def test_cycle_is_named_step_by_step() -> None:
    found = faults(
        Scheme(
            concepts=(
                A,
                concept("b", broader=("a", "d")),
                concept("c", broader=("b",)),
                concept("d", broader=("c",)),
                concept("e", broader=("e", "a")),
            )
        )
    )
    assert [(fault.rule, fault.message) for fault in found] == [
        (Rule.CYCLE, "broader leads round in a circle: b → d → c → b"),
        (Rule.CYCLE, "broader leads round in a circle: e → e"),
    ]


def test_shortest_circle_of_several_is_named_with_how_many_are_caught() -> None:
    found = faults(
        Scheme(
            concepts=(
                A,
                concept("b", broader=("a", "c", "d")),
                concept("c", broader=("b",)),
                concept("d", broader=("e",)),
                concept("e", broader=("b",)),
            )
        )
    )
    assert [fault.message for fault in found] == [
        "broader leads round in a circle: b → c → b; 4 concepts are caught in it"
    ]


def test_related_to_what_stands_above_is_told_on_both_sides_of_a_long_way() -> None:
    chain = [
        A,
        *(concept(f"c{number}", broader=(f"c{number - 1}" if number else "a",)) for number in range(5)),
    ]
    chain[-1] = replace(chain[-1], related=("a",))
    assert told(*chain) == [("S27", "c4")]


def test_orphan_is_told_but_not_what_is_out_of_use() -> None:
    assert told(A, concept("b"), concept("c", broader=("b",)), concept("d", status=Status.DEPRECATED)) == [
        ("orphan", "b"),
        ("orphan", "c"),
    ]


def test_scheme_without_top_concepts_is_warned_once() -> None:
    found = faults(Scheme(concepts=(concept("a"), concept("b", broader=("a",)), concept("c"))))
    assert [(fault.rule, fault.severity, fault.node) for fault in found] == [
        (Rule.NO_TOP, Severity.WARNING, "")
    ]


@pytest.mark.parametrize("circle", [False, True])
def test_hierarchy_ten_thousand_deep_is_checked(circle: bool) -> None:
    depth = 10_000
    concepts = [replace(A, broader=(f"c{depth - 1}",) if circle else ())]
    concepts += [
        concept(
            f"c{number}", broader=(f"c{number - 1}" if number else "a",), related=("a", f"c{number // 2}")
        )
        for number in range(depth)
    ]
    found = faults(Scheme(concepts=tuple(concepts)))
    kinds = {fault.rule for fault in found}
    assert kinds == {Rule.RELATED_OR_BROADER, Rule.RELATED_TO_ITSELF} | ({Rule.CYCLE} if circle else set())
    if circle:
        (cycle,) = (fault for fault in found if fault.rule is Rule.CYCLE)
        assert cycle.message.startswith("broader leads round in a circle: a → c9999 → c9998 → ")
        assert "…" in cycle.message
    else:
        # Each is related to the top and, but for c0 (itself), to one half as far down; both stand above it.
        assert sum(fault.rule is Rule.RELATED_OR_BROADER for fault in found) == 2 * depth - 1


NODES = [f"n{number}" for number in range(6)]
PAIRS = st.sets(st.sampled_from(list(product(NODES, NODES))), max_size=10)


@settings(max_examples=400)
@given(broader=PAIRS, related=PAIRS, tops=st.sets(st.sampled_from(NODES), max_size=2))
def test_hierarchy_faults_are_those_of_a_slow_reference(
    broader: set[tuple[str, str]], related: set[tuple[str, str]], tops: set[str]
) -> None:
    scheme = Scheme(
        concepts=tuple(
            concept(
                node,
                broader=tuple(above for below, above in broader if below == node),
                related=tuple(other for one, other in related if one == node),
                top=node in tops,
            )
            for node in NODES
        )
    )
    found = faults(scheme)

    above = set(broader)
    for middle, low, high in product(NODES, NODES, NODES):  # Warshall 1962
        if (low, middle) in above and (middle, high) in above:
            above.add((low, high))
    symmetric = related | {(other, one) for one, other in related}
    roots = tops or {node for node in NODES if not any(below == node for below, _ in broader)}
    circles = {
        frozenset({node} | {n for n in NODES if {(n, node), (node, n)} <= above})
        for node in NODES
        if (node, node) in above
    }

    def of(rule: Rule) -> list[Fault]:
        return [fault for fault in found if fault.rule is rule]

    def nodes(rule: Rule) -> list[str]:
        return sorted(fault.node.removeprefix(address("")) for fault in of(rule))

    assert nodes(Rule.RELATED_OR_BROADER) == sorted(
        one for one, other in symmetric if one != other and (one, other) in above
    )
    assert nodes(Rule.RELATED_TO_ITSELF) == sorted({one for one, other in related if one == other})
    assert nodes(Rule.ORPHAN) == sorted(
        node for node in NODES if node not in roots and not any((node, root) in above for root in roots)
    )
    assert nodes(Rule.CYCLE) == sorted(min(circle) for circle in circles)
    for fault in of(Rule.CYCLE):
        way = re.findall(r"n\d", fault.message)
        assert way[0] == way[-1]
        assert len(set(way)) == len(way) - 1
        assert all(step in broader for step in pairwise(way))
        assert any(set(way) <= circle for circle in circles)
    assert {fault.rule for fault in found} <= {
        *(Rule.RELATED_OR_BROADER, Rule.RELATED_TO_ITSELF, Rule.ORPHAN, Rule.CYCLE, Rule.NO_TOP)
    }


# Closing, and leaving out what is unknown.


@given(broader=PAIRS, related=PAIRS)
def test_closing_twice_changes_nothing(broader: set[tuple[str, str]], related: set[tuple[str, str]]) -> None:
    scheme = Scheme(
        concepts=tuple(
            concept(
                node,
                narrower=tuple(below for below, above in broader if above == node),
                related=tuple(other for one, other in related if one == node),
            )
            for node in reversed(NODES)
        )
    )
    once = closed(scheme)
    assert closed(once) == once
    for each in once.concepts:
        assert all(each.slug in once.by_slug()[target].broader for target in each.narrower)
        assert all(each.slug in once.by_slug()[target].related for target in each.related)


def test_relations_by_address_become_slugs() -> None:
    scheme = closed(Scheme(concepts=(A, concept("b", broader=(address("a"),)))))
    assert scheme.by_slug()["b"].broader == ("a",)
    assert scheme.by_slug()["a"].narrower == ("b",)


def test_leaving_out_unknown_targets_makes_a_part_whole() -> None:
    part = Scheme(
        concepts=(
            A,
            concept("b", broader=("a", "x")),
            concept("c", broader=("x",), related=("y", "b"), replaced_by=("z",)),
            concept("d", broader=("c",)),
        )
    )
    whole = without_unknown_targets(part)
    assert faults(whole) == []
    assert [(each.broader, each.related, each.top) for each in whole.concepts] == [
        ((), (), True),
        (("a",), ("c",), False),
        ((), ("b",), True),
        (("c",), (), False),
    ]


def test_leaving_out_names_no_tops_where_the_scheme_names_none() -> None:
    whole = without_unknown_targets(Scheme(concepts=(concept("a"), concept("b", broader=("x",)))))
    assert [each.top for each in whole.concepts] == [False, False]
    assert errors(faults(whole)) == []


def test_every_rule_has_a_heading() -> None:
    assert set(RULES) == set(Rule)


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("https://example.org", True),
        ("https://example.org/a(b)?q=1#f", True),
        ("http://пример.бг/път", True),
        ("urn:uuid:0b1c", True),
        ("example.org/a", False),
        ("https://example.org/a b", False),
        ("https://example.org/<a>", False),
        ("https://example.org/%zz", False),
        ("https://example.org/a#b#c", False),
        ("", False),
    ],
)
def test_address_is_absolute_and_fit_for_rdf(text: str, good: bool) -> None:
    assert absolute(text) is good
