"""RDF read into statements about subjects: Turtle (and N-Triples), RDF/XML, JSON-LD.

The parser runs in a worker process, because a hostile file can crash it (brackets nested a hundred thousand deep end
a process, not a call), fill the memory or take hours: the worker is stopped then, and the file refused in words.
Nothing is fetched, no entity is expanded. Statements with properties that nobody here reads are counted and dropped
before they cost memory. Leaves out what statements mean: `reading` makes concepts of them.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import NamedTuple

from comparanda.formats.media import MediaType
from comparanda.formats.skos import names
from comparanda.formats.worker import WorkerError, run_worker, serve
from comparanda.kernel.error import ContentError, Place
from comparanda.kernel.phrase import phrase

_MOST_MEMORY = 2 * 1024**3
"""Bytes of address space for the worker; a vocabulary of 50 MB takes a third of it."""
LONGEST_ADDRESS = 2_048
"""Characters of an address that is still read."""
_UNFOLDED_TIMES, _UNFOLDED_MORE = 20, 10_000_000
_DEEPEST_JSON, _MOST_CONTEXTS = 100, 100
_MOST_NAMESPACES, _MOST_ATTRIBUTES, _MOST_PASSED_OVER = 1_000, 200, 50

_TOO_DEEP, _NOT_NESTED = phrase("the file is nested too deeply"), phrase("export it anew, without nesting")

_WRONG_TAG = re.compile(r'["\']@([A-Za-z]{1,8}(?:[_-]\w{1,8})*_\w{1,8})')
_REMOTE_CONTEXT = re.compile(r'"@(?:context|import)"\s*:\s*(?:\[\s*)?"([^"]{1,200})"')
# A string with the colon that makes it a key, or a bracket. An unclosed string runs to the end: never read twice.
_JSON_TOKEN = re.compile(
    rb'"(?P<text>(?:[^"\\]|\\.)*+)"?(?P<key>\s*+:)?|(?P<open>[\[{])|(?P<close>[\]}])', re.DOTALL
)
_DOCUMENT_TYPE = re.compile(rb"<!(DOCTYPE|ENTITY)\b")
_XML_FAULT = re.compile(r",? ?(line \d+, column \d+|\(<string>, line \d+\))")
_TURTLE_FAULT = re.compile(
    r"Parser error at line \d+ (?:between columns \d+ and \d+|column \d+): (.*?)(?: \(line \d+\))?", re.S
)


class Term(NamedTuple):
    """What a statement says of its subject.

    value: an address, a blank node ("_:b1"), or the text of a literal.
    is_resource: False for literals; language, datatype: of a literal, empty for plain text.
    """

    value: str
    is_resource: bool
    language: str = ""
    datatype: str = ""


Graph = dict[str, list[tuple[str, Term]]]
"""Subject to what is said of it, property and term, in the order of the file."""


@dataclass(frozen=True, slots=True)
class Statements:
    """What a file says with properties that are read, and how often it uses others (property to count)."""

    graph: Graph = field(default_factory=dict)
    passed_over: dict[str, int] = field(default_factory=dict)
    overlong: int = 0
    """How many statements name something by more than 2,048 characters; they are left out."""


def read_statements(data: bytes, medium: MediaType, name: str, base: str = "") -> Statements:
    """The statements of a file; graphs within it are taken together.

    name: of the file, for messages; base: the address that relative addresses stand under, "" where there is none.
    Raises ContentError, with the line where the parser knows it.
    """
    header = json.dumps({"medium": medium.value, "base": base}).encode()
    try:
        answer = run_worker(__name__, header + b"\n" + data)
    except WorkerError as error:
        raise ContentError(
            Place(name),
            phrase(
                "the file cannot be read: it is nested too deeply, unfolds to far more than its size, or takes too long"
            ),
            phrase("export it anew, without nesting, and in parts"),
        ) from error
    return unpacked(answer, name)


def unpacked(answer: bytes, name: str) -> Statements:
    """What `answered` packed; raises ContentError where the file was refused."""
    lines = BytesIO(answer)
    head = json.loads(lines.readline())
    if head["fault"]:
        raise ContentError(Place(name, head["line"]), head["fault"], head["remedy"], **head["values"])
    graph: Graph = {}
    for line in lines:
        subject, said = json.loads(line)
        graph.setdefault(subject, []).extend(
            (names.READ[place], Term(value, bool(is_resource), language, datatype))
            for place, value, is_resource, language, datatype in said
        )
    return Statements(graph, head["passed_over"], head["overlong"])


class _Fault(Exception):
    """Why a file is refused; crosses from the worker as messages and the values that fill their places."""

    def __init__(self, fault: str, remedy: str, line: int = 0, /, **values: str | int) -> None:
        super().__init__(fault)
        self.fault, self.remedy, self.line, self.values = fault, remedy, line, values


def answered(request: bytes) -> bytes:
    """What the worker makes of a request: a line on how it went, then one line a run of statements.

    The request is a line of JSON (medium, base) and the file after it. Every fault of the file is in the answer.
    """
    head, _, data = request.partition(b"\n")
    asked = json.loads(head)
    passed_over: Counter[str] = Counter()
    refusal: _Fault | None = None
    lines: list[str] = []
    try:
        text = _checked_text(data)
        medium = MediaType(asked["medium"])
        if medium is MediaType.RDF_XML:
            _check_xml(data)
        elif medium is MediaType.JSON_LD:
            _check_json(data)
        try:
            lines = list(_runs(data, medium, asked["base"], passed_over))
        except SyntaxError as error:
            refusal = _explained(error, text)
        except MemoryError as error:
            # The parser keeps at most 16 MB of one string or comment, and says so with this error.
            long = "buffer" in str(error)
            raise _Fault(
                phrase("one text of the file is longer than 16 MB")
                if long
                else phrase("the file takes too much memory"),
                phrase("export it anew, in parts"),
            ) from error
    except _Fault as fault:
        refusal = fault
    told = {
        "fault": refusal.fault if refusal else "",
        "remedy": refusal.remedy if refusal else "",
        "values": refusal.values if refusal else {},
        "line": refusal.line if refusal else 0,
        "overlong": passed_over.pop("", 0),
        "passed_over": dict(passed_over.most_common(_MOST_PASSED_OVER)),
    }
    return "\n".join([_json(told), *([] if refusal else lines)]).encode("utf-8")


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _checked_text(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise _Fault(phrase("the file is not UTF-8"), phrase("save it as UTF-8"), line) from error


def _check_xml(data: bytes) -> None:
    """Stops what no parser should be given: document types (entities live there), depth, masses of attributes."""
    from lxml import etree

    if found := _DOCUMENT_TYPE.search(data, 0, _first_element(data)):
        raise _Fault(
            phrase("the file has a document type, in which entities could be declared"),
            phrase("export it without DOCTYPE and ENTITY, addresses written out"),
            data[: found.start()].count(b"\n") + 1,
        )
    namespaces = 0
    try:
        for event, element in etree.iterparse(
            BytesIO(data),
            events=("start", "end", "start-ns", "end-ns"),
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
        ):
            if event == "end":
                element.clear()
            elif event == "start":
                if len(element.attrib) > _MOST_ATTRIBUTES:
                    raise _Fault(
                        phrase("an element has too many attributes"),
                        phrase("export the file anew"),
                        element.sourceline or 0,
                    )
            else:
                namespaces += 1 if event == "start-ns" else -1
                if namespaces > _MOST_NAMESPACES:
                    raise _Fault(
                        phrase("the file declares too many namespaces"),
                        phrase("declare them once, at the top"),
                    )
    except etree.XMLSyntaxError as error:
        reason = _XML_FAULT.sub("", str(error)).strip()
        if "depth" in reason:
            raise _Fault(_TOO_DEEP, _NOT_NESTED, error.lineno or 0) from error
        raise _Fault(
            phrase("this is not well-formed XML: %(reason)s"),
            phrase("mend the line"),
            error.lineno or 0,
            reason=reason,
        ) from error


def _check_json(data: bytes) -> None:
    """Stops depth, which ends the parser's process, and masses of contexts, each of which copies all before it."""
    depth = contexts = 0
    for token in _JSON_TOKEN.finditer(data):
        if token["open"]:
            depth += 1
        elif token["close"]:
            depth -= 1
        elif token["key"]:
            # A key in escapes may be a context in disguise.
            contexts += token["text"] == b"@context" or b"\\u" in token["text"]
        if depth > _DEEPEST_JSON:
            line = data[: token.start()].count(b"\n") + 1
            raise _Fault(_TOO_DEEP, _NOT_NESTED, line)
        if contexts > _MOST_CONTEXTS:
            raise _Fault(phrase("the file has too many contexts"), phrase("keep one, at the top"))


