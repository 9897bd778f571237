"""Rights that were taken away: refusals and reviews."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.demo.words import NS, PODS, SETS

if TYPE_CHECKING:
    from ststui.demo.running import Demo
    from tests.demo.conftest import Api

pytestmark = pytest.mark.demo

REVIEWS = "/apis/authorization.k8s.io/v1"


async def test_a_denied_list_is_refused_in_the_words_of_rbac(api: Api, demo: Demo) -> None:
    demo.cluster.rights.deny("list", "pods")
    status, answer = await api("GET", PODS)
    assert (status, answer["reason"]) == (403, "Forbidden")
    assert answer["message"] == (
        'pods is forbidden: User "demo" cannot list resource "pods" in API group "" '
        f'in the namespace "{NS}"'
    )
    assert (await api("GET", "/api/v1/pods"))[0] == 403
    assert (await api("GET", SETS))[0] == 200
    demo.cluster.rights.restore()
    assert (await api("GET", PODS))[0] == 200


async def test_cluster_wide_may_be_denied_while_a_namespace_is_allowed(
    api: Api, demo: Demo
) -> None:
    demo.cluster.rights.deny("list", "statefulsets.apps", namespace="")
    status, answer = await api("GET", "/apis/apps/v1/statefulsets")
    assert status == 403
    assert answer["message"].endswith("at the cluster scope")
    assert (await api("GET", SETS))[0] == 200


async def test_reviews_say_the_same(api: Api, demo: Demo) -> None:
    demo.cluster.rights.deny("patch", "statefulsets.apps/scale", namespace=NS)

    async def may(verb: str, subresource: str) -> bool:
        asked = {"group": "apps", "resource": "statefulsets", "namespace": NS, "verb": verb}
        spec = {"resourceAttributes": {**asked, "subresource": subresource}}
        _, answer = await api("POST", f"{REVIEWS}/selfsubjectaccessreviews", {"spec": spec})
        allowed: bool = answer["status"]["allowed"]
        return allowed

    assert not await may("patch", "scale")
    assert await may("get", "scale")
    assert await may("patch", "")
    spec = {"namespace": NS}
    _, answer = await api("POST", f"{REVIEWS}/selfsubjectrulesreviews", {"spec": spec})
    verbs = {rule["resources"][0]: rule["verbs"] for rule in answer["status"]["resourceRules"]}
    assert "patch" not in verbs["statefulsets/scale"]
    assert "patch" in verbs["statefulsets"]
