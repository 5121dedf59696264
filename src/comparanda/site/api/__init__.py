"""The public API, version 1: read-only, over what is released to the public and nothing else.

Its shapes stand in ``openapi.json`` beside this file; a test compares the file with what the code says.
"""

from comparanda.site.api.routes import api

__all__ = ["api"]
