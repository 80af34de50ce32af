"""Names of people and organisations as they are compared and searched."""

import unicodedata


def normalised(name: str) -> str:
    """Return a name for comparison: compatible letters, one case, words with one space between.

    “Fictional Space-Agency (FSA)” and “fictional space agency FSA” are the same name. What
    remains of a name without any letter or digit is the empty string.
    """
    # Folded in between: some letters change their case only after they were made compatible, and
    # folding can leave letters apart that NFKC joins.
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    return " ".join("".join(map(_letter_or_space, folded)).split())


def _letter_or_space(char: str) -> str:
    """Keep letters, marks, digits and symbols; make punctuation and separators a space."""
    return " " if unicodedata.category(char)[0] in "PZC" else char
