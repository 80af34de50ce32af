"""A rule for passwords that Django's own validators don't have."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

LEAST = 6


class DifferentCharactersValidator:
    """Refuse a password that repeats a few characters, such as “aaaaaaaaaaaa”."""

    def validate(self, password: str, user: object = None) -> None:
        if len(set(password)) < LEAST:
            raise ValidationError(self.get_help_text(), code="password_repeats")

    def get_help_text(self) -> str:
        return _("Use %(least)d different characters or more.") % {"least": LEAST}
