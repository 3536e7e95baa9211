"""cfngw.vtl answers as Velocity 1.7 does, to the byte; the answers are stored, see `truth`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from truth.case import ANSWERS, Answered, stored
from truth.compare import difference, listing
from truth.sources.observed import KNOWN_TO_DIFFER, OBSERVATIONS, REFUSED

if TYPE_CHECKING:
    from collections.abc import Mapping

# Cases (by "subject: name") where cfngw means to differ, with the reason.
IN_STRING = "Velocity tells the line where the string begins, cfngw the line inside it"
EVALUATED = "Velocity tells the place inside the evaluated text, cfngw that of the #evaluate in the template"
EXCEPTIONS: Mapping[str, str] = {
    "define-evaluate: evaluate throwing method": EVALUATED,
    "in-gateway-define-evaluate: evaluate throwing method": EVALUATED,
    "errors: in a string on its second line": IN_STRING,
    "in-gateway-errors: in a string on its second line": IN_STRING,
}

SUBJECTS = sorted(path.stem for path in ANSWERS.glob("*.jsonl"))


@pytest.fixture(scope="module")
def truth() -> Mapping[str, list[Answered]]:
    by_subject: dict[str, list[Answered]] = {subject: [] for subject in SUBJECTS}
    for answered in stored():
        by_subject[answered.case.subject].append(answered)
    return by_subject


@pytest.mark.parametrize("subject", SUBJECTS)
def test_engine_answers_as_velocity(subject: str, truth: Mapping[str, list[Answered]]) -> None:
    differences = [
        found
        for answered in truth[subject]
        if answered.case.id not in EXCEPTIONS and (found := difference(answered)) is not None
    ]
    if differences:
        pytest.fail(listing(differences, of=len(truth[subject])), pytrace=False)


def test_exceptions_are_cases_that_differ(truth: Mapping[str, list[Answered]]) -> None:
    differing = {
        answered.case.id
        for of_subject in truth.values()
        for answered in of_subject
        if answered.case.id in EXCEPTIONS and difference(answered) is not None
    }
    assert differing == set(EXCEPTIONS)


def test_model_gives_what_gateways_were_seen_to_give(truth: Mapping[str, list[Answered]]) -> None:
    answers = {answered.case.name: answered.answer for answered in truth["observed"]}
    assert {one.name: answers[one.name].get("output") for one in OBSERVATIONS} == {
        one.name: one.output for one in OBSERVATIONS
    }
    assert all("error" in answers[one.name] for one in REFUSED)


def test_known_differences_name_cases(truth: Mapping[str, list[Answered]]) -> None:
    assert set(KNOWN_TO_DIFFER) <= {answered.case.id for of_subject in truth.values() for answered in of_subject}


def test_corpus_is_large_and_without_repetition() -> None:
    ids = [answered.case.id for answered in stored()]
    assert len(ids) == len(set(ids))
    assert len(ids) >= 700
