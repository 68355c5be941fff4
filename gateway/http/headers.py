"""The headers of every response, and those that HTML pages have instead."""

SHARED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
EVERY_ANSWER = {
    **SHARED,
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
}
HSTS = {"Strict-Transport-Security": "max-age=31536000; includeSubDomains"}


def of_a_page(style_hash: str) -> dict[str, str]:
    """Return the headers of an HTML page whose only stylesheet has this hash."""
    policy = (
        f"default-src 'none'; style-src 'sha256-{style_hash}'; form-action 'self'; frame-ancestors 'none'; "
        "base-uri 'none'"
    )
    return {**SHARED, "Content-Security-Policy": policy, "X-Robots-Tag": "noindex, nofollow"}
