"""Every address of a call's desk, below /admin/calls/<slug>/: its name, its end, and its page."""

from proposals.admin.desk import screening, table
from proposals.admin.desk.draft import draft
from proposals.admin.desk.overview import overview
from proposals.admin.desk.preview import preview
from proposals.pages.desk.tab import Tab

PAGES = (
    (Tab.OVERVIEW, "", overview),
    (Tab.SCREENING, "screening/", table.screening),
    (Tab.ASSIGNMENT, "assignment/", table.assignment),
    (Tab.REVIEWS, "reviews/", table.reviews),
    (Tab.RANKING, "ranking/", table.ranking),
    ("screen", "screening/<int:pk>/", screening.screen),
    ("checklist", "screening/checklist/", screening.checklist),
    ("draft", "assignment/draft/", draft),
    ("preview", "preview/<int:pk>/", preview),
)
