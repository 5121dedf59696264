"""The rules that a vocabulary must keep: those of the W3C SKOS Reference, named by their number, and our own.

Nothing here repairs: a fault names the concept and what to do, and whoever loads decides. Works through a hierarchy
of any depth without recursion, in time proportional to its size. Leaves out what only a file can break (a label that
is no text, a concept that is also a scheme): `reading` reports those as faults of the same kind.
"""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from comparanda.formats.skos.fault import CONTROL, Fault, Rule, error, shortened, warning
from comparanda.formats.skos.relations import closed
from comparanda.formats.skos.tags import read_tag
from comparanda.kernel.concept import Concept, Label, LabelKind, Match, NoteKind, Scheme, Status
from comparanda.kernel.language import Text
from comparanda.kernel.phrase import Sentence, phrase
from comparanda.kernel.source import is_address

LONGEST_LABEL = 250
"""Characters. What is longer is no name but a description."""
LONGEST_TEXT = 20_000
"""Characters of a definition, scope note or note; what is longer is a document."""

# RFC 3987 without the addresses in square brackets of IPv6, which no vocabulary needs.
_OUTSIDE = (
    r"\s<>\"{}|\\^`\[\]/?#\x00-\x20\x7f-\x9f\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef\ufff0-\uffff"
    r"\U0001fffe\U0001ffff\U000e0000-\U0010ffff"
)
_ADDRESS = re.compile(
    rf"[A-Za-z][A-Za-z0-9+.-]*:"
    rf"(//([^{_OUTSIDE}@]*@)?[^{_OUTSIDE}@:]*(:[0-9]*)?(/[^{_OUTSIDE}]*)*|(?!//)[^{_OUTSIDE}]*(/[^{_OUTSIDE}]*)*)"
    rf"(\?([^{_OUTSIDE}]|[/?])*)?(#([^{_OUTSIDE}]|[/?])*)?"
)
_TEXT_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")
# Letters and marks that show nothing, and white space; joined with the controls they make an empty label.
_FILLERS = " \u00ad\u034f\u115f\u1160\u2800\u3164\uffa0"
_INVISIBLE = re.compile(
    f"[{_FILLERS}\\s\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]*"
)
_RELATED_AT_ONCE = 4_096


LABEL_KINDS: Mapping[LabelKind, str] = {
    LabelKind.PREFERRED: phrase("preferred"),
    LabelKind.ALTERNATIVE: phrase("alternative"),
    LabelKind.HIDDEN: phrase("hidden"),
}
"""What a label is, as a catalogue message that stands before "label"."""
_MATCH_KINDS: Mapping[Match, str] = {
    Match.EXACT: phrase("exact"),
    Match.CLOSE: phrase("close"),
    Match.BROAD: phrase("broad"),
    Match.NARROW: phrase("narrow"),
    Match.RELATED: phrase("related"),
}
_NOTE_KINDS: Mapping[NoteKind, str] = {
    NoteKind.NOTE: phrase("note"),
    NoteKind.CHANGE: phrase("change note"),
    NoteKind.EDITORIAL: phrase("editorial note"),
    NoteKind.EXAMPLE: phrase("example"),
    NoteKind.HISTORY: phrase("history note"),
}


def faults(scheme: Scheme, known: frozenset[str] = frozenset()) -> list[Fault]:
    """Every breach in the scheme: first concept by concept in the order of slugs, then the hierarchy as a whole.

    known: slugs and addresses of concepts outside the scheme that relations may lead to.
    """
    found = list(_slugs(scheme.concepts))
    # With two concepts of one slug, relations are ambiguous; the first stands for both here.
    whole = closed(scheme)
    index: dict[str, int] = {}
    for number, concept in enumerate(whole.concepts):
        index.setdefault(concept.slug, number)
    named: Counter[tuple[str, str]] = Counter()
    for concept in whole.concepts:
        if concept.status is not Status.DEPRECATED:
            named.update(
                {(label.text, label.tag) for label in concept.labels if label.kind is LabelKind.PREFERRED}
            )
    own = {concept.identifier for concept in whole.concepts}
    for concept in whole.concepts:
        found.extend(_identifier(concept))
        found.extend(_labels(concept, named))
        found.extend(_texts(concept))
        found.extend(_matches(concept, own))
        found.extend(_targets(concept, index, known))
    found.extend(_hierarchy(whole, index, known))
    return found


