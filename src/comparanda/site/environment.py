"""The process environment read once, typed and checked. Settings do nothing else.

A wrong value stops the start with the name, what is wrong and what would be right.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from comparanda.kernel.error import ConfigurationError

PREFIX = "COMPARANDA_"
KNOWN = frozenset({"DATABASE_URL", "CACHE_URL", "EMAIL_URL", "SITE_URL", "SECRET_KEY", "DATA_DIR", "DEMO"})
LOOPBACK_HOSTS = ("localhost", "127.0.0.1", "[::1]")


@dataclass(frozen=True, slots=True)
class Environment:
    """What the ``COMPARANDA_*`` variables say.

    ``database_url``, ``cache_url``, ``email_url`` are empty for the embedded defaults: SQLite in the
    data folder, memory, and mail that is kept in the outbox without being sent. ``site_url`` has no
    slash at its end.
    """

    demo: bool
    data_dir: Path
    secret_key: str
    database_url: str
    cache_url: str
    email_url: str
    site_url: str

    @property
    def host(self) -> str:
        return urlsplit(self.site_url).hostname or "localhost"

    @property
    def secure(self) -> bool:
        """True when the site is reached over https, so that cookies may demand it."""
        return self.site_url.startswith("https://")


def _url(name: str, value: str, schemes: tuple[str, ...], *, host: bool = True) -> str:
    example = f"for example {schemes[0]}://…"
    try:
        parts = urlsplit(value)
        parts.port  # noqa: B018  its reading is the check
    except ValueError as error:
        raise ConfigurationError(
            PREFIX + name, f"'{_without_password(value)}' is no address: {error}", example
        ) from error
    if value and parts.scheme not in schemes:
        raise ConfigurationError(
            PREFIX + name,
            f"'{_without_password(value)}' does not begin with {' or '.join(s + '://' for s in schemes)}",
            example,
        )
    if value and host and not parts.hostname:
        raise ConfigurationError(PREFIX + name, f"'{_without_password(value)}' names no host", example)
    return value


def _without_password(address: str) -> str:
    """The address fit for a screen or a log."""
    before, at, after = address.rpartition("@")
    user, colon, _ = before.partition("://")[2].partition(":")
    return f"{before.partition('://')[0]}://{user}:…@{after}" if at and colon else address


def _folder(name: str, path: Path) -> Path:
    """The folder, made if need be and then for its owner alone; the database and everything else of the site goes there."""
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigurationError(
            PREFIX + name,
            f"'{path}' cannot be made: {error.strerror}",
            "name a folder that this user may write to",
        ) from error
    if not os.access(path, os.W_OK | os.X_OK):
        raise ConfigurationError(
            PREFIX + name, f"'{path}' cannot be written to", "name a folder that this user may write to"
        )
    return path


def _demo(value: str) -> bool:
    if value not in ("", "0", "1"):
        raise ConfigurationError(PREFIX + "DEMO", f"'{value}' is neither 0 nor 1", "leave it unset or set 1")
    return value == "1"


def _kept_secret(data_dir: Path) -> str:
    """The demo's own key, made once. Anything but the demo must be given one."""
    path = data_dir / "secret-key"
    if not path.exists():
        path.write_text(secrets.token_urlsafe(50), encoding="ascii")
        path.chmod(0o600)
    return path.read_text(encoding="ascii").strip()


def read(variables: Mapping[str, str]) -> Environment:
    """Read and check the variables. Raises `ConfigurationError`; an unknown ``COMPARANDA_*`` name is one,
    because a misspelt setting would otherwise be silently ignored."""
    given = {
        name.removeprefix(PREFIX): value.strip()
        for name, value in variables.items()
        if name.startswith(PREFIX)
    }
    for name in sorted(given.keys() - KNOWN):
        raise ConfigurationError(
            PREFIX + name,
            "there is no such setting",
            "known are " + ", ".join(sorted(PREFIX + k for k in KNOWN)),
        )
    demo = _demo(given.get("DEMO", ""))
    data_dir = Path(given.get("DATA_DIR") or ("var/demo" if demo else "var")).resolve()
    secret_key = given.get("SECRET_KEY", "")
    if not secret_key and demo:
        secret_key = _kept_secret(_folder("DATA_DIR", data_dir))
    if not secret_key:
        raise ConfigurationError(
            PREFIX + "SECRET_KEY", "is not set", "set it to a long random text (only the demo makes its own)"
        )
    if not demo and len(secret_key) < 32:
        raise ConfigurationError(
            PREFIX + "SECRET_KEY", f"has {len(secret_key)} characters", "use at least 32 random ones"
        )
    site_url = _url("SITE_URL", given.get("SITE_URL", ""), ("https", "http")) or "http://127.0.0.1:8000"
    parts = urlsplit(site_url)
    if not parts.hostname or parts.path.strip("/") or parts.query:
        raise ConfigurationError(
            PREFIX + "SITE_URL",
            f"'{site_url}' is not just scheme and host",
            "for example https://comparanda.example",
        )
    if demo and parts.hostname not in ("localhost", "127.0.0.1", "::1"):
        raise ConfigurationError(
            PREFIX + "SITE_URL",
            f"'{site_url}' lies beyond this machine",
            "the demo, whose passwords are known to all, is served on the loopback address only",
        )
    return Environment(
        demo=demo,
        data_dir=_folder("DATA_DIR", data_dir),
        secret_key=secret_key,
        database_url=_url(
            "DATABASE_URL", given.get("DATABASE_URL", ""), ("postgresql", "postgres", "sqlite"), host=False
        ),
        cache_url=_url("CACHE_URL", given.get("CACHE_URL", ""), ("redis", "rediss")),
        email_url=_url("EMAIL_URL", given.get("EMAIL_URL", ""), ("smtp", "smtps", "smtp+tls")),
        site_url=site_url.rstrip("/"),
    )