def _first_element(data: bytes) -> int:
    """Where the first element begins: behind it no document type can stand."""
    found = re.search(rb"<[^?!]", data)
    return found.start() if found else len(data)


def _runs(data: bytes, medium: MediaType, base: str, passed_over: Counter[str]) -> Iterator[str]:
    """Statements as JSON, those of one subject that follow each other in one line.

    Counts the properties that are not read, and under "" the statements left out for an overlong address.
    """
    import pyoxigraph

    place = {name: number for number, name in enumerate(names.READ)}
    formats = {
        MediaType.TURTLE: pyoxigraph.RdfFormat.TURTLE,
        MediaType.RDF_XML: pyoxigraph.RdfFormat.RDF_XML,
        MediaType.JSON_LD: pyoxigraph.RdfFormat.JSON_LD,
    }
    room = _UNFOLDED_TIMES * len(data) + _UNFOLDED_MORE
    current, said = "", list[tuple[str | int, ...]]()
    # Lenient: a strict reader would drop a label with a wrong language tag without a word (JSON-LD) or refuse the
    # whole file for it; here the tag is reported, with its concept, by the rules of integrity.
    for statement in pyoxigraph.parse(
        data.removeprefix(b"\xef\xbb\xbf"), formats[medium], base_iri=base or None, lenient=True
    ):
        predicate = statement.predicate.value
        number = place.get(predicate)
        if number is None:
            passed_over[predicate if len(predicate) <= LONGEST_ADDRESS else ""] += 1
            continue
        subject, term = _written(statement.subject), statement.object
        if isinstance(term, pyoxigraph.Literal):
            datatype = "" if term.language is not None else _plain_datatype(term.datatype.value)
            entry = (number, term.value, 0, term.language or "", datatype)
            long = len(datatype) > LONGEST_ADDRESS
        elif isinstance(term, pyoxigraph.NamedNode | pyoxigraph.BlankNode):
            entry = (number, _written(term), 1, "", "")
            long = len(str(entry[1])) > LONGEST_ADDRESS
        else:  # a quoted triple, which no vocabulary needs
            passed_over[predicate] += 1
            continue
        if long or len(subject) > LONGEST_ADDRESS:
            passed_over[""] += 1
            continue
        room -= len(subject) + len(str(entry[1]))
        if room < 0:
            raise _Fault(
                phrase("the file unfolds to far more than its size"),
                phrase("export it anew, without abbreviations"),
            )
        if subject != current and said:
            yield _json([current, said])
            said = []
        current = subject
        said.append(entry)
    if said:
        yield _json([current, said])


