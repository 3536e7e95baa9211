"""Stand-ins: servers on this machine in the place of others, of load balancers and of services behind a VPC link.

A stand-in is for an origin (``https://api.example.com``), for an origin with the beginning of a path, or for a text
that is no URL: the logical id of a listener, a target or a Cloud Map service, or its ARN. The longest one wins.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from cfngw.errors import UsageError
from cfngw.local.backends.addresses import Address, bracketed, is_loopback, parse_url
from cfngw.local.running import BackendFailed

_OPTION = re.compile(r"(?P<of>.+?)=(?P<url>[A-Za-z][A-Za-z0-9+.-]*://.*)\Z", re.DOTALL)
_LOGICAL_ID = re.compile(r"[A-Za-z0-9]+\Z")
_FORM = "<origin, URL or logical id>=<URL on this machine>"
_EXAMPLE = "write --stand-in https://api.example.com=http://127.0.0.1:9000"


class StandIn(NamedTuple):
    """One stand-in: ``of`` as the user wrote it; ``url`` without a slash at its end."""

    of: str
    url: str


def parse_stand_in(text: str) -> StandIn:
    """Read the option ``https://api.example.com=http://127.0.0.1:9000``; raise UsageError."""
    found = _OPTION.match(text)
    if found is None:
        raise _error("the option says what stands in for what.", text, f"--stand-in {_FORM}", _EXAMPLE)
    url = _address_of(found["url"], text)
    if not is_loopback(url.host):
        raise _error(
            f"{url.origin} is not on this machine.",
            found["url"],
            "a URL of localhost, 127.0.0.1 or [::1]",
            f"to call another machine itself, write --reach {bracketed(url.host)}",
        )
    if "?" in url.target:
        raise _error("a stand-in has no query string.", found["url"], "scheme, host, port, path", _EXAMPLE)
    if "://" in found["of"]:
        _address_of(found["of"], text)
    return StandIn(found["of"], url.origin + url.target.rstrip("/"))


def _address_of(url: str, text: str) -> Address:
    try:
        return parse_url(url)
    except BackendFailed as failed:
        raise _error(f"{failed.why}.", text, f"--stand-in {_FORM}", _EXAMPLE) from failed


def _error(problem: str, given: str, allowed: str, fix: str) -> UsageError:
    return UsageError(problem, given=given, allowed=allowed, fix=fix, option="--stand-in")


class StandIns:
    """Finds what stands in for a URL or a text. ``given``: StandIn values, or a mapping from what to URLs."""

    def __init__(self, given: Iterable[StandIn] | Mapping[str, str] = ()) -> None:
        pairs = given.items() if isinstance(given, Mapping) else given
        checked = [parse_stand_in(f"{of}={url}") for of, url in pairs]
        self._texts = {each.of: each.url for each in checked if "://" not in each.of}
        prefixes = [(_normal(parse_url(each.of)).rstrip("/"), each.url) for each in checked if "://" in each.of]
        self._prefixes = sorted(prefixes, key=lambda pair: -len(pair[0]))

    def __bool__(self) -> bool:
        return bool(self._texts or self._prefixes)

    def find(self, url: str) -> str | None:
        """Give the URL to call in place of one, or of a text; None where nothing stands in."""
        if not self:
            return None
        return self._of_text(url) if "://" not in url else self._of_url(url)

    def _of_url(self, url: str) -> str | None:
        if self._texts:
            # https://Balancer.DNSName/path: a host that is a resource of the template.
            host, _, rest = url.partition("://")[2].partition("/")
            name = host.partition(":")[0]
            base = self._texts.get(name, self._texts.get(name.partition(".")[0]))
            if base is not None:
                return f"{base}/{rest}"
        try:
            asked = _normal(parse_url(url))
        except BackendFailed:
            return None
        for prefix, base in self._prefixes:
            if asked.startswith(prefix) and asked[len(prefix) :][:1] in ("", "/", "?"):
                return base + asked[len(prefix) :]
        return None

    def _of_text(self, text: str) -> str | None:
        """Find a text whole, or as the beginning of one; a logical id stands for its attributes too."""
        found = self._texts.get(text)
        if found is not None:
            return found
        for of in sorted(self._texts, key=len, reverse=True):
            rest = text[len(of) :]
            if not text.startswith(of):
                continue
            if rest[0] in "/?":
                return self._texts[of] + rest
            if rest[0] == "." and _LOGICAL_ID.match(of):
                return self._texts[of] + rest[len(re.match(r"[.A-Za-z0-9]*", rest)[0]) :]  # type: ignore[index]
        return None


def _normal(address: Address) -> str:
    return address.origin + address.target
