"""What axe has against a page, as a list that is empty when all is well: https://github.com/dequelabs/axe-core"""

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page

SIZES = {"desktop": (1280, 800), "phone": (390, 844)}


async def faults(page: Page, size: str = "desktop") -> list[str]:
    """Return each rule that the open page breaks, with the elements concerned; a page wider than its window is one."""
    wide = await too_wide(page, size)
    found = await Axe().run(page)
    return wide + [
        f"{rule['id']}: {', '.join(node['html'] for node in rule['nodes'])}" for rule in found.response["violations"]
    ]


async def too_wide(page: Page, size: str) -> list[str]:
    """Return by how much the open page is wider than its window; enough for a page that axe has seen in English."""
    width, height = SIZES[size]
    await page.set_viewport_size({"width": width, "height": height})
    overflow = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return [f"{overflow} pixels too wide for a {size}"] if overflow > 0 else []
