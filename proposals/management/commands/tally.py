"""`manage.py tally`: compare the tallies with what they count, or count them anew."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from proposals.actions import tally


class Command(BaseCommand):
    help = (
        "Compare the tallies that lists sort by with what they count; exit with 1 if one is wrong."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--rebuild", action="store_true", help="count all of them anew")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["rebuild"]:
            self.stdout.write(f"{tally.rebuild()} tallies were wrong and are right now.")
            return
        found = list(tally.differences())
        for one in found:
            self.stdout.write(
                f"{one.proposal}, stage {one.stage}: {one.column} is {one.stored}, not {one.counted}"
            )
        self.stdout.write("All tallies are right." if not found else f"{len(found)} are wrong.")
        if found:
            sys.exit(1)
