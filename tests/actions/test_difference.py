"""What differs between two templates, in lines, and no secret."""

from __future__ import annotations

from typing import Any

import pytest

from ststui.actions.difference import MOST_CHARACTERS, difference

pytestmark = pytest.mark.pure

SECRET = "hunter2"


def template(**container: Any) -> dict[str, Any]:
    return {"spec": {"containers": [{"name": "main", "image": "app:1", **container}]}}


@pytest.mark.parametrize(
    ("before", "after", "lines"),
    [
        (template(), template(), ()),
        (
            template(),
            template(image="app:2"),
            ("spec.containers[main].image: app:1 → app:2",),
        ),
        (
            template(),
            template(ports=[{"containerPort": 80}]),
            ('+ spec.containers[main].ports: [{"containerPort": 80}]',),
        ),
        (
            {"metadata": {"annotations": {"a": "b"}}, **template()},
            {"metadata": {}, **template()},
            ('- metadata.annotations: {"a": "b"}',),
        ),
        (
            template(env=[{"name": "KEY", "value": SECRET}]),
            template(env=[{"name": "KEY", "value": "x"}, {"name": "MORE", "value": SECRET}]),
            (
                "spec.containers[main].env[KEY].value: changed (not shown)",
                "+ spec.containers[main].env[MORE]",
            ),
        ),
        (
            template(),
            template(env=[{"name": "KEY", "value": SECRET}]),
            ("+ spec.containers[main].env",),
        ),
        (
            template(args=["--keep=1"]),
            template(args=[f"--password={SECRET}"], command=["run", SECRET]),
            (
                "spec.containers[main].args: changed (not shown)",
                "+ spec.containers[main].command",
            ),
        ),
        (
            template(livenessProbe={"httpGet": {"path": "/a"}}),
            template(
                livenessProbe={
                    "httpGet": {"path": "/b", "httpHeaders": [{"name": "Auth", "value": SECRET}]}
                }
            ),
            (
                "+ spec.containers[main].livenessProbe.httpGet.httpHeaders",
                "spec.containers[main].livenessProbe.httpGet.path: /a → /b",
            ),
        ),
        (
            template(),
            template(readinessProbe={"exec": {"command": ["ping", SECRET]}}),
            ('+ spec.containers[main].readinessProbe: {"exec": {"command": "…"}}',),
        ),
        (
            template(env=[{"name": "KEY", "value": SECRET}]),
            template(),
            ("- spec.containers[main].env",),
        ),
        (
            {"spec": {"containers": []}},
            template(env=[{"name": "KEY", "value": SECRET}]),
            ('+ spec.containers[main]: {"name": "main", "image": "app:1", "env": "…"}',),
        ),
    ],
)
def test_lines(before: Any, after: Any, lines: tuple[str, ...]) -> None:
    assert difference(before, after) == lines
    assert SECRET not in "".join(difference(before, after))


@pytest.mark.parametrize("list_", ["containers", "initContainers", "ephemeralContainers"])
def test_no_secret_of_a_whole_list_that_is_new(list_: str) -> None:
    made = {list_: [{"name": "main", "env": [{"name": "KEY", "value": SECRET}]}]}
    for lines in (difference({"spec": {}}, {"spec": made}), difference({"spec": made}, {})):
        assert lines
        assert SECRET not in "".join(lines)


def test_a_long_value_is_cut_and_control_characters_are_spelled_out() -> None:
    (line,) = difference(template(), template(command="\x1b[2J" + "x" * 1000))
    assert line.isprintable()
    assert len(line) < MOST_CHARACTERS + 60
