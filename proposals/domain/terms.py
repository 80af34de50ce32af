"""The terms of a call: its clauses in one canonical text, whose hash stands for what was accepted."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from proposals.domain.canonical import canonical, sha256

# The version of the canonical text. Another shape of it needs another number.
_SHAPE = 1


class Language(StrEnum):
    """A language in which a call's terms can be written, by its code of BCP 47."""

    ENGLISH = "en"
    CHINESE = "zh-Hans"


@dataclass(frozen=True)
class ClauseText:
    """One clause, in English and in Chinese; a text that isn't there is empty."""

    code: str
    title: str
    text: str
    title_zh: str = ""
    text_zh: str = ""

    def is_written_in(self, language: Language) -> bool:
        """Tell whether the clause has a title and a text in this language."""
        if language is Language.CHINESE:
            return bool(self.title_zh and self.text_zh)
        return bool(self.title and self.text)


@dataclass(frozen=True)
class Terms:
    """All clauses of a call, in their order, and the language that prevails if two differ."""

    prevailing: Language | None
    clauses: tuple[ClauseText, ...]

    @property
    def text(self) -> str:
        """Return the canonical text: what is hashed, and can be frozen with a revision."""
        return canonical(
            {
                "shape": _SHAPE,
                "prevailing": self.prevailing.value if self.prevailing else "",
                "clauses": [_as_row(clause) for clause in self.clauses],
            }
        )

    @property
    def sha256(self) -> str:
        """Return the SHA-256 of the canonical text; empty without clauses."""
        return sha256(self.text) if self.clauses else ""

    @property
    def is_chinese_prevailing(self) -> bool:
        return self.prevailing is Language.CHINESE

    def not_written_in_prevailing(self) -> Sequence[ClauseText]:
        """Return the clauses that lack a title or a text in the language that prevails."""
        language = self.prevailing or Language.ENGLISH
        return [clause for clause in self.clauses if not clause.is_written_in(language)]


NO_TERMS = Terms(None, ())


def _as_row(clause: ClauseText) -> dict[str, str]:
    return {
        "code": clause.code,
        "title": clause.title,
        "text": clause.text,
        "title_zh": clause.title_zh,
        "text_zh": clause.text_zh,
    }
