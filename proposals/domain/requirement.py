"""The requirements of a platform's interface, each of which a full proposal meets or not."""

from dataclasses import dataclass


@dataclass(frozen=True)
class RequirementRule:
    """One requirement of an offer. Answers and revisions name it by its code."""

    code: str
    text: str
    source: str = ""
