"""What a careful colleague would say about a query before it goes out: cautions, never errors.

Each rests on a defect seen in published compilations: a title that says "ad hoc query" twice, a theme word glued
to it, a person where an organisation should stand, questions that bring texts nobody can compare. Works on
English and Bulgarian words; other languages pass the checks that need words. Leaves out what stops a launch
(``answers.actions.asking.missing_for_launch``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as made
from datetime import date

from comparanda.kernel.language import Text
from comparanda.kernel.phrase import phrase
from comparanda.kernel.question import Code, PartType, Question

SHORTEST_DAYS = 14
"""Contact points ask for two to four weeks."""
MOST_QUESTIONS = 10
LONGEST_TITLE = 120
"""Characters: what a list, a mail's subject and a search result show in full."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What of a draft is looked at. ``themes``: labels of the topics, by language; a title should not carry one
    as an appendix. ``questions`` in their order."""

    title: Text
    language: str = "en"
    on_behalf_of: str = ""
    reply_by: date | None = None
    themes: tuple[Text, ...] = ()
    questions: tuple[Question, ...] = ()


@dataclass(frozen=True, slots=True)
class Caution:
    """One remark. ``message`` is a catalogue message with places filled from ``values``; ``field`` is the form field
    it belongs to; ``question`` the code of the question, empty where it concerns the whole."""

    code: str
    message: str
    field: str
    question: str = ""
    values: Mapping[str, object] = made(default_factory=dict)


_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*|\d+")

_PRODUCT_WORDS = re.compile(
    r"\bad[\s-]?hoc\s+(?:quer(?:y|ies)|запитван\w*)|\bemn\b|\bcomparanda\b|\bевропейск\w+ мрежа за миграция"
    r"|^\s*(?:query|запитване)\s+(?:on|about|regarding|concerning|относно|за|по)\b",
    re.IGNORECASE,
)

THEMES: tuple[Text, ...] = (
    {"en": "Residence", "bg": "Пребиваване"},
    {"en": "Protection", "bg": "Закрила"},
    {"en": "Asylum", "bg": "Убежище"},
    {"en": "Return", "bg": "Връщане"},
    {"en": "Border", "bg": "Граница"},
    {"en": "Borders", "bg": "Граници"},
    {"en": "Visas", "bg": "Визи"},
    {"en": "Integration", "bg": "Интеграция"},
    {"en": "Irregular migration", "bg": "Незаконна миграция"},
    {"en": "Legal migration", "bg": "Законна миграция"},
    {"en": "Family reunification", "bg": "Събиране на семейството"},
    {"en": "Unaccompanied minors", "bg": "Непридружени малолетни и непълнолетни"},
    {"en": "Trafficking in human beings", "bg": "Трафик на хора"},
)
"""Theme words that stand in titles of published compilations, besides the topics of this site."""

_JOINING = frozenset(
    "a an the of on in at to for by and or with without from into over under after before during between within "
    "against about as its their per via than "
    "на в във за от до по и или с със без при към през след преди между срещу относно".split()
)

_HONORIFIC = re.compile(
    r"(?:^|\s)(?:mr|mrs|ms|miss|dr|prof|sir|mme|herr|frau|г-н|г-жа|г-ца|д-р|проф|доц|инж)\b\.?\s+\w",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"\S+@\S+\.\w")
_ORGANISATION = re.compile(
    r"minist|departm|director|direction|agenc|agence|office|authorit|service|council|conseil|commission|committee|"
    r"parliament|assembl|senate|government|court|tribunal|ombud|universit|institut|academy|cent(?:re|er|rum)|"
    r"foundation|associat|federation|union|network|organi[sz]ation|contact point|bureau|board|inspectorate|police|"
    r"municipal|\bcity\b|chamber|secretariat|group|\bcross\b|international|europe|\bfund\b|\bbank\b|society|defender|"
    r"prosecut|embassy|delegation|\bunit\b|prefect|préfect|\w+amt\b|register|registry|guard|forum|league|"
    r"министерств|агенц|дирекц|служб|комиси|комитет|парламент|събрание|съвет|\bсъд|омбудсман|университет|институт|"
    r"академи|център|фондаци|асоциац|сдружени|федерац|съюз|организац|бюро|инспектор|полици|общин|камара|секретариат|"
    r"кръст|прокуратур|посолств|администрац|звено|мрежа|фонд|форум|правителств|президент|защитник",
    re.IGNORECASE,
)

_AND_OR = re.compile(r"\band\s*/\s*or\b|\bи\s*/\s*или\b", re.IGNORECASE)
_SECOND_QUESTION = re.compile(
    r"\band,?\s+(?:how|what|which|who|whom|when|where|why|whether)\b"
    r"|(?<!\w)и,?\s+(?:как|какъв|каква|какво|какви|кой|коя|кое|кои|кога|къде|защо|колко|дали)\b",
    re.IGNORECASE,
)
_IF_YES = re.compile(
    r"\bif\s+(?:yes|no|so|not|applicable|the answer is)\b|(?<!\w)ако\s+(?:да|не|отговорът|е така)\b|при положителен отговор",
    re.IGNORECASE,
)
_DESCRIBE = re.compile(
    r"\b(?:please|kindly)?,?\s*(?:describe|explain|elaborate|outline|comment on|give details|provide details|"
    r"provide (?:an? )?(?:overview|explanation|description|information))\b"
    r"|\b(?:опишете|обяснете|разяснете|пояснете|дайте подробности|представете информация|предоставете информация)",
    re.IGNORECASE,
)
_LETTERED = re.compile(r"(?:^|[\s(;])\(?([a-eа-д]|i{1,3}|iv)\s?[).](?=\s)", re.IGNORECASE | re.MULTILINE)
_NUMBERED = re.compile(r"(?:^|\s)(\d{1,2}\.\d{1,2}|\d{1,2}\))(?=\s)", re.MULTILINE)


def cautions(draft: Draft, on: date) -> tuple[Caution, ...]:
    """All remarks on a draft as of the day ``on``: on the title, the requester, the day, then question by question."""
    found = [*_on_title(draft), *_on_requester(draft), *_on_day(draft, on)]
    if len(draft.questions) > MOST_QUESTIONS:
        found.append(
            Caution(
                "too_many_questions",
                phrase(
                    "There are %(count)s questions. Up to %(most)s bring more and better replies: ask the rest another time."
                ),
                "questions",
                values={"count": len(draft.questions), "most": MOST_QUESTIONS},
            )
        )
    for question in draft.questions:
        found.extend(on_question(question))
    return tuple(found)


def _on_title(draft: Draft) -> Iterator[Caution]:
    texts = [(language, text) for language, text in draft.title.items() if text.strip()]
    if texts and not draft.title.get("en", "").strip():
        yield Caution(
            "title_without_english",
            phrase(
                "There is no English title. Respondents and readers who do not read the query's language will not find it."
            ),
            "title_en",
        )
    for language, text in texts:
        name = f"title_{language}"
        if _PRODUCT_WORDS.search(text):
            yield Caution(
                "title_names_the_product",
                phrase(
                    "The title says what kind of document this is. Pages and files say that anyway: name the subject alone."
                ),
                name,
            )
        repeated = repetition_in(text)
        if repeated:
            yield Caution(
                "title_repeats_itself",
                phrase("The title says “%(words)s” more than once."),
                name,
                values={"words": repeated},
            )
        glued = theme_glued_to(text, language, draft.themes)
        if glued:
            yield Caution(
                "theme_in_title",
                phrase(
                    "“%(theme)s” is the theme and not part of the title. Tick it among the topics instead."
                ),
                name,
                values={"theme": glued},
            )
        if len(text) > LONGEST_TITLE:
            yield Caution(
                "title_long",
                phrase(
                    "The title has %(length)s characters. Lists and mails cut what goes beyond %(most)s: move details to the background."
                ),
                name,
                values={"length": len(text), "most": LONGEST_TITLE},
            )


def repetition_in(title: str) -> str:
    """The words that a title says twice: any group right after itself, or three or more words anywhere; else empty."""
    words = _WORD.findall(title)
    folded = [word.casefold() for word in words]
    for size in range(len(words) // 2, 0, -1):
        for start in range(len(words) - 2 * size + 1):
            if folded[start : start + size] == folded[start + size : start + 2 * size]:
                return " ".join(words[start : start + size])
    for size in range(len(words) // 2, 2, -1):
        for start in range(len(words) - size):
            group = folded[start : start + size]
            if any(
                folded[later : later + size] == group for later in range(start + size, len(words) - size + 1)
            ):
                return " ".join(words[start : start + size])
    return ""


def theme_glued_to(title: str, language: str, themes: Sequence[Text] = ()) -> str:
    """The theme word set before or after a title without being part of its sentence, else empty.

    After: ``Terms for naturalisation Residence``, ``… (Return)``, ``… – Return``. Before: ``Return: …``,
    ``[Return] …``. A title that is a theme word, or ends in one as a sentence does, passes.
    """
    text = title.strip()
    for theme in sorted(
        {label.get(language, "") for label in (*THEMES, *themes)} - {""}, key=len, reverse=True
    ):
        word = re.escape(theme)
        before = re.match(
            rf"(?:\[{word}\]|\({word}\)|{word}\s*[:|/]|{word}\s+[–—-])\s*\S", text, re.IGNORECASE
        )
        after = re.search(
            rf"\S\s*(?:\[{word}\]|\({word}\)|[:|]\s*{word}|\s[–—-]\s+{word})$", text, re.IGNORECASE
        )
        if before or after:
            return theme
        bare = re.search(rf"([\w-]+)\s+{word}$", text)
        # Only a capital after a word in small letters shows that a new thing begins: "for students Residence".
        if bare and bare[1].islower() and bare[1] not in _JOINING:
            return theme
    return ""


def looks_like_a_person(requester: str) -> bool:
    """True for a form of address, a mail address, or two or three names without a word that organisations have."""
    text = requester.strip()
    if _HONORIFIC.search(text) or _ADDRESS.search(text):
        return True
    if not text or _ORGANISATION.search(text) or "," in text:
        return False
    words = text.split()
    names = [word for word in words if re.fullmatch(r"[^\W\d_]\.|[^\W\d_]+(?:[-'’][^\W\d_]+)*", word)]
    capitalised = all(word[0].isupper() and not (len(word) > 3 and word.isupper()) for word in words)
    acronym = len(words[0].strip(".")) > 1 and words[0].isupper()
    return len(words) in (2, 3) and names == words and capitalised and not acronym


def _on_requester(draft: Draft) -> Iterator[Caution]:
    if looks_like_a_person(draft.on_behalf_of):
        yield Caution(
            "requester_is_a_person",
            phrase(
                "This looks like a person. A query is asked on behalf of an organisation; the name would be published."
            ),
            "on_behalf_of",
        )


def _on_day(draft: Draft, on: date) -> Iterator[Caution]:
    if draft.reply_by is not None and 0 <= (draft.reply_by - on).days < SHORTEST_DAYS:
        yield Caution(
            "short_deadline",
            phrase(
                "Less than two weeks to reply. Contact points ask their ministries: two to four weeks bring more replies."
            ),
            "reply_by",
        )


def on_question(question: Question) -> Iterator[Caution]:
    """Remarks on one question, each with its code."""
    texts = [text for text in question.text.values() if text.strip()]

    def said(code: str, message: str, field_name: str) -> Caution:
        return Caution(code, message, field_name, question.code)

    if not any(part.type.comparable for part in question.parts):
        yield said(
            "not_comparable",
            phrase(
                "The answers can be read but not compared. Add a part that can be counted: yes or no, a choice, a number or a date."
            ),
            "type",
        )
    if any(len(set(_markers(text))) > 1 for text in texts):
        yield said(
            "nested_questions",
            phrase(
                "The text holds sub-questions of its own. Make each a question, or a part with its own label."
            ),
            "text",
        )
    elif any(text.count("?") > 1 or _SECOND_QUESTION.search(text) for text in texts):
        yield said(
            "several_questions_in_one",
            phrase(
                "This asks more than one thing. One question, one answer: split it, or give each its part."
            ),
            "text",
        )
    if any(_AND_OR.search(text) for text in texts):
        yield said(
            "and_or",
            phrase("“And/or” leaves open what a yes means. Ask for one of the two, or offer a list."),
            "text",
        )
    if len(question.parts) == 1 and any(_IF_YES.search(text) for text in texts):
        yield said(
            "if_yes_without_a_part",
            phrase(
                "“If yes” needs a place of its own: add a part, or a question that is asked only after a yes."
            ),
            "text",
        )
    elif any(_DESCRIBE.search(text) for text in texts):
        yield said(
            "asks_to_describe",
            phrase(
                "“Describe” and “explain” bring pages that cannot be compared. Ask for what you need to know; every answer has room for a note."
            ),
            "text",
        )
    if any(part.type.numeric for part in question.parts) and not any(
        t.strip() for t in question.guidance.values()
    ):
        yield said(
            "number_without_guidance",
            phrase(
                "Say in the guidance what is counted, for which period and by which source; else the numbers will not compare."
            ),
            "guidance",
        )
    if any(
        part.type in (PartType.CHOICE, PartType.CHOICES) and not _has_rest(part.codes)
        for part in question.parts
    ):
        yield said(
            "list_without_rest",
            phrase("The list has no entry for what is missing from it, such as “other” or “none of these”."),
            "codes",
        )


def _markers(text: str) -> list[str]:
    """Letters and numbers that open sub-questions: ``a)``, ``(b)``, ``1.2``."""
    return [mark.casefold() for mark in (*_LETTERED.findall(text), *_NUMBERED.findall(text))]


_REST = re.compile(
    r"\b(?:other|none|no |not |neither|else)|(?<!\w)(?:друг|никак|никой|няма|нито|не )", re.IGNORECASE
)


def _has_rest(codes: Sequence[Code]) -> bool:
    """True where an entry stands for the rest, or where no label is in a language that is understood here."""
    if not any({"en", "bg"} & {language for language, text in code.label.items() if text} for code in codes):
        return True
    return any(
        code.code in ("other", "none") or any(_REST.search(f"{text} ") for text in code.label.values())
        for code in codes
    )
