"""The folder of the uploaded files, in which a file is whole or isn't there."""

import os
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.core.files.storage import FileSystemStorage

# The folder for files that are being written.
UNFINISHED = "unfinished"


class DocumentStorage(FileSystemStorage):
    """Writes a file under a temporary name, has it flushed to the disk, and renames it.

    Django's storage writes under the final name, where a disk that fills up leaves half a file.
    """

    def _save(self, name: str, content: Any) -> str:
        unfinished = f"{UNFINISHED}/{uuid4().hex}"
        try:
            super()._save(unfinished, content)  # type: ignore[misc]
            self._rename(Path(self.path(unfinished)), Path(self.path(name)))
        except OSError:
            with suppress(OSError):
                self.delete(unfinished)
            raise
        return name

    def _rename(self, source: Path, target: Path) -> None:
        folder = target.parent
        folder.mkdir(mode=self.directory_permissions_mode or 0o777, parents=True, exist_ok=True)
        for written in (source, folder.parent):
            _flush(written)
        source.replace(target)
        _flush(folder)


def _flush(path: Path) -> None:
    """Wait until the disk holds a file's content, or a folder's names."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
