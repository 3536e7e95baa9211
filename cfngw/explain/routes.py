"""Routes in words: what is checked before anything is called, and what is answered."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.document.values import Unknown
from cfngw.explain.access import access_of
from cfngw.explain.calls import call_of
from cfngw.explain.model import RouteTold
from cfngw.explain.stages import throttles_of
from cfngw.explain.words import named, reason, shown
from cfngw.read.model import Api, Integration, Route, UsagePlan
from cfngw.read.targets import Targets

_PLACES = {"querystring": "query", "header": "header", "path": "path", "multivaluequerystring": "query"}


def route_of(
    api: Api, route: Route, targets: Targets, plans: tuple[UsagePlan, ...], *, certified: bool = False
) -> RouteTold:
    """Tell of a route."""
    made = route.integration.made if isinstance(route.integration, Integration) else True
    return RouteTold(
        logical_id=route.logical_id,
        at=route.at,
        only_if=reason(route.made) or reason(made),
        key=route.key,
        call=call_of(api, route, targets),
        access=access_of(api, route, certified=certified),
        checks=tuple(_checks(route)),
        throttles=tuple(throttles_of(api, route, plans)),
        answers=tuple(_answers(route)),
    )


def _checks(route: Route) -> Iterator[str]:
    """Say what the gateway refuses by itself; what is declared and not looked at is said too."""
    validator = route.validator
    if isinstance(validator, Unknown):
        yield f"checks by a validator that is not known: {validator.why}"
        return
    models = [f"{named(model)}{'' if kind == 'application/json' else f' ({kind})'}" for kind, model in _models(route)]
    required = [
        f"{_PLACES.get(place, place)} {name}"
        for (place, name), wanted in route.request_parameters.items()
        if wanted is True and place != "path"
    ]
    if models:
        looks = validator is not None and validator.body is True
        told = ", ".join(models)
        yield f"checks the body against {told}" if looks else f"does not check {told}: no validator asks for it"
    if required:
        looks = validator is not None and validator.parameters is True
        told = ", ".join(required)
        yield f"wants {told}" if looks else f"does not check {told}: no validator asks for it"


def _models(route: Route) -> Iterator[tuple[str, object]]:
    for kind, model in route.request_models.items():
        if model not in ("Empty", "Error") or kind != "application/json":
            yield kind, model


def _answers(route: Route) -> Iterator[str]:
    """Give the statuses that a route answers with, besides those of the gateway itself."""
    answers = route.integration
    if not isinstance(answers, Integration):
        return
    statuses = [shown(each.status) for each in route.responses]
    statuses += [shown(each.status) for each in answers.responses if each.status is not None]
    seen = dict.fromkeys(statuses)
    if str(answers.type).endswith("_PROXY"):
        return
    yield from sorted(seen)
