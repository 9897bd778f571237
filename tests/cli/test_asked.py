"""What an action of the command line asks for."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import get_args

import pytest

from ststui.actions import Action
from ststui.cli.asked import ARGUMENTS, asked
from ststui.cli.commands import ACTIONS

pytestmark = pytest.mark.pure

REST = {
    "scale": ["1"],
    "partition": ["1"],
    "image": ["main=app:2"],
    "expand": ["data=2Gi"],
}
"""Arguments behind the set, of actions that need any."""


def test_every_action_can_be_asked_for() -> None:
    assert set(ARGUMENTS) == set(ACTIONS) == set(get_args(Action))
    plans = set()
    for action, add_arguments in ARGUMENTS.items():
        parser = ArgumentParser()
        add_arguments(parser)
        found = asked(action, parser.parse_args(["shop/web", *REST.get(action, [])]))
        assert (found.target.namespace, found.target.set) == ("shop", "web")
        plans.add(found.plan)
    assert len(plans) == len(ARGUMENTS)


def test_an_action_that_nobody_knows_deletes_nothing() -> None:
    given = Namespace(object="web", evict=False, now=False, force=False, cascade=None)
    with pytest.raises(ValueError, match="pause is no action on a set"):
        asked("pause", given)