@lru_cache(maxsize=10_000)
def absolute(address: str) -> bool:
    """True for an absolute address of any scheme that can stand in RDF, e.g. "urn:uuid:…"."""
    return (
        address[-1:] != ":"
        and bool(_ADDRESS.fullmatch(address))
        and not re.search("%(?![0-9A-Fa-f]{2})", address)
    )


def _slugs(concepts: Sequence[Concept]) -> Iterator[Fault]:
    first: dict[str, str] = {}
    for concept in concepts:
        if concept.slug in first:
            yield error(
                Rule.SAME_SLUG,
                concept.identifier,
                phrase('the short name "%(slug)s" is that of %(concept)s already'),
                phrase("give one of the two another"),
                slug=concept.slug,
                concept=first[concept.slug],
            )
        first.setdefault(concept.slug, concept.identifier)


def _identifier(concept: Concept) -> Iterator[Fault]:
    if not absolute(concept.identifier):
        yield error(
            Rule.ADDRESS,
            concept.identifier,
            phrase('"%(address)s" is not an absolute address'),
            phrase("write it in full, percent-encoded"),
            address=shortened(concept.identifier),
        )
    sources = [concept.definition_source] if concept.definition_source else []
    addresses = [source.url for source in sources] + [label.source_url for label in concept.labels]
    for address in dict.fromkeys(addresses):
        if address and not (is_address(address) and absolute(address)):
            yield error(
                Rule.ADDRESS,
                concept.identifier,
                phrase('the source "%(address)s" is not an http or https address'),
                phrase("write it in full, or leave it out"),
                address=shortened(address),
            )


def _labels(concept: Concept, named: Mapping[tuple[str, str], int]) -> Iterator[Fault]:
    node = concept.identifier
    kinds: dict[tuple[str, str], list[LabelKind]] = {}
    preferred: dict[str, list[str]] = {}
    without_term: set[str] = set()
    tags: set[str] = set()
    for label in concept.labels:
        tag = label.tag
        tags.add(tag)
        if label.kind is LabelKind.NONE:
            without_term.add(tag)
            if label.text:
                yield error(
                    Rule.TERM_AND_NO_TERM,
                    node,
                    phrase('"%(label)s" stands where it is said that %(language)s has no term'),
                    phrase("leave the text out"),
                    label=shortened(label.text),
                    language=_language(tag),
                )
            continue
        # A quick look first: most labels are plain letters, and there may be half a million of them.
        if len(label.text) > LONGEST_LABEL or not label.text.isprintable() or not label.text.strip(_FILLERS):
            yield from _label_text(node, label)
        stands_as = kinds.setdefault((label.text, tag), [])
        if label.kind in stands_as:
            yield error(
                Rule.SAME_LABEL,
                node,
                phrase('the %(kind)s label "%(label)s" (%(language)s) stands twice, with other details'),
                phrase("keep one of the two"),
                kind=Sentence(LABEL_KINDS[label.kind]),
                label=shortened(label.text),
                language=_language(tag),
            )
        else:
            stands_as.append(label.kind)
            if label.kind is LabelKind.PREFERRED:
                preferred.setdefault(tag, []).append(label.text)
    yield from _tags(node, sorted(tags))
    for (text, tag), stands_as in kinds.items():
        if len(stands_as) > 1:
            yield error(
                Rule.DISJOINT_LABELS,
                node,
                phrase('"%(label)s" (%(language)s) is %(kinds)s label at once'),
                phrase("keep it as one of them"),
                label=shortened(text),
                language=_language(tag),
                kinds=_and([Sentence(LABEL_KINDS[kind]) for kind in sorted(stands_as)]),
            )
    for tag, texts in preferred.items():
        if len(texts) > 1:
            shown = ", ".join(f'"{shortened(text)}"' for text in sorted(texts)[:5])
            yield error(
                Rule.ONE_PREFERRED,
                node,
                phrase("%(number)s preferred labels in %(language)s: %(labels)s"),
                phrase("keep one as preferred and make the others alternatives"),
                number=len(texts),
                language=_language(tag),
                labels=shown,
            )
        if tag in without_term:
            yield error(
                Rule.TERM_AND_NO_TERM,
                node,
                phrase(
                    "there is a preferred label in %(language)s, and it is said that %(language)s has no term"
                ),
                phrase("keep one of the two"),
                language=_language(tag),
            )
        for text in texts:
            if named[text, tag] > 1 and concept.status is not Status.DEPRECATED:
                yield warning(
                    Rule.SHARED_LABEL,
                    node,
                    phrase('"%(label)s" (%(language)s) is the preferred label of %(number)s concepts'),
                    phrase("tell them apart by their labels, or merge them"),
                    label=shortened(text),
                    language=_language(tag),
                    number=named[text, tag],
                )
    if not preferred:
        yield error(
            Rule.NO_PREFERRED, node, phrase("the concept has no preferred label"), phrase("give it one")
        )


