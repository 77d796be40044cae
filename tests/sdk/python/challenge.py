"""Does what a browser does with the 3-D Secure page: fetches it, presses one of its buttons, follows the way back."""
import http.client
import html.parser
import urllib.parse

BUTTONS = {"complete": "test-source-authorize-3ds", "fail": "test-source-fail-3ds"}


def answer_challenge(page_url, answer):
    """Presses `complete` or `fail` on the page and returns the URL that the shopper is sent to, in parts."""
    status, page, at = _follow("GET", page_url, None, page_url)
    assert status == 200, f"the page at {at} answers {status}"
    method, url, fields = _press(page, BUTTONS[answer], at)
    status, _, at = _follow(method, url, fields, page_url)
    assert status is None, f"the page did not lead back to the shop but to {at}: {status}"
    return urllib.parse.urlsplit(at)


def _follow(method, url, fields, home):
    """Follows redirects within the page's origin; the first that leaves it ends the way, with status None."""
    for _ in range(5):
        parts = urllib.parse.urlsplit(url)
        connection = http.client.HTTPConnection(parts.netloc, timeout=10)
        body = urllib.parse.urlencode(fields) if fields is not None else None
        headers = {"Content-Type": "application/x-www-form-urlencoded"} if body is not None else {}
        connection.request(method, parts.path + (f"?{parts.query}" if parts.query else ""), body, headers)
        reply = connection.getresponse()
        text, location = reply.read().decode(), reply.getheader("Location")
        connection.close()
        if reply.status not in (301, 302, 303, 307, 308):
            return reply.status, text, url
        url = urllib.parse.urljoin(url, location)
        if urllib.parse.urlsplit(url).netloc != urllib.parse.urlsplit(home).netloc:
            return None, "", url
        if reply.status <= 303:
            method, fields = "GET", None
    raise AssertionError(f"too many redirects, last to {url}")


class _Forms(html.parser.HTMLParser):
    """The forms of a page, with their fields, and the buttons by id."""

    def __init__(self):
        super().__init__()
        self.forms, self.buttons, self.current = [], {}, None

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "form":
            self.current = {"attrs": attrs, "fields": []}
            self.forms.append(self.current)
        elif tag == "button" or (tag == "input" and attrs.get("type") == "submit"):
            self.buttons[attrs.get("id")] = (attrs, self.current)
        elif tag == "input" and self.current is not None and attrs.get("name"):
            self.current["fields"].append((attrs["name"], attrs.get("value") or ""))

    def handle_endtag(self, tag):
        if tag == "form":
            self.current = None


def _press(page, button_id, at):
    forms = _Forms()
    forms.feed(page)
    assert button_id in forms.buttons, f"no #{button_id} on the page"
    button, form = forms.buttons[button_id]
    if button.get("form"):
        form = next(f for f in forms.forms if f["attrs"].get("id") == button["form"])
    assert form, f"#{button_id} stands in no form"
    fields = list(form["fields"])
    if button.get("name"):
        fields.append((button["name"], button.get("value") or ""))
    url = urllib.parse.urljoin(at, button.get("formaction") or form["attrs"].get("action") or "")
    method = (button.get("formmethod") or form["attrs"].get("method") or "get").upper()
    if method == "POST":
        return method, url, fields
    return method, urllib.parse.urlsplit(url)._replace(query=urllib.parse.urlencode(fields)).geturl(), None


def assert_returned(url, kind, intent, status):
    """Checks the parameters that were added to the return URL, and that the shop's own stayed in front."""
    assert (url.scheme, url.netloc, url.path, url.fragment) == ("https", "shop.example", "/return", "done")
    assert urllib.parse.parse_qsl(url.query) == [
        ("order", "7"),
        (kind, intent.id),
        (f"{kind}_client_secret", intent.client_secret),
        ("redirect_status", status),
    ]
