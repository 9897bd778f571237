"""An expansion that nothing begins: since when, by whom, and what may be the reason."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from ststui.cluster.decode import Page, decode_page
from ststui.diagnosis import Book, Example, built_in, diagnose
from ststui.diagnosis.moments import ago
from ststui.diagnosis.rules.claim_change import _grows
from ststui.model import PersistentVolumeClaim

if TYPE_CHECKING:
    from ststui.diagnosis import Diagnosis

pytestmark = pytest.mark.pure


def judged(web: Example) -> Diagnosis:
    return diagnose(web.seen(), Book((built_in().by_id["pvc-resize-not-begun"],)))


def evidence(web: Example) -> str:
    (found,) = judged(web).findings
    return " | ".join(f"{each.text} ({each.source})" for each in found.evidence)


def test_who_asked_for_it_and_what_has_and_wants() -> None:
    (found,) = judged(_grows(Example(), 300)).findings
    assert found.title == ("data-web-1 asks for 30Gi and has 10Gi: nothing has begun to expand it")
    assert f"kubectl-edit wrote the size at {ago(300):%Y-%m-%dT%H:%M:%SZ}" in evidence(
        _grows(Example(), 300)
    )


def test_without_managed_fields_it_is_not_checked() -> None:
    said = judged(_grows(Example(), 300).meta(managed_fields=()))
    assert said.findings == ()
    assert [each.why for each in said.not_checked] == ["since when is not known"]


def test_a_class_that_does_not_allow_it_is_named() -> None:
    web = _grows(Example(), 300)
    assert "allowVolumeExpansion: true" in evidence(web)
    web.choose("StorageClass", "standard").change(allow_volume_expansion=False)
    assert "allowVolumeExpansion: false" in evidence(web)
    web.gone()
    assert "there is no StorageClass standard" in evidence(web)


def test_what_a_resizer_says_is_shown_if_it_was_after_the_change() -> None:
    def with_event(before: float) -> str:
        web = _grows(Example(), 300)
        return evidence(web.event("VolumeResizeFailed", "disk quota", before=before))

    assert "disk quota" in with_event(200)
    assert "none of a resizer since then" in with_event(4000)


@pytest.mark.parametrize("begun", ["Resizing", "FileSystemResizePending"])
def test_what_has_begun_is_left_to_other_rules(begun: str) -> None:
    assert judged(_grows(Example(), 300).condition(begun)).findings == ()


def read(size: str) -> PersistentVolumeClaim:
    """A claim as the API server sends it; the controller wrote its spec, a person its size."""
    writers: tuple[tuple[str, str, dict[str, object]], ...] = (
        ("kube-controller-manager", "2026-03-01T11:00:00Z", {"f:accessModes": {}}),
        ("kubectl-edit", "2026-03-01T10:00:00Z", {"f:resources": {"f:requests": {}}}),
    )
    item = {
        "metadata": {
            "name": "data-web-0",
            "managedFields": [
                {"manager": name, "time": at, "fieldsV1": {"f:spec": fields}}
                for name, at, fields in writers
            ],
        },
        "spec": {"resources": {"requests": {"storage": size}}},
        "status": {"phase": "Bound", "capacity": {"storage": "10Gi"}},
    }
    body = json.dumps({"metadata": {}, "items": [item]}).encode()
    page = decode_page(body, PersistentVolumeClaim, resource="persistentvolumeclaims")
    assert isinstance(page, Page)
    return page.items[0]


def test_who_wrote_the_size_is_kept_of_claims_that_are_to_grow() -> None:
    writer = read("30Gi").sized_by
    assert writer is not None
    assert writer.manager == "kubectl-edit"
    assert read("10Gi").metadata.managed_fields == ()
    assert read("10240Mi").metadata.managed_fields == ()
