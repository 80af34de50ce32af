"""A STEP file of mechanical design: plain text between two lines, ISO 10303-21."""

from proposals.domain.refusal import Refusal, RuleBroken

BEGINS = b"ISO-10303-21;"
ENDS = b"END-ISO-10303-21;"
BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def require_whole(content: bytes) -> None:
    """Check the first and the last line. Raises: RuleBroken FILE_UNREADABLE, FILE_CUT_SHORT."""
    text = content.removeprefix(BYTE_ORDER_MARK).strip()
    if not text.startswith(BEGINS) or b"\0" in text:
        raise RuleBroken(Refusal.FILE_UNREADABLE, field="file")
    # A signature may follow the last line.
    if ENDS not in text[-100_000:]:
        raise RuleBroken(Refusal.FILE_CUT_SHORT, field="file")