def _label_text(node: str, label: Label) -> Iterator[Fault]:
    if _INVISIBLE.fullmatch(label.text):
        yield error(
            Rule.EMPTY_LABEL,
            node,
            phrase("the %(kind)s label in %(language)s holds nothing that can be read"),
            phrase("write the label, or leave it out"),
            kind=Sentence(LABEL_KINDS[label.kind]),
            language=_language(label.tag),
        )
    elif CONTROL.search(label.text):
        yield error(
            Rule.CONTROL_CHARACTERS,
            node,
            phrase('the label "%(label)s" holds control characters'),
            phrase("write it anew, without line ends and direction marks"),
            label=shortened(label.text),
        )
    if len(label.text) > LONGEST_LABEL:
        yield error(
            Rule.TOO_LONG,
            node,
            phrase('the label "%(label)s" has %(length)s characters, more than %(most)s'),
            phrase("shorten it; a description belongs in the scope note"),
            label=shortened(label.text),
            length=len(label.text),
            most=LONGEST_LABEL,
        )


def _tags(node: str, tags: Iterable[str], text: str = "") -> Iterator[Fault]:
    """Of labels, or of the texts that ``text``, a catalogue message, names."""
    for written in dict.fromkeys(tags):
        tag = read_tag(written)
        if not written:
            yield error(
                Rule.UNTAGGED,
                node,
                phrase("the %(text)s names no language") if text else phrase("a label names no language"),
                phrase("name it, or say on reading which language texts without one are in"),
                text=Sentence(text),
            )
        elif tag.fault:
            yield error(
                Rule.LANGUAGE_TAG,
                node,
                phrase("the language of the %(text)s, %(fault)s")
                if text
                else phrase("the language of a label, %(fault)s"),
                tag.remedy,
                text=Sentence(text),
                fault=tag.fault,
            )


def _texts(concept: Concept) -> Iterator[Fault]:
    named: tuple[tuple[str, Text], ...] = (
        (phrase("definition"), concept.definitions),
        (phrase("scope note"), concept.scope_notes),
    )
    for thing, texts in named:
        yield from _tags(concept.identifier, texts, thing)
        for tag, text in texts.items():
            yield from _text(concept.identifier, thing, tag, text)
    for note in concept.notes:
        thing = _NOTE_KINDS[note.kind]
        if note.language:
            yield from _tags(concept.identifier, [note.language], thing)
        yield from _text(concept.identifier, thing, note.language, note.text)


def _text(node: str, thing: str, tag: str, text: str) -> Iterator[Fault]:
    if len(text) > LONGEST_TEXT:
        yield error(
            Rule.TOO_LONG,
            node,
            phrase("the %(text)s in %(language)s has %(length)s characters, more than %(most)s"),
            phrase("shorten it"),
            text=Sentence(thing),
            language=_language(tag),
            length=len(text),
            most=LONGEST_TEXT,
        )
    if _TEXT_CONTROL.search(text):
        yield error(
            Rule.CONTROL_CHARACTERS,
            node,
            phrase("the %(text)s in %(language)s holds control characters"),
            phrase("write it anew, without them"),
            text=Sentence(thing),
            language=_language(tag),
        )


