"""The installed Chromium, headless, driven by Playwright."""

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Page, async_playwright

from stack.child_process import StackError

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
OPTIONS = ("--hide-scrollbars", "--force-color-profile=srgb")


def program() -> str:
    """Return the path of the browser; raises StackError, which says what to do, if there is none."""
    wanted = os.environ.get("CHROMIUM")
    found = wanted or next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None:
        raise StackError("Pictures need Chromium or Chrome. Install one, or set CHROMIUM to its path.")
    return found


@asynccontextmanager
async def browsing() -> AsyncIterator[Page]:
    """Start the browser with a new profile, yield its only page, and close it."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=program(), args=OPTIONS)
        try:
            yield await browser.new_page(locale="en")
        finally:
            await browser.close()
