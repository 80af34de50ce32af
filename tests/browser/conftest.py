"""People in real browsers, each in a context of their own."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from proposals.models.account import User

WIDTHS = {"desktop": 1440, "phone": 390}
# A desk's screen of 1280 px at 400 %.
SMALLEST = 320
PICTURES = Path("pictures")


class Person:
    """Someone at a browser, who looks at each page as it is."""

    def __init__(self, page: Page, site: str) -> None:
        self.page = page
        self.site = site

    def goes(self, path: str) -> None:
        self.page.goto(f"{self.site}{path}")

    def clicks(self, name: str) -> None:
        """Press the button or follow the link of this name."""
        exactly = re.compile(rf"^\s*{re.escape(name)}\s*$")
        button = self.page.get_by_role("button", name=exactly)
        link = self.page.get_by_role("link", name=exactly)
        button.or_(link).first.wait_for()
        (button if button.count() else link).first.click()

    def fills(self, **values: str) -> None:
        """Write into inputs by their names."""
        for name, value in values.items():
            field = self.page.locator(f'[name="{name}"]').first
            if field.evaluate("element => element.tagName") == "SELECT":
                field.select_option(value)
            else:
                field.fill(value)

    def reads(self, text: str) -> None:
        expect(self.page.locator("main, #main").first).to_contain_text(text)

    def scrolls_sideways(self) -> bool:
        return bool(self.page.evaluate("document.documentElement.scrollWidth > innerWidth"))

    def looks(self, name: str) -> None:
        """Ask axe about the page, and take its picture, on a desk and on a phone."""
        self.page.wait_for_load_state()
        for device, width in WIDTHS.items():
            # As high as the page, or bars that stick would cover its middle on the picture.
            self.page.set_viewport_size({"width": width, "height": 900})
            height = self.page.evaluate("document.documentElement.scrollHeight")
            self.page.set_viewport_size({"width": width, "height": height})
            PICTURES.mkdir(exist_ok=True)
            self.page.screenshot(path=PICTURES / f"{name}-{device}.png")
            found = Axe().run(self.page)
            assert found.violations_count == 0, f"{name}, {device}: {found.generate_report()}"
            assert not self.scrolls_sideways(), f"{name} is wider than a {device}'s screen"
        self.page.set_viewport_size({"width": SMALLEST, "height": 640})
        assert not self.scrolls_sideways(), f"{name} is wider than {SMALLEST} px"
        self.page.set_viewport_size({"width": WIDTHS["desktop"], "height": 900})


@pytest.fixture
def person(
    browser: Browser, base_url: str, transactional_db: None
) -> Iterator[Callable[..., Person]]:
    """Open a browser for a person; one who is named is logged in."""
    from django.conf import settings
    from django.test import Client

    contexts = []

    def open_browser(user: User | None = None, *, has_script: bool = True) -> Person:
        context = browser.new_context(
            viewport={"width": WIDTHS["desktop"], "height": 900}, java_script_enabled=has_script
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(30_000)  # CI's machines are slow at times
        page.on("pageerror", lambda error: pytest.fail(f"script error: {error}"))
        if user is not None:
            client = Client()
            client.force_login(user)
            value = client.cookies[settings.SESSION_COOKIE_NAME].value
            context.add_cookies(
                [{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": base_url}]
            )
        return Person(page, base_url)

    yield open_browser
    PICTURES.mkdir(exist_ok=True)
    for number, context in enumerate(contexts):
        # What each person saw last, for whoever reads a failure.
        context.pages[0].screenshot(path=PICTURES / f"last-{number}.png")
        # A page asks who else has it open: its request must not meet the flush of the database.
        for page in context.pages:
            page.wait_for_load_state("networkidle")
        context.close()
