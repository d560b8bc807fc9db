"""A person with a browser at DingTalk's login page: fills its form in as it stands there."""

from html.parser import HTMLParser
from urllib.parse import parse_qs, urlsplit

import requests

REDIRECT = "http://127.0.0.1:9/sign-on/callback"  # nobody listens: the browser is asked only where it is sent


class _Forms(HTMLParser):
    """The forms of a page: target, method and hidden fields."""

    def __init__(self, text: str):
        super().__init__()
        self.forms: list[dict] = []
        self.people: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        if tag == "form":
            self.forms.append({"method": values.get("method", "get"), "action": values["action"], "fields": {}})
        elif tag == "input" and values.get("type") == "hidden":
            self.forms[-1]["fields"][values["name"]] = values["value"]
        elif tag == "input" and values.get("type") == "radio":
            self.people.append(values["value"])


class Browser:
    """Opens the login page for one application."""

    def __init__(self, account: dict, **parameters):
        self.base = account["url"].rstrip("/")
        self.session = requests.Session()
        self.session.trust_env = False
        self.parameters = {
            "redirect_uri": REDIRECT, "response_type": "code", "client_id": account["appKey"], "scope": "openid",
            "prompt": "consent", "state": "state 1/状态", **parameters}

    def open(self) -> requests.Response:
        """The login page."""
        parameters = {name: value for name, value in self.parameters.items() if value is not None}
        return self.session.get(f"{self.base}/oauth2/auth", params=parameters, allow_redirects=False, timeout=20)

    def decide(self, userid: str, decision: str) -> dict[str, str]:
        """Chooses a person and agrees (`agree`) or not (`deny`); the parameters of the address one is sent back to."""
        page = _Forms(self.open().text)
        assert userid in page.people
        (form,) = [form for form in page.forms if form["method"] == "post"]
        fields = {**form["fields"], "userid": userid, "decision": decision}
        reply = self.session.post(self.base + form["action"], data=fields, allow_redirects=False, timeout=20)
        assert reply.status_code in (302, 303), reply.text
        return sent_back(reply)


def sent_back(reply: requests.Response) -> dict[str, str]:
    """The query of a redirect to the application."""
    location = reply.headers["Location"]
    assert location.startswith(REDIRECT)
    return {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}
