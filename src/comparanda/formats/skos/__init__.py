"""SKOS vocabularies as files: read, checked, compared and written.

What becomes what, both ways (Turtle, JSON-LD and RDF/XML say the same statements):

* a label is ``skos:prefLabel``, ``altLabel`` or ``hiddenLabel``; its region stands in the language tag
  ("Aufenthaltstitel"@de-AT). A label that has a source, a use or a confidence stands a second time as a SKOS-XL
  label at the end of the file, with ``dc:source`` (title), ``dct:source`` (address), ``comparanda:use`` (acquis,
  national) and ``comparanda:confidence``: readers who want plain SKOS need not look there;
* that a language has no term is ``comparanda:noTermIn "bg"`` on the concept, and a ``comparanda:NoTerm`` beside the
  SKOS-XL labels where a source says so;
* a definition's legal source is ``dct:source`` (address), ``dc:source`` (title) and ``dct:bibliographicCitation``
  (reference) of the concept;
* status is ``adms:status``, with ``owl:deprecated`` for the deprecated, and ``dct:isReplacedBy``;
* of the scheme: title and description (``dct:``), number of the release ``owl:versionInfo``, its day ``dct:issued``,
  licence ``dct:license``, what it rests on ``dct:source`` with a title.

Several definitions of one concept in one language are read as one, a blank line between them.
Leaves out collections, groups, lists and properties of other vocabularies (reading reports how many it passed over),
and the datatypes of notations.
"""
