"""The text that a search of the office looks at."""

from collections.abc import Iterator, Mapping, Sequence

from proposals.domain.name import normalised


def words_in(*parts: object) -> str:
    """Return all words of texts, lists and records, normalised; keys of records are left out."""
    return normalised(" ".join(text for part in parts for text in _texts(part)))


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from (text for one in value.values() for text in _texts(one))
    elif isinstance(value, Sequence):
        yield from (text for one in value for text in _texts(one))
