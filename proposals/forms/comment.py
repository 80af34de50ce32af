"""Writing a comment on a section."""

from django import forms
from django.utils.translation import gettext_lazy as _

from proposals.forms.base import PortalForm, long_text


class CommentForm(PortalForm):
    """A comment, or a reply if the hidden field names the comment that began a thread."""

    text = long_text(_("Comment"), rows=3)
    replies_to = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
