"""A parked POST: what is kept of a form whose session had ended, for how long, and how much."""

import json
from dataclasses import dataclass
from datetime import timedelta

MB = 1024 * 1024

LIFETIME = timedelta(hours=1)
# After this time a post that is being sent counts as broken off: its process has died.
SENDING = timedelta(minutes=2)
# Nobody parks without a page that was made for them, so these limits are of people, not addresses.
MOST_POSTS_OF_A_PERSON = 20
MOST_BYTES_OF_A_PERSON = 100 * MB
MOST_BYTES = 400 * MB


@dataclass(frozen=True)
class PostedFile:
    """A file of a form: the name of its input, its own name, and its content."""

    field: str
    name: str
    content_type: str
    size: int
    content: bytes = b""


@dataclass(frozen=True)
class Post:
    """A form as a browser sent it to an address."""

    path: str
    fields: tuple[tuple[str, str], ...]
    files: tuple[PostedFile, ...] = ()


def packed(post: Post) -> tuple[bytes, bytes]:
    """Return a post as two texts: all but the content of the files, and this content."""
    files = [(one.field, one.name, one.content_type, one.size) for one in post.files]
    head = json.dumps({"path": post.path, "fields": post.fields, "files": files})
    return head.encode(), b"".join(one.content for one in post.files)


def unpacked(head: bytes, contents: bytes | None = None) -> Post:
    """Return the post of two texts, or without the content of its files."""
    data = json.loads(head)
    fields = tuple((name, value) for name, value in data["fields"])
    files, start = [], 0
    for field, name, content_type, size in data["files"]:
        content = contents[start : start + size] if contents else b""
        files.append(PostedFile(field, name, content_type, size, content))
        start += size
    return Post(data["path"], fields, tuple(files))
