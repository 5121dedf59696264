"""The process that knows dictionaries: lemmas of words, language by language, each dictionary loaded when first asked for.

`python -m comparanda.index.language_worker` reads one request a line, ``{"language": "bg", "words": [...]}``, and answers
one line, ``{"lemmas": [...]}``. It ends when nobody asked for ten minutes or its input closes. Only `lemmas` starts it:
a web process holds no dictionary. Leaves out forms and folding.
"""

from __future__ import annotations

import json
import os
import select
import sys

IDLE_SECONDS = 600

CODES = {"hr": "hbs", "sr": "hbs", "bs": "hbs", "no": "nb", "me": "hbs"}
"""Where the dictionaries name a language otherwise."""


def main() -> int:
    """Answers until nobody asks; returns the exit code. Reads stdin, writes stdout."""
    # The dictionaries as they are packed: a tenth of the memory of unpacked ones.
    from simplemma import Lemmatizer
    from simplemma.strategies import DefaultStrategy
    from simplemma.strategies.dictionaries.dictionary_factory import SUPPORTED_LANGUAGES
    from simplemma.strategies.dictionaries.stream_dictionary_factory import StreamDictionaryFactory

    factory = StreamDictionaryFactory(cache_max_size=len(SUPPORTED_LANGUAGES))
    lemmatizer = Lemmatizer(lemmatization_strategy=DefaultStrategy(dictionary_factory=factory))
    handle, waiting = sys.stdin.fileno(), b""
    while True:
        # Past Python's own buffer, in which requests that came together would lie unseen by select.
        while b"\n" not in waiting:
            ready, _, _ = select.select([handle], [], [], IDLE_SECONDS)
            block = os.read(handle, 1 << 16) if ready else b""
            if not block:
                return 0
            waiting += block
        line, _, waiting = waiting.partition(b"\n")
        request = json.loads(line)
        language = CODES.get(request["language"], request["language"])
        words = request["words"]
        if language in SUPPORTED_LANGUAGES:
            words = [lemmatizer.lemmatize(word, lang=language) for word in words]
        sys.stdout.buffer.write(json.dumps({"lemmas": words}, ensure_ascii=True).encode() + b"\n")
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    sys.exit(main())
