"""One full-text index over everything that rooms offer as searchable.

Rooms hand in documents (`registry.register_provider`, `actions.put`), readers search them (`search.search`). Knows
nothing of rounds, answers or concepts: what a word means to the glossary comes in through `registry.register_annotator`.
The index is derived: everything in it can be made again by ``comparanda index rebuild``, so backups leave it out.
"""
