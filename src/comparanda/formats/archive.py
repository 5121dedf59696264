"""Office files are zip archives: this packs one again so that the same content gives the same bytes.

The libraries stamp each entry with the time of writing; a release keeps a hash of its files, so the moment comes
from the caller instead. Leaves out reading archives from outside.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo


def repacked(data: bytes, moment: datetime, replaced: Mapping[str, bytes] | None = None) -> bytes:
    """The archive with every entry dated `moment` (UTC, not before 1980) and some entries replaced by name."""
    stamp = max(moment.astimezone(UTC), datetime(1980, 1, 1, tzinfo=UTC)).timetuple()[:6]
    replaced = replaced or {}
    packed = BytesIO()
    with ZipFile(BytesIO(data)) as source, ZipFile(packed, "w", ZIP_DEFLATED) as target:
        for entry in source.infolist():
            info = ZipInfo(entry.filename, stamp)
            info.compress_type = ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            target.writestr(info, replaced.get(entry.filename) or source.read(entry))
    return packed.getvalue()
