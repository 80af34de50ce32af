"""The name of a list that a person saves."""

from django.utils.translation import gettext_lazy as _

from proposals.forms.base import LineField, PortalForm
from proposals.models.saved_view import SavedView

LONGEST = SavedView._meta.get_field("name").max_length


class SaveViewForm(PortalForm):
    name = LineField(label=_("Name of the list"), max_length=LONGEST)
