"""Faults of vocabulary files on the Bulgarian page: none in English, each message in the catalogue.

What stands in the file itself, and what the parser of a format says of a broken line, stays as it is.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.utils import translation

import comparanda
from comparanda.formats.skos.fault import Fault
from comparanda.formats.skos.reading import read_vocabulary
from comparanda.formats.skos.statements import answered
from comparanda.glossary.actions import proposing, writing
from comparanda.glossary.actions.importing import read_import
from comparanda.glossary.core.cells import CellChange
from comparanda.glossary.core.soundness import Unsound
from comparanda.kernel.error import ContentError
from comparanda.kernel.phrase import Sentence
from comparanda.people.core.viewer import Viewer
from comparanda.site.catalogues import LOCALE_DIR
from factories import Network
from glossary.conftest import signed_in
from glossary.web.test_importing import BAD, PREFIXES, UNSOUND
from glossary.words import Words

ADDRESS = "/bg/workspace/glossary/import/"
SOURCE = Path(comparanda.__file__).parent
SPEAKING = (
    *sorted((SOURCE / "formats" / "skos").glob("*.py")),
    *(SOURCE / "glossary" / name for name in ("core/soundness.py", "core/importing.py", "actions/importing.py")),
)  # fmt: skip
"""The modules that find faults of a file."""

PLACE = re.compile(r"%\(\w+\)s")
NAMES = re.compile(
    r"skos:\w+|SKOS(-XL)?|CSV|UTF-8|XML|BCP 47|DOCTYPE|ENTITY|https?|urn|MB|true|false|\.(ttl|rdf|jsonld|csv)"
    r"|concept,language,kind,label|concept,pref_en,pref_bg,broader|„(bg|en|de-AT)“"
)
"""What is called so in every language."""


def catalogue() -> dict[str, str]:
    """English message to its Bulgarian translation."""
    with (LOCALE_DIR / "bg" / "LC_MESSAGES" / "django.po").open("rb") as stream:
        return {
            str(message.id): str(message.string) for message in read_po(stream, locale="bg") if message.id
        }


def messages_of(path: Path) -> Iterator[str]:
    """Every message that a module marks with `phrase`."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "phrase":
            yield ast.literal_eval(node.args[0])


SPOKEN = {
    **dict.fromkeys(("error", "warning", "fault", "_error", "_warn", "_unsound"), slice(2, 4)),
    "ContentError": slice(1, 3),
    "_Fault": slice(0, 2),
    "_faulty": slice(1, 2),
    "Sentence": slice(0, 1),
}
"""What makes faults, and which of its arguments are their words."""


