"""The names that vocabularies are written in: namespaces, their prefixes, and the properties we read and write.

Leaves out what each property becomes (`reading` and `writing` say that) and every property beyond these: a file may
hold them, and the report of reading counts them.
"""

from __future__ import annotations

from comparanda.kernel.concept import LabelKind, Match, NoteKind, Status

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
OWL = "http://www.w3.org/2002/07/owl#"
XSD = "http://www.w3.org/2001/XMLSchema#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
SKOSXL = "http://www.w3.org/2008/05/skos-xl#"
DC = "http://purl.org/dc/elements/1.1/"
DCT = "http://purl.org/dc/terms/"
ADMS = "http://www.w3.org/ns/adms#"
ADMS_STATUS = "http://purl.org/adms/status/"
EUVOC = "http://publications.europa.eu/ontology/euvoc#"
# The product has no public address of its own yet; this host is reserved (RFC 2606), as in publiccode.yml.
COMPARANDA = "https://comparanda.example/terms#"

PREFIXES: dict[str, str] = {
    "adms": ADMS,
    "comparanda": COMPARANDA,
    "dc": DC,
    "dct": DCT,
    "owl": OWL,
    "rdf": RDF,
    "skos": SKOS,
    "skosxl": SKOSXL,
    "xsd": XSD,
}
"""Prefix to namespace, in the order in which files declare them."""

TYPE = RDF + "type"
CONCEPT, CONCEPT_SCHEME, COLLECTION = SKOS + "Concept", SKOS + "ConceptScheme", SKOS + "Collection"
ORDERED_COLLECTION = SKOS + "OrderedCollection"
CONCEPT_GROUP = "http://purl.org/iso25964/skos-thes#ConceptGroup"
XL_LABEL, LITERAL_FORM = SKOSXL + "Label", SKOSXL + "literalForm"

IN_SCHEME, TOP_CONCEPT_OF, HAS_TOP_CONCEPT = SKOS + "inScheme", SKOS + "topConceptOf", SKOS + "hasTopConcept"
BROADER, NARROWER, RELATED = SKOS + "broader", SKOS + "narrower", SKOS + "related"
BROADER_TRANSITIVE, NARROWER_TRANSITIVE = SKOS + "broaderTransitive", SKOS + "narrowerTransitive"
DEFINITION, SCOPE_NOTE, NOTATION = SKOS + "definition", SKOS + "scopeNote", SKOS + "notation"

LABELS: dict[str, LabelKind] = {
    SKOS + "prefLabel": LabelKind.PREFERRED,
    SKOS + "altLabel": LabelKind.ALTERNATIVE,
    SKOS + "hiddenLabel": LabelKind.HIDDEN,
}
XL_LABELS: dict[str, LabelKind] = {
    SKOSXL + "prefLabel": LabelKind.PREFERRED,
    SKOSXL + "altLabel": LabelKind.ALTERNATIVE,
    SKOSXL + "hiddenLabel": LabelKind.HIDDEN,
}
MATCHES: dict[str, Match] = {
    SKOS + "exactMatch": Match.EXACT,
    SKOS + "closeMatch": Match.CLOSE,
    SKOS + "broadMatch": Match.BROAD,
    SKOS + "narrowMatch": Match.NARROW,
    SKOS + "relatedMatch": Match.RELATED,
}
NOTES: dict[str, NoteKind] = {
    SKOS + "note": NoteKind.NOTE,
    SKOS + "changeNote": NoteKind.CHANGE,
    SKOS + "editorialNote": NoteKind.EDITORIAL,
    SKOS + "example": NoteKind.EXAMPLE,
    SKOS + "historyNote": NoteKind.HISTORY,
}

DEPRECATED, VERSION = OWL + "deprecated", OWL + "versionInfo"
STATUS, EUVOC_STATUS = ADMS + "status", EUVOC + "status"
STATUSES: dict[str, Status] = {
    ADMS_STATUS + "UnderDevelopment": Status.DRAFT,
    ADMS_STATUS + "Completed": Status.APPROVED,
    ADMS_STATUS + "Deprecated": Status.DEPRECATED,
    ADMS_STATUS + "Withdrawn": Status.DEPRECATED,
    # The authority table that the vocabularies of the Publications Office use.
    "http://publications.europa.eu/resource/authority/concept-status/CURRENT": Status.APPROVED,
    "http://publications.europa.eu/resource/authority/concept-status/DEPRECATED": Status.DEPRECATED,
    "http://publications.europa.eu/resource/authority/concept-status/RETIRED": Status.DEPRECATED,
}
WRITTEN_STATUS: dict[Status, str] = {
    Status.DRAFT: ADMS_STATUS + "UnderDevelopment",
    Status.APPROVED: ADMS_STATUS + "Completed",
    Status.DEPRECATED: ADMS_STATUS + "Deprecated",
}

REPLACED_BY, MODIFIED, ISSUED = DCT + "isReplacedBy", DCT + "modified", DCT + "issued"
LICENSE, TITLE, DESCRIPTION = DCT + "license", DCT + "title", DCT + "description"
SOURCE, SOURCE_TITLE, CITATION = DCT + "source", DC + "source", DCT + "bibliographicCitation"

TITLES = (TITLE, SKOS + "prefLabel", RDFS + "label", DC + "title")
"""Where a scheme's title may stand, the most telling first."""
DESCRIPTIONS = (DESCRIPTION, SKOS + "definition", DC + "description", RDFS + "comment")

NO_TERM_IN, NO_TERM = COMPARANDA + "noTermIn", COMPARANDA + "noTerm"
NO_TERM_CLASS, LANGUAGE = COMPARANDA + "NoTerm", COMPARANDA + "language"
USE, CONFIDENCE = COMPARANDA + "use", COMPARANDA + "confidence"

READ: tuple[str, ...] = (
    *(TYPE, IN_SCHEME, TOP_CONCEPT_OF, HAS_TOP_CONCEPT),
    *(BROADER, NARROWER, RELATED, BROADER_TRANSITIVE, NARROWER_TRANSITIVE),
    *(DEFINITION, SCOPE_NOTE, NOTATION, DEPRECATED, VERSION, STATUS, EUVOC_STATUS),
    *(REPLACED_BY, MODIFIED, ISSUED, LICENSE, DESCRIPTION, DC + "description", RDFS + "comment"),
    *(SOURCE, SOURCE_TITLE, CITATION, TITLE, DC + "title", RDFS + "label", RDF + "value", LITERAL_FORM),
    *(NO_TERM_IN, NO_TERM, LANGUAGE, USE, CONFIDENCE),
    *LABELS,
    *XL_LABELS,
    *MATCHES,
    *NOTES,
)
"""Every property that is read; a worker hands over statements by their place in this tuple."""


def prefixed(address: str) -> str:
    """An address as people say it, e.g. "skos:prefLabel"; the address itself where no prefix fits."""
    for prefix, namespace in {**PREFIXES, "rdfs": RDFS, "euvoc": EUVOC}.items():
        if address.startswith(namespace):
            return f"{prefix}:{address[len(namespace) :]}"
    return address
