"""What a refused request means for a plan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from ststui.actions import PlannedRequest
    from ststui.cluster.trouble import Trouble

Verdict = Literal["changed", "again", "undry", "refused", "unknown"]
"""changed: the object is another, or has another value. again: the server was overtaken by other
writers and did nothing; the same request may be sent once more, for its tests still hold it.
undry: an admission webhook takes no dry runs. refused: by rights, policy, budget or validation.
unknown: no answer came, so it may have been done."""

TEST_FAILED = "the server rejected our request due to an error in our request"
"""All that the API server says of a JSON Patch that does not apply."""
TWO_BUDGETS = "This pod has more than one PodDisruptionBudget"
"""What an eviction is refused with, as status 500 (pkg/registry/core/pod/storage, v1.36)."""


def verdict(trouble: Trouble, request: PlannedRequest) -> Verdict:
    """Judge an answer.

    A failed `test` is 422 with the sentence below and no cause (applyJSPatch in
    pkg/endpoints/handlers/patch.go, apiserver v0.36, by NewGenericServerResponse); a uid
    precondition that fails is 409; a patch that lost five races against other writers is 409 too.
    """
    said = trouble.message or trouble.text
    if TWO_BUDGETS in said:
        return "refused"
    if trouble.kind in {"unreachable", "timeout", "malformed", "serverError"}:
        return "unknown"
    if "does not support dry run" in said:
        return "undry"
    if trouble.kind == "notFound":
        return "changed"
    if trouble.kind == "conflict":
        lost = request.method == "PATCH" and "object has been modified" in said
        return "again" if lost else "changed"
    if request.method == "PATCH" and TEST_FAILED in said:
        return "changed"
    return "refused"