def _matches(concept: Concept, own: set[str]) -> Iterator[Fault]:
    exact = frozenset(concept.matches.get(Match.EXACT, ()))
    for kind, targets in concept.matches.items():
        for target in targets:
            if not absolute(target):
                yield error(
                    Rule.ADDRESS,
                    concept.identifier,
                    phrase('the match "%(address)s" is not an absolute address'),
                    phrase("write it in full"),
                    address=shortened(target),
                )
            elif target in own:
                yield warning(
                    Rule.MATCH_WITHIN,
                    concept.identifier,
                    phrase("the %(kind)s match %(address)s is a concept of the same scheme"),
                    phrase("use broader, narrower or related within a scheme"),
                    kind=Sentence(_MATCH_KINDS[kind]),
                    address=target,
                )
            if kind in (Match.BROAD, Match.NARROW, Match.RELATED) and target in exact:
                yield error(
                    Rule.DISJOINT_MATCHES,
                    concept.identifier,
                    phrase("%(address)s is exact and %(kind)s match at once"),
                    phrase("keep one of the two"),
                    address=target,
                    kind=Sentence(_MATCH_KINDS[kind]),
                )


def _targets(concept: Concept, index: Mapping[str, int], known: frozenset[str]) -> Iterator[Fault]:
    relations = (
        (phrase("broader"), concept.broader),
        (phrase("narrower"), concept.narrower),
        (phrase("related"), concept.related),
        (phrase("replaced by"), concept.replaced_by),
    )
    for relation, targets in relations:
        for target in targets:
            if target not in index and target not in known:
                yield error(
                    Rule.UNKNOWN_TARGET,
                    concept.identifier,
                    phrase("%(relation)s %(concept)s, which is not among the concepts"),
                    phrase("add the concept, or leave the relation out (a match can lead to another scheme)"),
                    relation=Sentence(relation),
                    concept=shortened(target),
                )
    if concept.slug in concept.related:
        yield error(
            Rule.RELATED_TO_ITSELF,
            concept.identifier,
            phrase("the concept is related to itself"),
            phrase("leave the relation out"),
        )


def _hierarchy(scheme: Scheme, index: Mapping[str, int], known: frozenset[str]) -> Iterator[Fault]:
    concepts = scheme.concepts
    above = [[index[target] for target in concept.broader if target in index] for concept in concepts]
    below = [[index[target] for target in concept.narrower if target in index] for concept in concepts]
    components = _components(above)
    for component in components:
        if len(component) > 1 or component[0] in above[component[0]]:
            yield _cycle(concepts, above, component)
    yield from _related_to_ancestors(concepts, index, above, components)
    yield from _orphans(concepts, below, known)


def _components(edges: Sequence[Sequence[int]]) -> list[list[int]]:
    """The strongly connected components (Tarjan 1972), each after those it leads to; without recursion."""
    order, low = [0] * len(edges), [0] * len(edges)
    waiting: list[int] = []
    on_stack = [False] * len(edges)
    components: list[list[int]] = []
    counter = 0
    for start in range(len(edges)):
        if order[start]:
            continue
        path = [(start, 0)]
        while path:
            node, place = path.pop()
            if place == 0:
                counter += 1
                order[node] = low[node] = counter
                waiting.append(node)
                on_stack[node] = True
            else:
                low[node] = min(low[node], low[edges[node][place - 1]])
            for number in range(place, len(edges[node])):
                target = edges[node][number]
                if not order[target]:
                    path.extend([(node, number + 1), (target, 0)])
                    break
                if on_stack[target]:
                    low[node] = min(low[node], order[target])
            else:
                if low[node] == order[node]:
                    component = []
                    while True:
                        member = waiting.pop()
                        on_stack[member] = False
                        component.append(member)
                        if member == node:
                            break
                    components.append(component)
    return components


