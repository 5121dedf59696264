"""Settings of the tests: the site as an operator would run it, with a key and a data folder of its own."""

from __future__ import annotations

import os
import tempfile

os.environ.setdefault("COMPARANDA_SECRET_KEY", "the tests' own key, which guards nothing at all")
os.environ.setdefault("COMPARANDA_DATA_DIR", tempfile.mkdtemp(prefix="comparanda-tests-"))

from comparanda.site.settings.base import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# The middleware that serves files of the look warns where its folder is missing.
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # noqa: F405

INDEX_BESIDE = False
