"""Reads ``content/themes``: ``themes.yaml`` and one comparison pack a folder."""

from __future__ import annotations

from pathlib import Path

from django.db import transaction

from comparanda.answers.content import Pack, is_pack, load_pack, read_pack
from comparanda.kernel.error import ContentError, Place
from comparanda.loading.reader import Faults, LoadReport, PackError, Progress, no_progress, read_yaml
from comparanda.rooms.themes.models import Theme


def is_themes(folder: Path) -> bool:
    """True for a folder of themes: it holds ``themes.yaml``."""
    return (folder / "themes.yaml").is_file()


def read_themes(folder: Path) -> tuple[list[dict], list[Pack]]:  # type: ignore[type-arg]
    """Check the whole folder without writing. Raises `PackError` with every fault of every file."""
    faults = Faults()
    packs: list[Pack] = []
    for pack in sorted(path for path in folder.iterdir() if is_pack(path)):
        try:
            packs.append(read_pack(pack))
        except PackError as error:
            faults.found.extend(error.faults)
        except ContentError as error:
            faults.found.append(error)
    themes: list[dict] = []  # type: ignore[type-arg]
    path = folder / "themes.yaml"
    if path.is_file():
        # By folder, so that a fault in a pack is not told as a missing comparison too.
        known = {pack.name for pack in folder.iterdir() if is_pack(pack)}
        for data in read_yaml(path).get("themes") or []:
            for name in ("slug", "title", "summary", "comparisons"):
                if not data.get(name):
                    faults.add(Place(str(path), data.line), f"'{name}' is missing", "see content/README.md")
            for slug in data.get("comparisons") or []:
                if slug not in known:
                    faults.add(
                        Place(str(path), data.line), f"there is no comparison '{slug}'", "add its folder"
                    )
            themes.append(dict(data))
    faults.stop_if_any()
    return themes, packs


@transaction.atomic
def load_themes(folder: Path, report: LoadReport, progress: Progress = no_progress) -> None:
    """Write the folder, all or nothing."""
    themes, packs = read_themes(folder)
    for done, pack in enumerate(packs, start=1):
        load_pack(pack, report)
        progress("comparisons", done, len(packs))
    for position, data in enumerate(themes):
        columns = {
            "position": position,
            "title": dict(data["title"]),
            "summary": dict(data["summary"]),
            "comparisons": list(data["comparisons"]),
        }
        standing = Theme.objects.filter(slug=data["slug"]).values(*columns).first()
        if standing == columns:
            report.count("theme", "unchanged")
            continue
        Theme.objects.update_or_create(slug=data["slug"], defaults=columns)
        report.count("theme", "changed" if standing else "added")
