"""The media types Comparanda writes: one name, suffix and content type a format, said once.

Everything that names a file or sets a header asks here. Leaves out what each format contains (see the writer of
that name) and content negotiation, which belongs to the web.
"""

from __future__ import annotations

from enum import StrEnum


class UnknownMediaType(ValueError):
    """No writer exists for this suffix; the message lists those that do."""


class MediaType(StrEnum):
    """A format that can be downloaded; its value is the suffix without the dot, e.g. "csv"."""

    CSV = "csv"
    XLSX = "xlsx"
    JSON = "json"
    DOCX = "docx"
    PDF = "pdf"
    SVG = "svg"
    PNG = "png"
    ATOM = "atom"
    XML = "xml"
    TURTLE = "ttl"
    JSON_LD = "jsonld"
    RDF_XML = "rdf"

    @property
    def suffix(self) -> str:
        """The end of a file name or address, with its dot, e.g. ".csv"."""
        return f".{self.value}"

    @property
    def content_type(self) -> str:
        """The value of the Content-Type header; text formats name their charset, always UTF-8."""
        return _CONTENT_TYPES[self]

    @property
    def is_text(self) -> bool:
        """True where the bytes are UTF-8 text."""
        return "charset" in self.content_type or self in (MediaType.JSON, MediaType.JSON_LD)

    @classmethod
    def from_suffix(cls, suffix: str) -> MediaType:
        """The format of a suffix, with or without its dot, in any case, e.g. ".CSV".

        Raises UnknownMediaType for every other suffix, the empty one included.
        """
        try:
            return cls(suffix.removeprefix(".").lower())
        except ValueError:
            known = ", ".join(member.suffix for member in cls)
            raise UnknownMediaType(f"No format is called {suffix!r}; there are {known}.") from None

    @classmethod
    def from_file_name(cls, name: str) -> MediaType:
        """The format of a file name or address, e.g. "labour-access.csv"; raises UnknownMediaType."""
        _, dot, suffix = name.rpartition(".")
        return cls.from_suffix(suffix if dot else "")


_CONTENT_TYPES = {
    MediaType.CSV: "text/csv; charset=utf-8; header=present",
    MediaType.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    # RFC 8259 defines no charset parameter for JSON: it is UTF-8 by definition. JSON-LD is JSON.
    MediaType.JSON: "application/json",
    MediaType.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    MediaType.PDF: "application/pdf",
    MediaType.SVG: "image/svg+xml; charset=utf-8",
    MediaType.PNG: "image/png",
    MediaType.ATOM: "application/atom+xml; charset=utf-8",
    MediaType.XML: "application/xml; charset=utf-8",
    MediaType.TURTLE: "text/turtle; charset=utf-8",
    MediaType.JSON_LD: "application/ld+json",
    MediaType.RDF_XML: "application/rdf+xml; charset=utf-8",
}
