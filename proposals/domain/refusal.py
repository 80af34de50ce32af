"""A rule's refusal."""

from typing import Any


class RuleBroken(Exception):
    """A rule said no.

    `message` is an English sentence with `%(name)s` places, filled from `params` after
    translation. `field` names the input that can mend it, where there is one.
    """

    def __init__(self, code: str, message: str, *, field: str | None = None, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.message = message
        self.field = field
        self.params = params

    def __str__(self) -> str:
        return self.message % self.params if self.params else self.message
