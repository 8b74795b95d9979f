"""The content policy of a page that the press has made."""

import base64
import hashlib
import re

_STYLE = re.compile(rb"<style[^>]*>(.*?)</style>", re.DOTALL)


def write_policy(page: bytes) -> str:
    """Allow a pack's page its own style and pictures, and nothing else in the world."""
    hashes = [hashlib.sha256(style).digest() for style in _STYLE.findall(page)]
    styles = " ".join(f"'sha256-{base64.b64encode(each).decode()}'" for each in hashes) or "'none'"
    return (
        f"default-src 'none'; style-src {styles}; img-src data:; "
        "form-action 'none'; frame-ancestors 'none'; base-uri 'none'"
    )
