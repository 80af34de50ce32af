"""Text in a cell, which no spreadsheet program reads as a formula."""

# Spreadsheet programs read a cell as a formula if it begins with one of these signs.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def harmless(text: str) -> str:
    """Put an apostrophe before text that a spreadsheet program would read as a formula."""
    return f"'{text}" if _is_formula(text) else text


def meant(text: str) -> str:
    """Take away the apostrophe that harmless() has put before a text."""
    return text[1:] if text.startswith("'") and _is_formula(text[1:]) else text


def _is_formula(text: str) -> bool:
    """Tell whether text begins as a formula, also behind apostrophes that a person wrote.

    Some programs skip spaces and line breaks before the sign, so they are skipped here, too.
    """
    bare = text.lstrip("'")
    return bare.startswith(FORMULA_STARTS) or bare.lstrip().startswith(FORMULA_STARTS)
