"""The neutral document as a Word file: an official compilation that its readers may edit, quote and forward.

Real heading styles, repeated table headings, alternative texts, page numbers as fields and the language of every
run: Word's navigation pane, spelling and accessibility checker find what they look for. Blocks are written as XML
directly: through python-docx's own objects a table of a thousand cells takes seconds. What Word cannot hold is taken
out of the text by text.py, which says what that is. Leaves out what the document says and tracked changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC
from io import BytesIO
from typing import Any

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import nsdecls
from docx.oxml.parser import parse_xml
from docx.shared import Cm, Emu, Pt, RGBColor
from lxml import etree

from comparanda.formats.archive import repacked
from comparanda.formats.document import (
    AnswerBlock,
    Block,
    BulletList,
    Document,
    DocumentError,
    Fact,
    Figure,
    Heading,
    Note,
    PageBreak,
    Paragraph,
    Run,
    TableBlock,
    Words,
    anchors_of,
    checked_blocks,
    keeps_together,
    runs_of,
    source_host,
    usable_language,
    usable_link,
)
from comparanda.formats.images import ImageCache, ImageError, svg_to_png
from comparanda.formats.text import one_line, printable

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_NAMESPACES = {"w": _W, "r": _R}

# Both faces come with Word and have Cyrillic and Greek.
_SERIF, _SANS = "Georgia", "Calibri"
_INK, _SOFT, _LINE, _WASH, _ACCENT = "1B2230", "586174", "D8D3C6", "F5F2EA", "0A5C63"
_TEXT_WIDTH_CM, _TALLEST_FIGURE_CM = 16.2, 16.5
_TEXT_WIDTH_TWIPS = 9_184
_ANSWER_INDENT_TWIPS = 2_040
_FIGURE_PIXELS = 1_600
_RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur", "yi"})


def write_docx(document: Document, *, images: ImageCache | None = None) -> bytes:
    """The document as .docx; the same document gives the same bytes.

    images: where drawn pictures are kept between calls; without it each figure is drawn anew.
    Raises DocumentError where the document or a picture in it cannot be written.
    """
    file = docx.Document()
    _set_styles(file, document.language)
    _set_page(file, document)
    _set_properties(file, document)
    writer = _Writer(file, document, images)
    writer.write()
    buffer = BytesIO()
    file.save(buffer)
    return repacked(buffer.getvalue(), document.created)


class _Writer:
    """Writes the blocks of one document into the body of one file."""

    def __init__(self, file: Any, document: Document, images: ImageCache | None) -> None:
        self.file, self.document, self.images = file, document, images
        self.body = file.element.body
        self.last = self.body.sectPr
        self.anchors = anchors_of(document)
        self.links: dict[str, str] = {}
        self.bookmarks = 0
        self.level = 0
        self.new_page = False
        # Style ids, as the body names them.
        self.style = {style.name: style.style_id for style in file.styles}

    def write(self) -> None:
        document = self.document
        for style, text in (
            ("Compilation Kicker", document.kicker),
            ("Title", one_line(document.title)),
            ("Subtitle", document.subtitle),
        ):
            if printable(text):
                self.add(self.paragraph(style, text))
        if document.facts:
            self.add(self.facts(document.facts))
        for block in checked_blocks(document):
            self.block(block)

    def add(self, *elements: etree._Element) -> None:
        for element in elements:
            if self.new_page:
                self.new_page = False
                if element.tag == f"{{{_W}}}p":
                    _break_before(element)
                else:
                    gap = self.paragraph("Compilation Gap", "")
                    _break_before(gap)
                    self.last.addprevious(gap)
            self.last.addprevious(element)

    def block(self, block: Block) -> None:
        match block:
            case Heading():
                self.level = block.level
                self.add(self.heading(block))
            case Paragraph():
                self.add(self.paragraph("Body Text", block.runs))
            case Note():
                self.add(self.paragraph("Compilation Note", block.text))
            case BulletList():
                self.add(*(self.paragraph("List Bullet", item) for item in block.items))
            case TableBlock():
                if printable(block.caption):
                    self.add(self.paragraph("Caption", block.caption, _empty("keepNext")))
                self.add(self.table(block), self.paragraph("Compilation Gap", ""))
            case Figure():
                self.figure(block)
            case AnswerBlock():
                self.answer(block)
            case PageBreak():
                self.new_page = True

    def heading(self, block: Heading) -> etree._Element:
        paragraph = self.paragraph(f"Heading {block.level}", block.text)
        if block.anchor is not None:
            self.bookmarks += 1
            start = _element("bookmarkStart", id=str(self.bookmarks), name=block.anchor)
            paragraph.insert(1, start)
            _under(paragraph, "bookmarkEnd", id=str(self.bookmarks))
        return paragraph

    def facts(self, facts: Sequence[Fact]) -> etree._Element:
        """The head of the document as three columns of label and value."""
        columns = min(3, len(facts))
        edges = {"top": (_ACCENT, 14), "bottom": (_LINE, 4)}
        table, widths = _table_frame([1.0] * columns, edges, inside=False, padding=0)
        for start in range(0, len(facts), columns):
            row = _under(table, "tr")
            _under(_under(row, "trPr"), "cantSplit")
            for place in range(columns):
                cell = _cell(row, widths[place])
                if start + place < len(facts):
                    fact = facts[start + place]
                    cell.append(self.paragraph("Compilation Fact Label", one_line(fact.label)))
                    cell.append(self.paragraph("Compilation Fact", fact.value))
                else:
                    cell.append(self.paragraph("Compilation Fact", ""))
        return table

    def table(self, block: TableBlock) -> etree._Element:
        edges = {"top": (_ACCENT, 10), "bottom": (_LINE, 4)}
        table, widths = _table_frame(block.widths or [1.0] * len(block.columns), edges, inside=True)
        numeric = set(block.numeric)
        kept = keeps_together(block)
        if block.header_row:
            row = _under(table, "tr")
            properties = _under(row, "trPr")
            _under(properties, "cantSplit")
            _under(properties, "tblHeader")
            for place, title in enumerate(block.columns):
                cell = _cell(row, widths[place], header=True)
                cell.append(
                    self.paragraph("Compilation Table Heading", title, *_shape(True, place in numeric))
                )
        for number, values in enumerate(block.rows, start=1):
            together = kept and number < len(block.rows)
            row = _under(table, "tr")
            _under(_under(row, "trPr"), "cantSplit")
            for place, words in enumerate(values):
                cell = _cell(row, widths[place])
                bold = block.row_headings and place == 0
                style = "Compilation Row Heading" if bold else "Compilation Table Text"
                cell.append(self.paragraph(style, words, *_shape(together, place in numeric)))
        return table

    def figure(self, block: Figure) -> None:
        draw = svg_to_png if self.images is None else self.images.svg_to_png
        try:
            png = draw(block.svg, _FIGURE_PIXELS)
        except ImageError as error:
            raise DocumentError(str(error)) from error
        # The size in the head of a PNG: width and height, four bytes each (PNG specification, IHDR).
        across, down = (int.from_bytes(png[start : start + 4], "big") for start in (16, 20))
        scale = min(_TEXT_WIDTH_CM / across, _TALLEST_FIGURE_CM / down)
        inline = self.file.part.new_pic_inline(BytesIO(png), Emu(Cm(across * scale)), Emu(Cm(down * scale)))
        for side in ("distT", "distB", "distL", "distR"):
            inline.set(side, "0")
        inline.docPr.set("descr", one_line(block.alt))
        inline.docPr.set("name", f"Figure {inline.docPr.id}")
        paragraph = self.paragraph("Compilation Figure", "")
        if printable(block.caption):
            paragraph[0].append(_empty("keepNext"))
        _under(_under(paragraph, "r"), "drawing").append(inline)
        self.add(paragraph)
        if printable(block.caption):
            self.add(self.paragraph("Compilation Figure Caption", block.caption))

    def answer(self, block: AnswerBlock) -> None:
        """Country and value on one line that the navigation pane shows; note, sources and marks below, indented."""
        level = _element("outlineLvl", val=str(min(self.level, 8)))
        head = self.paragraph("Compilation Answer", "", level)
        self.runs(head, [Run(one_line(block.country))], color=_ACCENT)
        _under(_under(head, "r"), "tab")
        self.runs(head, runs_of(block.value))
        parts = [head]
        note = runs_of(block.note, self.anchors, block.language)
        if note:
            parts.append(self.paragraph("Compilation Answer Text", note))
        sources = [(title, address) for title, address in block.sources if one_line(title) or address]
        if sources:
            shown = [Run(f"{one_line(self.document.source_label)}: ")] if self.document.source_label else []
            for title, address in sources:
                link = usable_link(address)
                name = one_line(title) or source_host(address or "")
                ending = "; " if len(shown) + 1 < 2 * len(sources) else ""
                shown.append(Run(name, link=link))
                shown.append(Run((f" ({source_host(link)})" if link else "") + ending))
            parts.append(self.paragraph("Compilation Answer Source", shown))
        marks = " · ".join(one_line(part) for part in [block.as_of, *block.marks] if one_line(part))
        if marks:
            parts.append(self.paragraph("Compilation Answer Source", marks))
        # The last part may stand apart from what follows, the others hold together.
        for part in parts[:-1]:
            part[0].insert(1, _empty("keepNext"))
        self.add(*parts)

    def paragraph(self, style: str, words: Words, *properties: etree._Element) -> etree._Element:
        paragraph = _element("p")
        own = _under(paragraph, "pPr")
        _under(own, "pStyle", val=self.style[style])
        own.extend(properties)
        self.runs(paragraph, runs_of(words, self.anchors))
        return paragraph

    def runs(self, paragraph: etree._Element, runs: Iterable[Run], color: str | None = None) -> None:
        for run in runs:
            parent = paragraph if run.link is None else self.link(paragraph, run.link)
            element = _under(parent, "r")
            if run.bold or run.italic or run.link or run.language or color:
                _add_look(_under(element, "rPr"), run, self.style["Hyperlink"], color)
            _add_text(element, run.text)

    def link(self, paragraph: etree._Element, address: str) -> etree._Element:
        link = _under(paragraph, "hyperlink", history="1")
        if address.startswith("#"):
            link.set(f"{{{_W}}}anchor", address[1:])
            return link
        if address not in self.links:
            identifier = f"rIdLink{len(self.links) + 1}"
            self.file.part.load_rel(RELATIONSHIP_TYPE.HYPERLINK, address, identifier, is_external=True)
            self.links[address] = identifier
        link.set(f"{{{_R}}}id", self.links[address])
        return link


def _element(name: str, /, **attributes: str) -> etree._Element:
    element = etree.Element(f"{{{_W}}}{name}", nsmap=_NAMESPACES)
    for key, value in attributes.items():
        element.set(f"{{{_W}}}{key}", value)
    return element


def _under(parent: etree._Element, name: str, /, **attributes: str) -> etree._Element:
    element = etree.SubElement(parent, f"{{{_W}}}{name}")
    for key, value in attributes.items():
        element.set(f"{{{_W}}}{key}", value)
    return element


def _table_frame(
    shares: Sequence[float], edges: dict[str, tuple[str, int]], *, inside: bool, padding: int = 100
) -> tuple[etree._Element, list[int]]:
    """An empty table of the width of the text, and the width of each column; widths in twentieths of a point.

    edges: color and size (in eighths of a point) of the rules above and below; inside: whether rows are ruled.
    """
    widths = [round(_TEXT_WIDTH_TWIPS * share / sum(shares)) for share in shares]
    table = _element("tbl")
    properties = _under(table, "tblPr")
    _under(properties, "tblW", w=str(sum(widths)), type="dxa")
    borders = _under(properties, "tblBorders")
    for edge, (color, size) in edges.items():
        _under(borders, edge, val="single", sz=str(size), space="0", color=color)
    if inside:
        _under(borders, "insideH", val="single", sz="4", space="0", color=_LINE)
    _under(properties, "tblLayout", type="fixed")
    margins = _under(properties, "tblCellMar")
    for side, width in (("top", 50), ("left", padding), ("bottom", 50), ("right", 100)):
        _under(margins, side, w=str(width), type="dxa")
    _under(properties, "tblLook", firstRow="1" if inside else "0", firstColumn="1" if inside else "0")
    grid = _under(table, "tblGrid")
    for width in widths:
        _under(grid, "gridCol", w=str(width))
    return table, widths


def _cell(row: etree._Element, width: int, *, header: bool = False) -> etree._Element:
    cell = _under(row, "tc")
    properties = _under(cell, "tcPr")
    _under(properties, "tcW", w=str(width), type="dxa")
    if header:
        borders = _under(properties, "tcBorders")
        _under(borders, "bottom", val="single", sz="6", space="0", color=_ACCENT)
        _under(properties, "shd", val="clear", color="auto", fill=_WASH)
    return cell


def _empty(name: str) -> etree._Element:
    return _element(name)


def _shape(with_next: bool, right: bool) -> list[etree._Element]:
    """The own properties of a paragraph in a table, in the order of the schema."""
    return [
        *([_element("keepNext")] if with_next else []),
        *([_element("jc", val="right")] if right else []),
    ]


def _break_before(paragraph: etree._Element) -> None:
    """Begins a page with the paragraph; its place among the properties is after keepNext."""
    properties = paragraph[0]
    before = sum(1 for child in properties if etree.QName(child).localname in ("pStyle", "keepNext"))
    properties.insert(before, _element("pageBreakBefore"))


def _add_look(properties: etree._Element, run: Run, link_style: str, color: str | None) -> None:
    """The properties of a run, in the order the schema asks for (ECMA-376, CT_RPr)."""
    if run.link:
        _under(properties, "rStyle", val=link_style)
    if run.bold:
        _under(properties, "b")
    if run.italic:
        _under(properties, "i")
    if color:
        _under(properties, "color", val=color)
    if run.language:
        right_to_left = run.language.split("-")[0].lower() in _RIGHT_TO_LEFT
        if right_to_left:
            _under(properties, "rtl")
        _under(properties, "lang", **{"bidi" if right_to_left else "val": run.language})


def _add_text(run: etree._Element, text: str) -> None:
    for line_number, line in enumerate(text.split("\n")):
        if line_number:
            _under(run, "br")
        for place, piece in enumerate(line.split("\t")):
            if place:
                _under(run, "tab")
            if piece:
                element = _under(run, "t")
                element.text = piece
                element.set(_SPACE, "preserve")


def _set_page(file: Any, document: Document) -> None:
    """A4, the running head on all pages but the first, the footer with page and pages as fields on all."""
    section = file.sections[0]
    section.page_width, section.page_height = Cm(21.0), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.4)
    section.top_margin, section.bottom_margin = Cm(2.8), Cm(2.5)
    section.header_distance, section.footer_distance = Cm(1.4), Cm(1.1)
    section.different_first_page_header_footer = True
    head = one_line(document.running_head)
    if head:
        _fill(section.header.paragraphs[0], head)
    section.first_page_header.is_linked_to_previous = False
    # The empty head of the first page keeps its style but not its rule.
    section.first_page_header.paragraphs[0].style = file.styles["Normal"]
    for footer in (section.footer, section.first_page_footer):
        footer.is_linked_to_previous = False
        _fill_footer(footer, one_line(document.footer), file.styles)


def _fill_footer(footer: Any, text: str, styles: Any) -> None:
    """The line of the footer and "page / pages" beside it; in a table, so that a long line wraps short of the number.

    Word wants a paragraph after a table: the empty one that the footer begins with is kept for that.
    """
    table, widths = _table_frame([8.6, 1.4], {"top": (_LINE, 4)}, inside=False, padding=0)
    row = _under(table, "tr")
    for place, width in enumerate(widths):
        cell = _cell(row, width)
        paragraph = _under(cell, "p")
        properties = _under(paragraph, "pPr")
        _under(properties, "pStyle", val=styles["Footer"].style_id)
        if place == 0:
            _add_text(_under(paragraph, "r"), text)
        else:
            _under(properties, "jc", val="right")
            _add_field(paragraph, "PAGE")
            _add_text(_under(paragraph, "r"), " / ")
            _add_field(paragraph, "NUMPAGES")
    last = footer.paragraphs[0]
    last.style = styles["Compilation Gap"]
    last._p.addprevious(table)


def _fill(paragraph: Any, text: str) -> None:
    _add_text(_under(paragraph._p, "r"), text)


def _add_field(paragraph: etree._Element, instruction: str) -> None:
    for kind in ("begin", None, "separate", "shown", "end"):
        run = _under(paragraph, "r")
        if kind is None:
            _under(run, "instrText").text = instruction
        elif kind == "shown":
            _under(run, "t").text = "1"
        else:
            _under(run, "fldChar", fldCharType=kind)


def _set_properties(file: Any, document: Document) -> None:
    created = document.created.astimezone(UTC).replace(tzinfo=None)
    properties = file.core_properties
    # Word takes at most 255 characters here.
    properties.title = one_line(document.title)[:255]
    properties.subject = one_line(document.subtitle)[:255]
    properties.author = properties.last_modified_by = "Comparanda"
    properties.comments = ""
    properties.keywords = ", ".join(one_line(keyword) for keyword in document.keywords)[:255]
    properties.language = document.language
    properties.created = properties.modified = created
    properties.revision = 1
    # Without this Word opens the file in the compatibility mode of 2007.
    settings = file.settings.element
    for old in settings.findall(f"{{{_W}}}compat"):
        settings.remove(old)
    compatibility = parse_xml(
        f'<w:compat {nsdecls("w")}><w:compatSetting w:name="compatibilityMode" '
        'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
    )
    following = [f"{{{_W}}}{name}" for name in ("rsids", "mathPr", "themeFontLang", "clrSchemeMapping")]
    for child in settings:
        if child.tag in following or child.tag.endswith("}mathPr"):
            child.addprevious(compatibility)
            break
    else:
        settings.append(compatibility)


def _set_styles(file: Any, language: str) -> None:
    """The look, as styles: whoever edits the file changes a style, not a thousand paragraphs."""
    styles = file.styles
    defaults = styles.element.find(f"{{{_W}}}docDefaults/{{{_W}}}rPrDefault/{{{_W}}}rPr")
    _set_face(defaults, _SANS)
    for old in defaults.findall(f"{{{_W}}}lang"):
        defaults.remove(old)
    code = usable_language(language) or ""
    _under(defaults, "lang", val=code, eastAsia=code, bidi=code)

    def style(
        name: str,
        base: str | None = "Normal",
        *,
        face: str | None = None,
        size: float,
        color: str = _INK,
        bold: bool = False,
        before: float = 0,
        after: float = 0,
        line: float = 1.15,
        keep: bool = False,
    ) -> Any:
        existing = [made for made in styles if made.name == name]
        made = existing[0] if existing else styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        if base is not None and made.name != base:
            made.base_style = styles[base]
        for old in made.element.findall(f"{{{_W}}}pPr"):
            # Lists keep their numbering, headings their level; borders and spacing of the template go.
            for child in list(old):
                if etree.QName(child).localname not in ("numPr", "outlineLvl", "tabs", "contextualSpacing"):
                    old.remove(child)
        look = made.element.get_or_add_rPr()
        for child in list(look):
            look.remove(child)
        if face:
            _set_face(look, face)
        made.font.size, made.font.bold = Pt(size), bold
        made.font.color.rgb = RGBColor.from_string(color)
        # Scripts written from right to left have a size and weight of their own.
        look.sz.addnext(_element("szCs", val=str(round(size * 2))))
        look.b.addnext(_element("bCs", **({} if bold else {"val": "0"})))
        shape = made.paragraph_format
        shape.space_before, shape.space_after, shape.line_spacing = Pt(before), Pt(after), line
        shape.keep_with_next = keep or None
        made.quick_style, made.hidden = True, False
        return made

    style("Normal", None, face=_SANS, size=10.5)
    style("Body Text", size=10.5, after=7, line=1.2)
    style("List Bullet", size=10.5, after=3)
    style("Title", face=_SERIF, size=25, bold=True, before=2, after=5, line=1.0)
    style("Subtitle", face=_SERIF, size=13, color=_SOFT, after=14, line=1.05)
    style("Heading 1", face=_SERIF, size=16.5, bold=True, before=24, after=8, line=1.05, keep=True)
    style("Heading 2", face=_SERIF, size=12.5, bold=True, before=18, after=6, line=1.1, keep=True)
    style("Heading 3", face=_SERIF, size=11, bold=True, before=12, after=4, line=1.1, keep=True)
    style("Caption", size=10, bold=True, before=10, after=4, keep=True)
    style("Compilation Kicker", size=9.5, color=_ACCENT, bold=True, after=4)
    style("Compilation Fact Label", size=9, color=_SOFT, before=3, line=1.0)
    style("Compilation Fact", size=10.5, bold=True, after=4, line=1.0)
    style("Compilation Table Text", size=9.5, line=1.05)
    style("Compilation Row Heading", "Compilation Table Text", size=9.5, bold=True, line=1.05)
    style("Compilation Table Heading", "Compilation Table Text", size=9, color=_ACCENT, bold=True, line=1.05)
    style("Compilation Gap", size=6, line=1.0)
    style("Compilation Figure", size=10.5, before=8, after=4, line=1.0)
    style("Compilation Figure Caption", size=9, color=_SOFT, after=10)

    note = style("Compilation Note", size=10, before=12, after=12)
    note.paragraph_format.left_indent = note.paragraph_format.right_indent = Cm(0.4)
    _add_frame(note, "left", _ACCENT, size=24, space=9, fill=_WASH)
    frame = note.element.pPr.find(f"{{{_W}}}pBdr")
    # Rules in the color of the shade are the padding of the box, which Word has no other name for.
    for place, side, space in ((0, "top", 7), (2, "bottom", 7), (3, "right", 9)):
        frame.insert(place, _element(side, val="single", sz="4", space=str(space), color=_WASH))

    answer = style("Compilation Answer", size=10.5, bold=True, before=6, after=2, keep=True)
    answer.paragraph_format.left_indent = Emu(_ANSWER_INDENT_TWIPS * 635)
    answer.paragraph_format.first_line_indent = Emu(-_ANSWER_INDENT_TWIPS * 635)
    _add_frame(answer, "top", _LINE, size=4, space=5)
    for name, size, color in (
        ("Compilation Answer Text", 10.5, _INK),
        ("Compilation Answer Source", 9, _SOFT),
    ):
        part = style(name, size=size, color=color, after=2.5)
        part.paragraph_format.left_indent = Emu(_ANSWER_INDENT_TWIPS * 635)

    _add_frame(style("Header", size=8.5, color=_SOFT, line=1.0), "bottom", _LINE, size=4, space=5)
    style("Footer", size=8.5, color=_SOFT, line=1.0)

    link = styles.add_style("Hyperlink", WD_STYLE_TYPE.CHARACTER)
    link.font.color.rgb = RGBColor.from_string(_ACCENT)
    link.font.underline = True


def _set_face(properties: Any, face: str) -> None:
    """One face for every script: the theme's faces, which the template names, would win otherwise."""
    for old in properties.findall(f"{{{_W}}}rFonts"):
        properties.remove(old)
    properties.insert(0, _element("rFonts", ascii=face, hAnsi=face, eastAsia=face, cs=face))


def _add_frame(style: Any, side: str, color: str, *, size: int, space: int, fill: str | None = None) -> None:
    """A rule on one side of a paragraph and its shade, placed where the schema asks (ECMA-376, CT_PPrBase)."""
    borders = _element("pBdr")
    _under(borders, side, val="single", sz=str(size), space=str(space), color=color)
    added = [borders]
    if fill:
        added.append(_element("shd", val="clear", color="auto", fill=fill))
    properties = style.element.get_or_add_pPr()
    before = (
        "keepNext",
        "keepLines",
        "pageBreakBefore",
        "framePr",
        "widowControl",
        "numPr",
        "suppressLineNumbers",
    )
    place = sum(1 for child in properties if etree.QName(child).localname in before)
    for offset, element in enumerate(added):
        properties.insert(place + offset, element)
