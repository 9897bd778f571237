"""A plan as a document."""

from __future__ import annotations

import msgspec
import pytest

from ststui.actions import plan_rollback
from ststui.model import Readable
from ststui.report.plan import report_deed, report_plan
from tests.actions.ground import grounds
from tests.controller.scene import NEW, OLD, Scene

pytestmark = pytest.mark.pure


def test_a_template_is_never_printed() -> None:
    def template(image: str, secret: str) -> dict[str, object]:
        variable = {"name": "PASSWORD", "value": secret}
        main = {"name": "main", "image": image, "env": [variable], "args": [f"--key={secret}"]}
        return {"spec": {"containers": [main]}}

    templates = {OLD: template("app:1", "hunter2"), NEW: template("app:2", "hunter2")}
    scene = Scene(update=NEW).pod(0).pod(1, revision=NEW).pod(2, revision=NEW)
    plan = plan_rollback(grounds(scene, templates=Readable(templates)))
    assert plan.requests[0].body[-1]["value"] == templates[OLD]
    for document in (report_plan(plan), report_deed(plan, accepted=True, message="")):
        assert "hunter2" not in msgspec.json.encode(document).decode()
        assert document.requests[0].body[-1] == {
            "op": "replace",
            "path": "/spec/template",
            "value": "(not shown)",
        }
        assert document.requests[0].body[0]["value"] == "set"
