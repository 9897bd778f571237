"""Every single missing right on a real API server: that kind says so, the others go on."""

from __future__ import annotations

import json
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, Any

import pytest

from ststui.cluster.change import Polling
from ststui.cluster.flags import ConnectionFlags
from ststui.cluster.kinds import KINDS, PODS, STATEFUL_SETS, Kind
from ststui.cluster.listing import Listed, list_once
from ststui.cluster.pace import Pace
from ststui.cluster.rights import review
from ststui.cluster.rules import Ask
from ststui.cluster.session import open_session
from ststui.cluster.trouble import Trouble
from ststui.cluster.version import ServerVersion, server_version
from tests.faults.mirror import mirrored
from tests.testbed.manifests import statefulset

if TYPE_CHECKING:
    from tests.testbed.cluster import Cluster
    from tests.testbed.control_plane import ControlPlane
    from tests.testbed.namespace import Namespace

pytestmark = [pytest.mark.real, pytest.mark.timeout(300)]

NAMESPACED = tuple(kind for kind in KINDS if kind.namespaced)


def rules(*, without: Kind[Any] | None, verb: str) -> list[dict[str, Any]]:
    """Everything that is read, less one verb of one kind."""
    return [
        {
            "apiGroups": [kind.group],
            "resources": [kind.plural],
            "verbs": [v for v in ("get", "list", "watch") if kind is not without or v != verb],
        }
        for kind in NAMESPACED
    ]


async def grant(namespace: Namespace, user: str, granted: list[dict[str, Any]]) -> None:
    api = "rbac.authorization.k8s.io/v1"
    role = {"apiVersion": api, "kind": "Role", "metadata": {"name": user}, "rules": granted}
    binding = {
        "apiVersion": api,
        "kind": "RoleBinding",
        "metadata": {"name": user},
        "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": user},
        "subjects": [{"kind": "User", "name": user, "apiGroup": "rbac.authorization.k8s.io"}],
    }
    await namespace.apply(role, binding)


@pytest.mark.parametrize("kind", NAMESPACED, ids=lambda kind: kind.plural)
async def test_one_right_is_missing(
    cluster: Cluster, namespace: Namespace, kind: Kind[Any]
) -> None:
    """Lists denied: told, and healed when granted. Watches denied: lists at an interval."""
    await namespace.apply(statefulset("web", replicas=1))
    await grant(namespace, "no-list", rules(without=kind, verb="list"))
    await grant(namespace, "no-watch", rules(without=kind, verb="watch"))
    pace = Pace(poll_seconds=0.5)
    async with AsyncExitStack() as stack:
        for user in ("no-list", "no-watch"):
            flags = ConnectionFlags(kubeconfig=str(cluster.kubeconfig), as_user=user)
            session = await stack.enter_async_context(open_session(flags))
            mirror = await stack.enter_async_context(
                mirrored(session, kind, namespace=namespace.name, pace=pace)
            )
            others = [k for k in NAMESPACED if k is not kind]
            for other in others:
                listed = await list_once(session, other, namespace=namespace.name)
                assert isinstance(listed, Listed), (other.plural, listed)
            if user == "no-list":
                await mirror.until(lambda m: m.lost("denied"), what="trouble denied")
                assert mirror.lists == 0
            else:
                await mirror.until(lambda m: m.lists >= 2, what="a second list")
                told = next(c for c in mirror.said if isinstance(c, Polling))
                assert told.why.kind == "denied"
                assert f'cannot watch resource "{kind.plural}"' in told.why.text
            await grant(namespace, user, rules(without=None, verb=""))
            await mirror.until(lambda m: m.alive, what="a watch once it is granted")


async def test_only_sets_and_pods_of_one_namespace(bed: ControlPlane, namespace: Namespace) -> None:
    least = [
        {"apiGroups": ["apps", ""], "resources": ["statefulsets", "pods"], "verbs": ["list"]},
    ]
    await grant(namespace, "least", least)
    flags = ConnectionFlags(kubeconfig=str(bed.kubeconfig), as_user="least")
    async with open_session(flags) as session:
        for kind in KINDS:
            here = await list_once(session, kind, namespace=namespace.name)
            everywhere = await list_once(session, kind, namespace=None)
            assert isinstance(here, Listed) is (kind in (STATEFUL_SETS, PODS))
            assert isinstance(everywhere, Trouble)
            assert everywhere.kind == "denied"


async def test_reviews_agree_with_the_server(bed: ControlPlane, namespace: Namespace) -> None:
    """Each answer against a SubjectAccessReview that an admin asks about that user."""
    granted = [
        {"apiGroups": ["apps"], "resources": ["statefulsets"], "verbs": ["list", "watch"]},
        {"apiGroups": ["apps"], "resources": ["statefulsets/scale"], "verbs": ["*"]},
        {"apiGroups": ["*"], "resources": ["*/status"], "verbs": ["get"]},
        {"apiGroups": [""], "resources": ["pods"], "verbs": ["get"], "resourceNames": ["web-0"]},
    ]
    await grant(namespace, "some", granted)
    asks = tuple(
        Ask(verb=verb, resource=resource, group=group, subresource=sub, name=name)
        for verb in ("get", "list", "patch")
        for resource, group in (("statefulsets", "apps"), ("pods", ""), ("nodes", ""))
        for sub in ("", "scale", "status")
        for name in ("", "web-0")
    )
    flags = ConnectionFlags(kubeconfig=str(bed.kubeconfig), as_user="some")
    for where in (namespace.name, None):
        async with open_session(flags) as session:
            found = await review(session, asks, namespace=where)
        expected = [await _may(namespace, ask, where=where) for ask in asks]
        assert [right.verdict == "allowed" for right in found] == expected
        assert all(right.verdict != "unknown" for right in found)
        assert any(expected) is (where is not None)


async def _may(namespace: Namespace, ask: Ask, *, where: str | None) -> bool:
    spec = {
        "user": "some",
        "resourceAttributes": {
            "namespace": where or "",
            "verb": ask.verb,
            "group": ask.group,
            "resource": ask.resource,
            "subresource": ask.subresource,
            "name": ask.name,
        },
    }
    api = "authorization.k8s.io/v1"
    review = {"apiVersion": api, "kind": "SubjectAccessReview", "spec": spec}
    answer = await namespace.api.request("POST", f"/apis/{api}/subjectaccessreviews", body=review)
    return bool(answer["status"]["allowed"])


async def test_the_version_is_the_server_s(bed: ControlPlane) -> None:
    told = json.loads(bed.kubectl("version", "-o", "json"))["serverVersion"]["gitVersion"]
    async with open_session(ConnectionFlags(kubeconfig=str(bed.kubeconfig))) as session:
        found = await server_version(session)
    assert isinstance(found, ServerVersion)
    assert found.text == told
    assert found.release == (1, 36, 3)
