"""cfngw's blueprints write no WebSocket APIs, so that none of these mistakes can come from them."""

from __future__ import annotations

from pathlib import Path

import pytest

from cfngw.document import parse
from cfngw.errors import CfngwError
from cfngw.lint.rules.catalogue import rules
from cfngw.lint.rules.checking import check
from samples import api, loose

OF_WEBSOCKETS = [name for name in rules() if 9840 <= int(name[1:]) <= 9869]
NOTES = dict.fromkeys(OF_WEBSOCKETS, "a blueprint makes HTTP APIs and REST APIs; no option makes a WebSocket API")


@pytest.mark.parametrize("option", ["protocol", "route_selection_expression", "protocol_type"])
def test_no_option_makes_a_websocket_api(option: str) -> None:
    with pytest.raises(CfngwError) as raised:
        api(**{option: "WEBSOCKET"}).to_yaml()
    assert option in str(raised.value)


def test_a_route_of_a_websocket_api_is_refused() -> None:
    with pytest.raises(CfngwError) as raised:
        loose.Route("$connect", "Chat")
    assert "$connect" in str(raised.value)


def test_an_http_api_has_no_finding_of_these_rules() -> None:
    found = check(parse(api().to_yaml(), Path("notes.yaml"))).problems
    assert not set(found) & set(NOTES)
