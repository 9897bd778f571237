"""What changed of a pod template, in words; any two values give some."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ststui.report.template_change import template_change

pytestmark = pytest.mark.pure


def template(*containers: dict[str, Any], **around: Any) -> dict[str, Any]:
    metadata = {key: around.pop(key) for key in ("annotations", "labels") if key in around}
    return {"metadata": metadata, "spec": {"containers": list(containers), **around}}


def main(image: str = "db:16.2", **more: Any) -> dict[str, Any]:
    return {"name": "main", "image": image, **more}


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (template(main()), template(main()), ()),
        (template(main()), template(main("db:16.4")), ("image 16.2→16.4",)),
        (
            template(main("example.org:5000/db")),
            template(main("example.org:5000/db2")),
            ("image example.org:5000/db→example.org:5000/db2",),
        ),
        (template(main()), template(main("other:16.2")), ("image db:16.2→other:16.2",)),
        (
            template(main(resources={"requests": {"memory": "4Gi"}})),
            template(
                main("db:16.4", resources={"requests": {"memory": "16Gi"}, "limits": {"cpu": "2"}})
            ),
            ("image 16.2→16.4", "memory 4Gi→16Gi", "cpu limit none→2"),
        ),
        (
            template(main(), {"name": "log", "image": "log:1"}),
            template(main(), {"name": "log", "image": "log:2"}),
            ("log image 1→2",),
        ),
        (
            template(main()),
            template(main(), {"name": "log", "image": "log:1"}),
            ("+ container log",),
        ),
        (
            template(main(env=[{"name": "PASSWORD", "value": "old"}])),
            template(main(env=[{"name": "PASSWORD", "value": "new"}])),
            ("env",),
        ),
        (
            template(main()),
            template(main(), annotations={"kubectl.kubernetes.io/restartedAt": "today"}),
            ("restarted",),
        ),
        (
            template(main()),
            template(main("db:16.4"), nodeSelector={"disk": "fast"}, labels={"a": "b"}),
            ("image 16.2→16.4", "labels", "nodeSelector"),
        ),
    ],
)
def test_a_change_in_words(before: Any, after: Any, words: tuple[str, ...]) -> None:
    assert template_change(before, after) == words


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["spec", "metadata", "containers", "name", "image", "resources"])
            | st.text(max_size=3),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(anything, anything)
def test_any_two_values_give_words(before: Any, after: Any) -> None:
    assert all(isinstance(each, str) for each in template_change(before, after))
    assert template_change(before, before) == ()
