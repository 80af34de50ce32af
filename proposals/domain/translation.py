"""The marker for sentences of the domain. The page that shows a sentence translates it."""


class Sentence(str):
    """Text that is translated when it is shown. A plain str, such as a name, is not."""

    __slots__ = ()


def gettext_noop(text: str) -> Sentence:
    """Mark a sentence for the translators' catalogue."""
    return Sentence(text)
