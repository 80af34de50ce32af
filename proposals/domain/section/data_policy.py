"""The section `data_policy`: who gets the data, and when."""

from proposals.domain.section.field import Field, Input, Section
from proposals.domain.translation import gettext_noop as _

DATA_POLICY = Section(
    "data_policy",
    _("Data policy"),
    _("Who gets the data, and when."),
    (
        Field("products", _("Data products"), Input.TEXT, required=True, max_words=300),
        Field(
            "proprietary_months",
            _("Proprietary period"),
            Input.DECIMAL,
            unit=_("months"),
            maximum="120",
            places=0,
            required=True,
        ),
        Field("archive", _("Archive and open access"), Input.TEXT, required=True, max_words=200),
    ),
)