def _written(node: object) -> str:
    value: str = node.value  # type: ignore[attr-defined]
    return value if type(node).__name__ == "NamedNode" else f"_:{value}"


def _plain_datatype(datatype: str) -> str:
    return "" if datatype == names.XSD + "string" else datatype


def _explained(error: SyntaxError, text: str) -> _Fault:
    """The parser's fault in words an editor can use, with its line (0 where the parser gives none)."""
    reason, line = str(error), error.lineno or 0
    if "LoadDocumentCallback" in reason:
        found = _REMOTE_CONTEXT.search(text)
        line = text[: found.start()].count("\n") + 1 if found else 0
        return _Fault(
            phrase("the file takes its context from another address, %(address)s; nothing is fetched")
            if found
            else phrase("the file takes its context from another address; nothing is fetched"),
            phrase("write the context into the file"),
            line,
            address=found[1] if found else "",
        )
    if line:
        here = text.split("\n")[line - 1 : line]
        if here and (found := _WRONG_TAG.search(here[0])):
            better = found[1].replace("_", "-")
            return _Fault(
                phrase('the language tag "%(tag)s" is not BCP 47'),
                phrase('write "%(better)s"'),
                line,
                tag=found[1],
                better=better,
            )
    if "No scheme found" in reason:
        return _Fault(
            phrase("a relative address stands in the file, which names no base"),
            phrase("write addresses in full"),
            line,
        )
    if "Max stack size" in reason:
        return _Fault(_TOO_DEEP, _NOT_NESTED, line)
    if found := _TURTLE_FAULT.fullmatch(reason):
        reason = found[1]
    return _Fault(
        phrase("this cannot be read: %(reason)s"),
        phrase("mend the line") if line else phrase("mend the file"),
        line,
        reason=reason[:200],
    )


def _limited() -> None:
    """Bounds this process, where the system knows how: no more memory than a large vocabulary needs, no core file."""
    try:
        import resource
    except ImportError:  # not on every system; time is bounded from outside all the same
        return
    resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, _MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    _limited()
    sys.exit(serve(answered))
