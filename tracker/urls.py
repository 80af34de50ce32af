"""Every URL of the site; the app's own are in proposals/urls.py."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path

from tracker.second_factor import AddView, RemoveView, RenewCodesView

admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

urlpatterns = [
    path("admin/", admin.site.urls),
    path("accounts/", include("allauth.account.urls")),
    # These three write to the history; the others are allauth's own.
    path("accounts/2fa/totp/activate/", AddView.as_view(), name="mfa_activate_totp"),
    path("accounts/2fa/totp/deactivate/", RemoveView.as_view(), name="mfa_deactivate_totp"),
    path(
        "accounts/2fa/recovery-codes/generate/",
        RenewCodesView.as_view(),
        name="mfa_generate_recovery_codes",
    ),
    path("accounts/2fa/", include("allauth.mfa.urls")),
    path("", include("proposals.urls")),
]
