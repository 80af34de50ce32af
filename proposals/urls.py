"""Every URL of the app on one page."""

from django.urls import path

urlpatterns: list = []