def _cycle(concepts: Sequence[Concept], above: Sequence[Sequence[int]], component: Sequence[int]) -> Fault:
    """Names one shortest way from the first concept of the component back to itself."""
    members = set(component)
    start = min(component)
    came_from: dict[int, int] = {}
    queue = deque([start])
    while queue and start not in came_from:
        node = queue.popleft()
        for target in above[node]:
            if target in members and target not in came_from:
                came_from[target] = node
                queue.append(target)
    way = [start, came_from[start]]
    while way[-1] != start:
        way.append(came_from[way[-1]])
    slugs = [concepts[node].slug for node in reversed(way)]
    shown = slugs if len(slugs) <= 12 else [*slugs[:6], "…", *slugs[-5:]]
    return error(
        Rule.CYCLE,
        concepts[start].identifier,
        phrase("broader leads round in a circle: %(way)s; %(number)s concepts are caught in it")
        if len(component) > len(slugs) - 1
        else phrase("broader leads round in a circle: %(way)s"),
        phrase("take away one of these broader relations"),
        way=" → ".join(shown),
        number=len(component),
    )


def _related_to_ancestors(
    concepts: Sequence[Concept],
    index: Mapping[str, int],
    above: Sequence[Sequence[int]],
    components: Sequence[Sequence[int]],
) -> Iterator[Fault]:
    """S27. For thousands of related concepts at once, one bit each, sets of ancestors go down the hierarchy."""
    component_of = [0] * len(concepts)
    for number, component in enumerate(components):
        for member in component:
            component_of[member] = number
    pairs = [
        (number, index[target])
        for number, concept in enumerate(concepts)
        for target in concept.related
        if index.get(target, number) != number
    ]
    targets = sorted({component_of[target] for _, target in pairs})
    parents = [
        sorted({component_of[target] for member in component for target in above[member]} - {number})
        for number, component in enumerate(components)
    ]
    cyclic = [len(component) > 1 for component in components]
    asked: dict[int, list[tuple[int, int]]] = {}
    for pair in pairs:
        asked.setdefault(component_of[pair[1]], []).append(pair)
    for begin in range(0, len(targets), _RELATED_AT_ONCE):
        bit = {target: 1 << place for place, target in enumerate(targets[begin : begin + _RELATED_AT_ONCE])}
        over = [0] * len(components)
        # Components come after those that stand above them, so one pass is enough.
        for number, broader in enumerate(parents):
            reached = bit.get(number, 0) if cyclic[number] else 0
            for parent in broader:
                reached |= over[parent] | bit.get(parent, 0)
            over[number] = reached
        for target_component, flag in bit.items():
            for node, target in asked[target_component]:
                if over[component_of[node]] & flag:
                    yield error(
                        Rule.RELATED_OR_BROADER,
                        concepts[node].identifier,
                        phrase("related %(concept)s, which also stands above it"),
                        phrase("keep either the related or the broader relation"),
                        concept=concepts[target].slug,
                    )


def _orphans(
    concepts: Sequence[Concept], below: Sequence[Sequence[int]], known: frozenset[str]
) -> Iterator[Fault]:
    tops = [number for number, concept in enumerate(concepts) if concept.top]
    if not tops and len(concepts) > 1:
        yield warning(
            Rule.NO_TOP,
            "",
            phrase("the scheme names no top concept; concepts with nothing above them are taken as such"),
            phrase("name the top concepts"),
        )
    if not tops:
        tops = [number for number, concept in enumerate(concepts) if not concept.broader]
    reached = [False] * len(concepts)
    queue = deque(tops)
    queue.extend(
        n for n, concept in enumerate(concepts) if any(target in known for target in concept.broader)
    )
    while queue:
        node = queue.popleft()
        if not reached[node]:
            reached[node] = True
            queue.extend(below[node])
    for number, concept in enumerate(concepts):
        # What is out of use needs no place in the tree.
        if not reached[number] and concept.status is not Status.DEPRECATED:
            yield error(
                Rule.ORPHAN,
                concept.identifier,
                phrase("no way leads from the concept up to a top concept"),
                phrase("give it a broader concept, or make it a top concept"),
            )


def _language(tag: str) -> str:
    return tag or Sentence(phrase("no language"))


def _and(words: Sequence[Sentence]) -> Sentence:
    first, *others = words
    return Sentence(phrase("%(one)s and %(other)s"), one=first, other=_and(others)) if others else first
