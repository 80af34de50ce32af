"""Seal a parked POST with the key that only the browser has, and open it again."""

from hashlib import sha256
from os import urandom

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from proposals.domain.parked import Post, packed, unpacked
from proposals.models.parked import ParkedPost

KEY_BYTES = 32
NONCE_BYTES = 12


def new_key() -> bytes:
    return AESGCM.generate_key(8 * KEY_BYTES)


def browser_of(key: bytes) -> str:
    """Return the name under which the posts of a browser are stored. It doesn't give the key away."""
    return sha256(b"parked post " + key).hexdigest()


def sealed(post: Post, *, key: bytes, person: int) -> tuple[bytes, bytes]:
    head, contents = packed(post)
    return _seal(b"head", head, key, person), _seal(b"files", contents, key, person)


def opened(row: ParkedPost, *, key: bytes) -> Post:
    """Return the whole post. Raises: InvalidTag for another key, or if the row was changed."""
    head = _open(b"head", row.head, key, row.person_id)
    return unpacked(head, _open(b"files", row.files, key, row.person_id))


def opened_head(row: ParkedPost, *, key: bytes) -> Post:
    """Return the post without the content of its files."""
    return unpacked(_open(b"head", row.head, key, row.person_id))


def _seal(part: bytes, text: bytes, key: bytes, person: int) -> bytes:
    nonce = urandom(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, text, _about(part, person))


def _open(part: bytes, stored: bytes | memoryview, key: bytes, person: int) -> bytes:
    text = bytes(stored)
    return AESGCM(key).decrypt(text[:NONCE_BYTES], text[NONCE_BYTES:], _about(part, person))


def _about(part: bytes, person: int) -> bytes:
    """Name the part and the person, so that one can't be put in the place of another."""
    return b"%s of %d" % (part, person)
