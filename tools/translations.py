"""Collects interface words into the catalogues, and checks that every language has them all.

``collect`` writes new messages into each ``django.po``; ``check`` fails, with the messages named, where one is
missing, fuzzy, no longer used, or where its places (``%(name)s``) differ. Plain Python: needs no gettext tools.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "comparanda"
LOCALE = SOURCE / "site" / "locale"
LANGUAGES = ("bg",)
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
    "phrase": None,
    "counted": (1, 2),
}
PLACES = re.compile(r"%\((\w+)\)[sd]")


def collected() -> Catalog:
    """Every message of the sources: Python files and templates."""
    catalog = Catalog(project="Comparanda", fuzzy=False)
    for path in sorted(SOURCE.rglob("*")):
        place = [(path.relative_to(ROOT).as_posix(), 0)]
        if path.suffix == ".py":
            found = extract(
                "python", BytesIO(path.read_bytes()), keywords=KEYWORDS, options={"encoding": "utf-8"}
            )
            for _line, message, _comments, context in found:
                catalog.add(message, locations=place, context=context)
        elif path.suffix in (".html", ".txt") and "templates" in path.parts:
            if re.search(r"\.(bg|en)\.html$", path.name):
                continue  # whole pages of prose exist once a language
            for message, context in _of_template(path.read_text(encoding="utf-8"), path.name):
                catalog.add(message, locations=place, context=context)
    return catalog


_STRING = r"""u?('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
_CALL = re.compile(
    rf"(?<!\w)(npgettext|pgettext|ngettext|gettext|_)\(\s*{_STRING}(?:\s*,\s*{_STRING})?(?:\s*,\s*{_STRING})?"
)


def _of_template(source: str, name: str) -> Iterator[tuple[str | tuple[str, str], str | None]]:
    """Messages of a Django template, through Django's own rewriting of it into calls of gettext."""
    for match in _CALL.finditer(templatize(source, origin=name)):
        function = match.group(1)
        texts = [ast.literal_eval(text) for text in match.groups()[1:] if text]
        context = texts.pop(0) if function in ("pgettext", "npgettext") else None
        yield ((texts[0], texts[1]) if function in ("ngettext", "npgettext") else texts[0]), context


def _file(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def collect() -> int:
    """Bring the catalogues up to the sources; what is no longer used goes."""
    template = collected()
    for language in LANGUAGES:
        path = _file(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists():
            with path.open("rb") as stream:
                catalog = read_po(stream, locale=language)
        else:
            catalog = Catalog(locale=language, project="Comparanda", fuzzy=False)
        catalog.update(template, no_fuzzy_matching=True)
        catalog.obsolete.clear()
        with path.open("wb") as stream:
            write_po(stream, catalog, sort_output=True, width=110, omit_header=False, include_lineno=False)
        print(
            f"{language}: {len(template)} messages, {sum(1 for m in catalog if m.id and not _complete(m))} to translate"
        )
    return 0


def _complete(message: Message) -> bool:
    strings = message.string if isinstance(message.string, tuple | list) else (message.string,)
    return bool(strings) and all(strings) and not message.fuzzy


def _faults(language: str, template: Catalog) -> list[str]:
    path = _file(language)
    if not path.exists():
        return [f"{path.relative_to(ROOT)} does not exist"]
    with path.open("rb") as stream:
        catalog = read_po(stream, locale=language)
    faults = []
    for message in template:
        if not message.id:
            continue
        known = catalog.get(message.id, message.context)
        name = message.id[0] if isinstance(message.id, tuple | list) else message.id
        if known is None or not _complete(known):
            faults.append(f"{language}: not translated: {name!r}")
            continue
        ids = message.id if isinstance(message.id, tuple | list) else (message.id,)
        strings = known.string if isinstance(known.string, tuple | list) else (known.string,)
        wanted = {place for text in ids for place in PLACES.findall(text)}
        for text in strings:
            extra = set(PLACES.findall(text)) - wanted
            missing = set(PLACES.findall(ids[-1])) - set(PLACES.findall(text)) if len(ids) == 1 else set()
            if extra or missing:
                faults.append(f"{language}: places differ in {name!r}: {sorted(extra | missing)}")
    faults += [
        f"{language}: no longer used: {m.id!r}"
        for m in catalog
        if m.id and template.get(m.id, m.context) is None
    ]
    return faults


def check() -> int:
    template = collected()
    faults = [fault for language in LANGUAGES for fault in _faults(language, template)]
    for fault in faults:
        print(fault, file=sys.stderr)
    if not faults:
        print(f"{len(template)} messages, complete in {', '.join(LANGUAGES)}")
    return 1 if faults else 0


if __name__ == "__main__":
    commands = {"collect": collect, "check": check}
    if len(sys.argv) != 2 or sys.argv[1] not in commands:
        sys.exit(f"usage: {Path(sys.argv[0]).name} collect|check")
    sys.exit(commands[sys.argv[1]]())
