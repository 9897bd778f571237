"""Commands name the context they were written for."""

from __future__ import annotations

import pytest

from ststui.wording.command import in_context

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("command", "context", "expected"),
    [
        ("kubectl get nodes", "prod", "kubectl --context prod get nodes"),
        (
            "kubectl get pods -A | grep x; kubectl top pod db-0",
            "prod",
            "kubectl --context prod get pods -A | grep x; kubectl --context prod top pod db-0",
        ),
        ("kubectl get sts", "my cluster; ls", "kubectl --context 'my cluster; ls' get sts"),
        ("ststui dns db -n shop", "prod", "ststui dns --context prod db -n shop"),
        ("ststui delete pod/db-0 -n x", "prod", "ststui delete --context prod pod/db-0 -n x"),
        ("ststui cleanup db -n x", "prod", "ststui cleanup --context prod db -n x"),
        ("ststui demo", "prod", "ststui demo"),
        ("kubectl get nodes", "in-cluster", "kubectl get nodes"),
        ("kubectl get nodes", "dump", "kubectl get nodes"),
        ("kubectl get nodes", "", "kubectl get nodes"),
        ("echo kubectl", "prod", "echo kubectl"),
        ("my-kubectl get", "prod", "my-kubectl get"),
        ("", "prod", ""),
    ],
)
def test_every_program_names_its_context(command: str, context: str, expected: str) -> None:
    assert in_context(command, context) == expected
