"""A disk that fills up while a file is written to it."""

import errno
from collections.abc import Iterator
from typing import Any

from django.conf import settings as django_settings
from django.core.files.base import ContentFile
from django.utils.module_loading import import_string

Real: Any = import_string(django_settings.STORAGES["default"]["BACKEND"])  # type: ignore[index]


class Cut(ContentFile[bytes]):
    """A file of which the disk takes the first half."""

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        content = self.read()
        yield content[: len(content) // 2]
        raise OSError(errno.ENOSPC, "No space left on device")


class FullDisk(Real):
    def _save(self, name: str, content: Any) -> str:
        saved: str = super()._save(name, Cut(content.read()))
        return saved


def fill_disk(settings: Any, *, full: bool = True) -> None:
    """Put a disk without room in the place of the test's storage, or take it away again."""
    backend = "tests.storage.FullDisk" if full else f"{Real.__module__}.{Real.__qualname__}"
    default = {**settings.STORAGES["default"], "BACKEND": backend}
    settings.STORAGES = {**settings.STORAGES, "default": default}
