"""What the tests of texts share: a page as it would be found."""

from darkfigure.collect.found import Found


def found(content, **more):
    kind = "text/html" if isinstance(content, bytes) else "text/plain"
    return Found(**{"item": "0" * 64, "locator": "", "where": "a.html", "media_type": kind, "content": content, **more})


def page(body, *, head="", lang="en"):
    return f'<!DOCTYPE html><html lang="{lang}"><head>{head}</head><body>{body}</body></html>'.encode()


MENU = "<ul>" + "".join(f'<li><a href="/{n}">Section {n} of 900</a></li>' for n in range(40)) + "</ul>"
ARTICLE = "".join(
    f"<p>On the {n}th day, the governor said that {n * 7 + 12} men had left the town and had not come back.</p>"
    for n in range(4, 14)
)
