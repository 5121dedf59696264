"""Every setting: what it admits, and that a wrong one is named with its remedy and gives no secret away."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from comparanda.kernel.error import ConfigurationError
from comparanda.site.environment import KNOWN, PREFIX, read

KEY = "a key of the tests that guards nothing at all"
DOCUMENTED = "DATABASE_URL CACHE_URL EMAIL_URL SITE_URL SECRET_KEY DATA_DIR DEMO".split()

WRONG = [
    ("DEMO", "yes"),
    ("DEMO", "true"),
    ("SECRET_KEY", "short"),
    ("SITE_URL", "comparanda.example"),
    ("SITE_URL", "ftp://comparanda.example"),
    ("SITE_URL", "https://comparanda.example/path"),
    ("SITE_URL", "https://comparanda.example/?a=b"),
    ("SITE_URL", "https://"),
    ("SITE_URL", "https://comparanda.example:port"),
    ("SITE_URL", "http://[::1"),
    ("DATABASE_URL", "mysql://localhost/comparanda"),
    ("DATABASE_URL", "comparanda.sqlite3"),
    ("DATABASE_URL", "postgresql://localhost:port/comparanda"),
    ("CACHE_URL", "memcached://localhost"),
    ("CACHE_URL", "redis://"),
    ("CACHE_URL", "redis://localhost:99999"),
    ("EMAIL_URL", "mailto:someone@example.org"),
    ("EMAIL_URL", "smtp://"),
    ("EMAIL_URL", "smtp://localhost:-1"),
]


def given(data_dir: Path, **settings: str) -> dict[str, str]:
    return {
        PREFIX + name: value
        for name, value in ({"DATA_DIR": str(data_dir), "SECRET_KEY": KEY} | settings).items()
    }


def test_known_settings_are_the_documented_ones() -> None:
    assert sorted(KNOWN) == sorted(DOCUMENTED)


def test_defaults(tmp_path: Path) -> None:
    found = read(given(tmp_path))
    assert (found.database_url, found.cache_url, found.email_url) == ("", "", "")
    assert found.site_url == "http://127.0.0.1:8000"
    assert not found.demo
    assert not found.secure


def test_right_values(tmp_path: Path) -> None:
    found = read(
        given(
            tmp_path,
            SITE_URL="https://comparanda.example/",
            DATABASE_URL="postgresql:///comparanda",
            CACHE_URL="rediss://cache.example:6380/1",
            EMAIL_URL="smtp+tls://user:password@mail.example:587",
        )
    )
    assert found.site_url == "https://comparanda.example"
    assert found.host == "comparanda.example"
    assert found.secure
    assert found.database_url == "postgresql:///comparanda"


@pytest.mark.parametrize(("name", "value"), WRONG)
def test_a_wrong_value_is_named_with_its_remedy(name: str, value: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError) as caught:
        read(given(tmp_path, **{name: value}))
    assert caught.value.name == PREFIX + name
    assert caught.value.fault
    assert caught.value.remedy
    assert "\n" not in str(caught.value)


def test_every_setting_can_be_wrong() -> None:
    """No setting is taken without a look; DATA_DIR is looked at below, for it needs a disk."""
    assert {name for name, _ in WRONG} | {"DATA_DIR"} == KNOWN


@pytest.mark.parametrize("name", ["DATABASE_URL", "CACHE_URL", "EMAIL_URL", "SITE_URL"])
@pytest.mark.parametrize("address", ["nonsense://user:hunter2@host/x", "nonsense://user:hunter2@host:port/x"])
def test_a_password_in_an_address_is_not_shown(name: str, address: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError) as caught:
        read(given(tmp_path, **{name: address}))
    assert "hunter2" not in str(caught.value)


def test_a_misspelt_name_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=re.escape("COMPARANDA_SITEURL: there is no such setting")):
        read(given(tmp_path, SITEURL="https://comparanda.example"))


def test_only_the_demo_makes_its_own_key(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="COMPARANDA_SECRET_KEY: is not set"):
        read({"COMPARANDA_DATA_DIR": str(tmp_path)})
    demo = {"COMPARANDA_DATA_DIR": str(tmp_path / "demo"), "COMPARANDA_DEMO": "1"}
    first, second = read(demo).secret_key, read(demo).secret_key
    assert first == second
    assert len(first) >= 50
    assert (tmp_path / "demo" / "secret-key").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "address", ["https://comparanda.example", "http://10.0.0.1:8000", "http://localhost.example"]
)
def test_the_demo_stays_on_this_machine(address: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"COMPARANDA_SITE_URL: .* lies beyond this machine"):
        read(given(tmp_path, DEMO="1", SITE_URL=address))


@pytest.mark.parametrize("address", ["http://localhost:9000", "http://127.0.0.1", "http://[::1]:8000"])
def test_the_demo_on_the_loopback_address(address: str, tmp_path: Path) -> None:
    assert read(given(tmp_path, DEMO="1", SITE_URL=address)).site_url == address


def test_a_data_folder_is_made_for_its_owner_alone(tmp_path: Path) -> None:
    made = read(given(tmp_path / "a" / "b")).data_dir
    assert made.is_dir()
    assert made.stat().st_mode & 0o077 == 0


def test_a_data_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(ConfigurationError, match=r"COMPARANDA_DATA_DIR: .* cannot be made"):
        read(given(tmp_path / "file"))


@pytest.mark.skipif(os.geteuid() == 0, reason="the administrator may write everywhere")
def test_a_data_folder_that_cannot_be_written_to(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(ConfigurationError, match=r"COMPARANDA_DATA_DIR: .* cannot be written to"):
        read(given(tmp_path))
