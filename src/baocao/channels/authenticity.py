"""May a letter's From be believed? By what the receiving mail server wrote into it (RFC 8601).

With a server named, only its own topmost word counts, and it has to vouch for the very domain in
From. With none named the table of addresses decides alone, and a letter that says of itself that it
failed is not believed.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

_COMMENT = re.compile(r"\([^()]*\)")
_RESULT = re.compile(r"\s*([a-z0-9-]+)\s*=\s*([a-z]+)", re.IGNORECASE)
_PROPERTY = re.compile(r"([a-z]+)\.([a-z-]+)\s*=\s*\"?([^\s;\"]+)", re.IGNORECASE)
# Which property of a method's result names the domain that it vouches for.
_DOMAIN_OF = {"dmarc": "header.from", "dkim": "header.d", "spf": "smtp.mailfrom"}
_FAILED = ("fail", "softfail", "permerror")
MOST_TEXT = 10_000


@dataclass(frozen=True)
class _Result:
    method: str
    verdict: str
    domain: str


def is_believed(headers: list[str], domain: str, trusted_authserv_id: str) -> bool:
    """Return whether a letter from a domain may count as from there.

    Args:
        headers: its Authentication-Results, topmost first.
        domain: the domain of its From address.
        trusted_authserv_id: the server whose word counts; blank when none was named.
    """
    if trusted_authserv_id:
        own = [one for one in headers if _server(one) == trusted_authserv_id.casefold()]
        # A server writes above what came in; the others may be the sender's own invention.
        results = _results(own[0]) if own else []
        return any(one.verdict == "pass" and _covers(one.domain, domain) for one in results)
    results = [one for header in headers for one in _results(header)]
    if any(one.method == "dmarc" and one.verdict in _FAILED for one in results):
        return False
    passed = any(one.verdict == "pass" for one in results)
    return passed or not any(one.verdict in _FAILED for one in results)


def _plain(header: str) -> str:
    text = header[:MOST_TEXT]
    while (less := _COMMENT.sub(" ", text)) != text:
        text = less
    return text


def _server(header: str) -> str:
    words = _plain(header).partition(";")[0].split()
    return words[0].casefold() if words else ""


def _results(header: str) -> list[_Result]:
    return list(_read(_plain(header).split(";")[1:]))


def _read(statements: Iterable[str]) -> Iterable[_Result]:
    for statement in statements:
        found = _RESULT.match(statement)
        method = found[1].casefold() if found else ""
        if found is None or method not in _DOMAIN_OF:
            continue
        properties = {
            f"{kind}.{name}".casefold(): value for kind, name, value in _PROPERTY.findall(statement)
        }
        value = properties.get(_DOMAIN_OF[method], "")
        yield _Result(method, found[2].casefold(), value.rpartition("@")[2].casefold())


def _covers(vouched: str, domain: str) -> bool:
    """Tell whether a word for one domain holds for another: the same, or one within the other."""
    if not vouched or not domain:
        return False
    return vouched == domain or (domain.endswith(f".{vouched}") and "." in vouched)
