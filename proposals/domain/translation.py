"""The marker for sentences of the domain, which are translated where they are shown."""


class Sentence(str):
    """Text for the catalogue. A plain str, such as a person's name, is shown as it is."""

    __slots__ = ()


def gettext_noop(text: str) -> Sentence:
    """Mark a sentence for the catalogue; the page that shows it translates it."""
    return Sentence(text)
