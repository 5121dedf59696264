"""The process environment read once, typed and checked. Settings do nothing else.

A wrong value stops the start with the name, what is wrong and what would be right.
"""

from __future__ import annotations

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


def _url(name: str, value: str, schemes: tuple[str, ...]) -> str:
    scheme = urlsplit(value).scheme
    if value and scheme not in schemes:
        raise ConfigurationError(
            PREFIX + name, f"'{value}' does not begin with {' or '.join(s + '://' for s in schemes)}",
            f"for example {schemes[0]}://…",
        )  # fmt: skip
    return value


def _demo(value: str) -> bool:
    if value not in ("", "0", "1"):
        raise ConfigurationError(PREFIX + "DEMO", f"'{value}' is neither 0 nor 1", "leave it unset or set 1")
    return value == "1"


def _kept_secret(data_dir: Path) -> str:
    """The demo's own key, made once. Anything but the demo must be given one."""
    path = data_dir / "secret-key"
    if not path.exists():
        data_dir.mkdir(parents=True, exist_ok=True)
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
        secret_key = _kept_secret(data_dir)
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
        data_dir=data_dir,
        secret_key=secret_key,
        database_url=_url(
            "DATABASE_URL", given.get("DATABASE_URL", ""), ("postgresql", "postgres", "sqlite")
        ),
        cache_url=_url("CACHE_URL", given.get("CACHE_URL", ""), ("redis", "rediss")),
        email_url=_url("EMAIL_URL", given.get("EMAIL_URL", ""), ("smtp", "smtps", "smtp+tls")),
        site_url=site_url.rstrip("/"),
    )
