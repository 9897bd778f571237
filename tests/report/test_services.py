"""What is said of services whose EndpointSlices are behind."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from msgspec import structs

from ststui.diagnosis import Example
from ststui.model.readable import NOT_READ, Readable
from ststui.report.service import report_services

if TYPE_CHECKING:
    from ststui.model import Family

pytestmark = pytest.mark.pure


def governing(family: Family) -> tuple[int | None, int | None]:
    first = (report_services(family) or ())[0]
    return first.ready_addresses, first.gone_addresses


def test_all_that_are_in_the_slices_live() -> None:
    assert governing(Example().seen().family) == (3, 0)


def test_a_pod_is_gone_and_its_address_is_still_given_out() -> None:
    assert governing(Example().pod(1).gone().seen().family) == (3, 1)


def test_a_slice_that_is_newer_than_the_list_of_pods_names_no_pod_that_is_gone() -> None:
    family = Example().seen().family
    assert isinstance(family.pods, Readable)
    before = family.pods.value[1]
    metadata = structs.replace(before.metadata, uid="the one before")
    older = structs.replace(before, metadata=metadata)
    pods = tuple(older if each is before else each for each in family.pods.value)
    assert governing(replace(family, pods=Readable(pods))) == (3, 0)


def test_without_pods_or_slices_it_is_not_known() -> None:
    family = Example().pod(1).gone().seen().family
    assert governing(replace(family, pods=NOT_READ)) == (3, None)
    assert governing(replace(family, slices=NOT_READ)) == (None, None)
