"""What can be an image; the cases are those of the grammar's own project and of its fields."""

from __future__ import annotations

import pytest

from ststui.actions import plan_image
from ststui.actions.image_name import why_no_image
from tests.actions.ground import grounds
from tests.controller.scene import Scene

pytestmark = pytest.mark.pure

HEX = "86e0e091d0da6bde2456dbb48306f3956bbeb2eae1b5b9a43045843f69fe4aaa"


@pytest.mark.parametrize(
    "text",
    [
        "app:2",
        "postgres",
        "test.com/repo:tag",
        "test.com:5000/repo",
        "localhost:5000/a/b_c.d--e__f:V1.2-rc",
        f"repo@sha256:{HEX}",
        f"test:5000/repo:tag@sha256:{HEX}",
        "[2001:db8::1]:5000/repo",
        "Upper.example/lower",
        "a/b/c/d/e:1",
        f"x:{'t' * 128}",
    ],
)
def test_an_image(text: str) -> None:
    assert why_no_image(text) == ""


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "wanted"),
        ("app :2", "blank"),
        (" app", "blank"),
        ("App:2", "small letters"),
        ("repo@sha256:1234", "[HOST/]NAME"),
        ("app:", "[HOST/]NAME"),
        (":tag", "[HOST/]NAME"),
        ("a//b", "[HOST/]NAME"),
        ("https://example.com/app", "[HOST/]NAME"),
        ("-app", "[HOST/]NAME"),
        ("app:-1", "[HOST/]NAME"),
        (f"app:{'t' * 129}", "[HOST/]NAME"),
        (f"app@sha256:{HEX[:40]}", "64 digits"),
        (f"example.com/{'a' * 250}", "longer than 255"),
        ("ap\u00fc:1", "[HOST/]NAME"),
    ],
)
def test_no_image(text: str, why: str) -> None:
    assert why in why_no_image(text)
    plan = plan_image(grounds(Scene(replicas=1).ready(0)), container="main", image=text)
    assert not plan.possible
    assert plan.requests == ()