def unmarked(path: Path) -> Iterator[str]:
    """Where a module makes a fault of words that are not marked: place and code."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        called = getattr(node.func, "id", "") or getattr(node.func, "attr", "")
        for argument in node.args[SPOKEN[called]] if called in SPOKEN else ():
            both = (argument.body, argument.orelse) if isinstance(argument, ast.IfExp) else (argument,)
            for words in both:
                empty = isinstance(words, ast.Constant) and not words.value
                if isinstance(words, ast.JoinedStr | ast.BinOp | ast.Constant) and not empty:
                    yield f"{path.name}:{words.lineno}: {ast.unparse(words)}"


def english_pieces() -> set[str]:
    """Words that stand beside each other in messages of faults, two at least: what no Bulgarian page says."""
    pieces = (piece for path in SPEAKING for message in messages_of(path) for piece in PLACE.split(message))
    return {
        piece for piece in (piece.strip(' "(),:;') for piece in pieces) if re.search("[a-z] [a-z]", piece)
    }


def sentences(told: Sentence) -> Iterator[Sentence]:
    """A sentence and those in its places."""
    yield told
    for value in told.values.values():
        if isinstance(value, Sentence):
            yield from sentences(value)


def faults_of(data: bytes, name: str) -> list[Fault | Unsound | ContentError]:
    try:
        read = read_import(data, name, largest=8 * 1024**2)
    except ContentError as error:
        return [error]
    return [*read.unsound, *read.faults]


def uploaded(client: Client, data: str | bytes, name: str) -> HttpResponse:
    raw = data.encode() if isinstance(data, str) else data
    return client.post(ADDRESS, {"file": SimpleUploadedFile(name, raw), "then": "look"})


def shown(answer: HttpResponse) -> str:
    """The faults of the page as its reader sees them."""
    page = answer.context["page"]
    return answer.context["fault"] or "\n".join(text for _, text in page.faults)


@pytest.fixture
def client(editors: Network) -> Client:
    return signed_in(editors, "editor")


# every message


@pytest.mark.parametrize("path", SPEAKING, ids=lambda path: path.name)
def test_no_fault_is_made_of_words_that_the_catalogue_cannot_know(path: Path) -> None:
    assert list(unmarked(path)) == []


def test_words_that_are_not_marked_would_be_found(tmp_path: Path) -> None:
    module = tmp_path / "module.py"
    module.write_text(
        'error(rule, node, f"the {kind} label", phrase("mend it"))\n'
        'raise ContentError(place, "broken", phrase("mend it") if one else "leave it")\n'
        'warning(rule, "", phrase("a label"), tag.remedy)\n'
    )

    assert [told.partition(": ")[2] for told in unmarked(module)] == [
        "f'the {kind} label'",
        "'broken'",
        "'leave it'",
    ]


@pytest.mark.parametrize(
    "message", sorted({message for path in SPEAKING for message in messages_of(path)}), ids=str
)
def test_the_message_of_each_fault_has_its_bulgarian(message: str) -> None:
    translated = catalogue()[message]

    assert sorted(set(PLACE.findall(translated))) == sorted(set(PLACE.findall(message)))
    plain = NAMES.sub("", PLACE.sub("", translated))
    assert re.search("[а-я]", plain), translated
    assert not re.search("[A-Za-z]", plain), translated


# the page


MORE = [
    pytest.param("concept,language,kind,label\nexile,en,prefered,x\nexile,en\n,en,preferred,y\nexile,bulgarian,preferred,z\n", "words.csv", id="rows"),
    pytest.param("concept,pref_en,colour,status,top,changed\nexile,exile,red,done,maybe,yesterday\nexile,exile,,,,\n,,,,,\n", "words.csv", id="wide rows"),
    pytest.param("concept,language,kind,label,region,use,source_title,source_url,confidence\na,en,preferred,a,,eu,,,sure\na,en,alternative,,,,,,\na,fi,preferred,b,,,,ftp://x.example/,\na,es-419,preferred,c,,,,,\n", "words.csv", id="uses"),
    pytest.param(PREFIXES + ':a a skos:Concept ; skos:prefLabel "a"@bg_BG .', "words.ttl", id="a tag with another dash"),
    pytest.param(PREFIXES + ":a skos:broader <b> .", "words.ttl", id="a relative address"),
    pytest.param('<?xml version="1.0"?><rdf:RDF><a', "words.rdf", id="broken XML"),
    pytest.param(
        PREFIXES
        + """@prefix xl: <http://www.w3.org/2008/05/skos-xl#> .
        @prefix dct: <http://purl.org/dc/terms/> .
        :s a skos:ConceptScheme ; skos:hasTopConcept :nowhere .
        :a a skos:Concept, skos:Collection ; skos:prefLabel "a"@en, "a"@bul, :x ; skos:altLabel "a"@en ;
            skos:hiddenLabel "a"@en ; skos:broader "b", [] ; skos:related :a, :gone ; skos:definition :text, "d" ;
            skos:changeNote "n"@xx ; xl:prefLabel :none, :two ; dct:modified "today" ; dct:source "one", "other" ;
            skos:exactMatch :b, <https://x.example/1> ; skos:closeMatch :b ; skos:broadMatch <https://x.example/1> .
        :two xl:literalForm "e"@en, "f"@fr .
        :b skos:broader :a ; skos:prefLabel "a"@en ; skos:altLabel "\\u200b"@en ; skos:related :a ; :colour "red" .
        :g a skos:Collection .""",
        "words.ttl",
        id="nearly everything",
    ),
]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("data", "name"),
    [
        *(pytest.param(*one.values[:2], id=one.id) for one in BAD if one.id != "9 MB"),
        *(pytest.param(PREFIXES + one.values[0], "words.ttl", id=one.id) for one in UNSOUND),
        *MORE,
    ],
)
def test_a_faulty_file_is_told_without_a_word_of_english(
    words: Words, client: Client, data: str | bytes, name: str
) -> None:
    raw = data.encode() if isinstance(data, str) else data
    known = catalogue()

    answer = uploaded(client, data, name)

    assert answer.status_code == 400
    text = shown(answer)
    found = faults_of(raw, name)
    assert found and len(text.splitlines()) >= len(found)
    for fault in found:
        for told in sentences(fault.sentence):
            # What only puts pieces together has no words of its own.
            assert told.message in known or not re.search("[a-z]", PLACE.sub("", told.message)), told.message
    for line in text.splitlines():
        assert re.search("[а-я]{3}", line), line
    assert [piece for piece in english_pieces() if piece in text] == []
    # They are in the page's own language, and marked as nothing else.
    assert 'class="badge danger">must be mended' not in answer.content.decode()
    assert '<span lang="en">' not in answer.content.decode()


TOLD = [
    (
        PREFIXES + UNSOUND[0].values[0],
        "words.ttl",
        "https://theirs.example/a: връзките към по-общи понятия образуват кръг: a → b → a"
        " (премахнете една от тези връзки към по-общо понятие)",
    ),
    (
        PREFIXES + ':a a skos:Concept ; skos:prefLabel "a"@en, "b"@en .',
        "words.ttl",
        'https://theirs.example/a: 2 предпочитани названия (en): "a", "b"'
        " (оставете едно като предпочитано, а останалите посочете като други названия)",
    ),
    (
        PREFIXES + ':a a skos:Concept ; skos:prefLabel "a"@zz .',
        "words.ttl",
        "https://theirs.example/a: език на название: „zz“ не обозначава език: няма език с код „zz“"
        " (напишете етикет като „bg“, „en“ или „de-AT“)",
    ),
    (
        PREFIXES + ':a a skos:Concept ; skos:prefLabel "a"@en ; skos:altLabel "a"@en ; skos:hiddenLabel "a"@en .',
        "words.ttl",
        "https://theirs.example/a: „a“ (en) е едновременно друго и скрито и предпочитано название"
        " (оставете го само в един вид)",
    ),
    (
        PREFIXES + ':a skos:prefLabel "a"@bg_BG .',
        "words.ttl",
        "words.ttl:3: езиковият етикет „bg_BG“ не отговаря на BCP 47 (напишете „bg-BG“)",
    ),
    (
        next(one.values[0] for one in BAD if one.id == "entity bomb"),
        "words.rdf",
        "words.rdf:2: файлът има декларация на типа на документа, в която може да са обявени същности"
        " (експортирайте го без DOCTYPE и ENTITY, с изписани изцяло адреси)",
    ),
    (
        "concept,pref_en,colour\nexile,exile,red\nreturn,return,red,blue\n",
        "words.csv",
        "ред 3: брой на клетките: 4, а в първия ред: 3 (проверете запетаите и кавичките)",
    ),
    (
        "concept,pref_en,colour\nexile,,red\n",
        "words.csv",
        "ред 1: колоната „colour“ не е пренесена (посочете на коя колона отговаря)",
    ),
    (
        PREFIXES + f':a a skos:Concept ; skos:prefLabel "a"@en ; skos:definition "{"x" * 20_001}"@en .',
        "words.ttl",
        "https://theirs.example/a: определение (en): знаците са 20\u00a0001, повече от 20\u00a0000 (съкратете)",
    ),
]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize(("data", "name", "told"), TOLD)
def test_faults_are_told_in_bulgarian(words: Words, client: Client, data: str, name: str, told: str) -> None:
    text = shown(uploaded(client, data, name))

    assert told in text.splitlines(), text


@pytest.mark.django_db
def test_a_broken_line_keeps_what_the_parser_says_of_it(words: Words, client: Client) -> None:
    text = shown(uploaded(client, PREFIXES + ":a skos:prefLabel", "words.ttl"))

    assert re.fullmatch(r"words\.ttl:3: това не може да бъде прочетено: .+ \(поправете реда\)", text), text


@pytest.mark.django_db
def test_what_would_not_fit_is_refused_in_bulgarian_too(
    words: Words, client: Client, editor: Viewer, editors: Network
) -> None:
    def under(slug: str, broader: list[str]) -> CellChange:
        return CellChange(slug, "broader", "", words[slug].get(("broader", "")), broader)

    made = proposing.propose(editor, [under("return", ["asylum"])])
    writing.write([under("asylum", ["return"])])

    answer = signed_in(editors, "second").post(
        f"/bg/workspace/glossary/proposals/{made.number}/", {"then": "approve", "all": "1"}
    )

    text = answer.content.decode()
    assert "образуват кръг" in text
    assert [piece for piece in english_pieces() if piece in text] == []


# what carries them


def test_a_fault_crosses_from_the_worker_with_its_message_and_values() -> None:
    answer = answered(b'{"medium": "ttl", "base": ""}\n' + PREFIXES.encode() + b':a :b "a"@bg_BG .')

    with pytest.raises(ContentError) as refused:
        read_vocabulary((PREFIXES + ':a :b "a"@bg_BG .').encode(), "words.ttl")

    fault = refused.value.fault
    assert b'the language tag \\"%(tag)s\\" is not BCP 47' in answer
    assert (fault.message, fault.values["tag"]) == ('the language tag "%(tag)s" is not BCP 47', "bg_BG")
    with translation.override("en"):
        assert str(refused.value).startswith('words.ttl:3: the language tag "bg_BG" is not BCP 47')
