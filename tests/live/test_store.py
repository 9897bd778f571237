"""The store: which Families a change touches, and what it takes to be complete."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from ststui.cluster.change import Arrived, Complete, Gone, Listing, Lost, Odd, Put
from ststui.cluster.trouble import Trouble
from ststui.live.health import Health, Scope
from ststui.live.index import Name
from ststui.live.intake import Intake
from ststui.live.lone import lone_claims, lone_pods
from ststui.model import Complaint, Readable, Unreadable
from tests.live import objects as of
from tests.live.followed import FollowedStore

if TYPE_CHECKING:
    from ststui.live.health import HealthState
    from ststui.live.index import Object
    from ststui.live.store import Store

pytestmark = pytest.mark.pure

NOW = datetime(2026, 3, 1, tzinfo=UTC)
KINDS = ("statefulsets", "pods", "persistentvolumeclaims", "services", "endpointslices")


def store_of(*sets: str, listed: tuple[str, ...] = KINDS) -> FollowedStore:
    """A store in which these sets are known and nothing is touched."""
    store = FollowedStore("here")
    for each in listed:
        store.set_health(Scope(each, None), Health().completed())
    for name in sets:
        store.put("statefulsets", of.stateful_set(name))
    store.take_touched()
    return store


def touched(store: FollowedStore) -> set[str]:
    return store.take_touched()


@dataclass(frozen=True, slots=True)
class Case:
    """A change and the sets whose Family it touches."""

    resource: str
    item: Object
    sets: set[str]


@pytest.mark.parametrize(
    "case",
    [
        Case("pods", of.pod("db-0", of="db"), {"db"}),
        Case("pods", of.pod("db-0"), {"db"}),
        Case("pods", of.pod("db-0", of="web"), {"db", "web"}),
        Case("pods", of.pod("other-0"), set()),
        Case("persistentvolumeclaims", of.claim("data-db-0"), {"db"}),
        Case("persistentvolumeclaims", of.claim("data-db-replica-0"), {"db-replica"}),
        Case("persistentvolumeclaims", of.claim("alone"), set()),
        Case("services", of.service("read", app="web"), {"web"}),
        Case("services", of.service("db", app="nobody"), {"db"}),
        Case("controllerrevisions", of.revision("db-1", of="db", number=1), {"db"}),
        Case("poddisruptionbudgets", of.budget("most", app="web"), {"web"}),
        Case("horizontalpodautoscalers", of.autoscaler("scaler", of="db"), {"db"}),
    ],
    ids=lambda case: f"{case.resource}-{case.item.metadata.name}",
)
def test_a_change_touches_the_families_it_belongs_to(case: Case) -> None:
    store = store_of("db", "db-replica", "web")
    store.put(case.resource, case.item)
    assert touched(store) == case.sets
    store.drop(case.resource, Name(of.NAMESPACE, case.item.metadata.name))
    assert touched(store) == case.sets


def test_a_slice_touches_by_its_service() -> None:
    store = store_of("db", "web")
    store.put("services", of.service("web", app="web"))
    store.take_touched()
    store.put("endpointslices", of.endpoints("web-abc", of="web"))
    assert touched(store) == {"web"}


def test_the_same_version_twice_changes_nothing() -> None:
    store = store_of()
    store.put("statefulsets", of.stateful_set("db", version="7"))
    version = store.version
    store.put("statefulsets", of.stateful_set("db", version="7"))
    assert store.version == version


def test_a_family_stays_the_same_object_until_touched() -> None:
    store = store_of("db", "web")
    db, web = Name(of.NAMESPACE, "db"), Name(of.NAMESPACE, "web")
    first, other = store.families.of(db), store.families.of(web)
    store.put("pods", of.pod("web-0", of="web"))
    assert store.families.of(db) is first
    assert store.families.of(web) is not other


def claims_of(store: Store, name: str) -> list[str]:
    family = store.families.of(Name(of.NAMESPACE, name))
    assert family is not None
    assert isinstance(family.claims, Readable)
    return [each.metadata.name for each in family.claims.value]


def test_a_claim_moves_to_the_set_whose_name_fits_better() -> None:
    store = store_of("db")
    store.put("persistentvolumeclaims", of.claim("data-shop-db-0"))
    assert claims_of(store, "db") == ["data-shop-db-0"]
    store.take_touched()
    store.put("statefulsets", of.stateful_set("shop-db"))
    assert touched(store) == {"db", "shop-db"}
    assert (claims_of(store, "db"), claims_of(store, "shop-db")) == ([], ["data-shop-db-0"])
    store.drop("statefulsets", Name(of.NAMESPACE, "shop-db"))
    assert touched(store) == {"db", "shop-db"}
    assert claims_of(store, "db") == ["data-shop-db-0"]


@pytest.mark.parametrize("name", ["data-db-x", "data-db-99999999999", "data-db-²", "data-db-"])
def test_a_claim_without_an_ordinal_is_nobodys_though_others_of_its_name_are_known(
    name: str,
) -> None:
    store = store_of("db")
    store.put("persistentvolumeclaims", of.claim("data-db-0"))
    store.put("persistentvolumeclaims", of.claim(name))
    family = store.families.of(Name("shop", "db"))
    assert family is not None
    assert isinstance(family.claims, Readable)
    assert [each.metadata.name for each in family.claims.value] == ["data-db-0"]


PODS = Scope("pods", None)


def test_a_list_that_is_complete_is_no_news_of_a_set_that_was_read_before() -> None:
    store = store_of("db", "cache", listed=("statefulsets",))
    store.set_health(PODS, Health())
    store.put("pods", of.pod("db-0", of="db"))
    store.tell([Name(of.NAMESPACE, "db")])
    assert touched(store) == {"db"}
    assert store.healths.knows("pods", Name(of.NAMESPACE, "db"))
    assert not store.healths.knows("pods", Name(of.NAMESPACE, "cache"))
    store.set_health(PODS, Health().completed())
    assert touched(store) == {"cache"}


def test_what_comes_late_of_a_set_that_was_read_before_touches_it() -> None:
    store = store_of("db", listed=("statefulsets",))
    store.set_health(PODS, Health())
    store.tell([Name(of.NAMESPACE, "db")])
    assert touched(store) == {"db"}
    store.put("pods", of.pod("db-0", of="db"))
    assert touched(store) == {"db"}


@pytest.mark.parametrize("resource", ["events", "nodes"])
def test_of_what_rows_do_not_show_nothing_is_known_before_its_list(resource: str) -> None:
    store = store_of("db", listed=("statefulsets",))
    store.set_health(Scope(resource, None), Health())
    store.tell([Name(of.NAMESPACE, "db")])
    assert not store.healths.knows(resource, Name(of.NAMESPACE, "db"))


@pytest.mark.parametrize("state", ["denied", "down"])
def test_a_set_that_was_read_before_is_not_known_where_its_list_fails(state: HealthState) -> None:
    store = store_of("db", listed=("statefulsets",))
    store.set_health(PODS, Health())
    store.tell([Name(of.NAMESPACE, "db")])
    assert touched(store) == {"db"}
    store.set_health(PODS, Health(state=state, why="no"))
    assert touched(store) == {"db"}
    assert not store.healths.knows("pods", Name(of.NAMESPACE, "db"))
    store.set_health(PODS, Health().completed())
    assert touched(store) == {"db"}


def test_what_was_read_before_of_a_set_says_nothing_of_the_one_that_takes_its_name() -> None:
    store = store_of("db", listed=("statefulsets",))
    name = Name(of.NAMESPACE, "db")
    store.set_health(PODS, Health())
    store.tell([name])
    store.drop("statefulsets", name)
    store.put("statefulsets", of.stateful_set("db", uid="new"))
    assert not store.healths.knows("pods", name)


@pytest.mark.parametrize("change", [{"replicas": 5}, {"uid": "new"}])
def test_what_was_read_before_of_a_set_is_not_all_once_it_wants_others(
    change: dict[str, Any],
) -> None:
    store = store_of("db", listed=("statefulsets",))
    name = Name(of.NAMESPACE, "db")
    store.set_health(PODS, Health())
    store.tell([name])
    store.put("statefulsets", of.stateful_set("db", **change))
    assert not store.healths.knows("pods", name)
    store.set_health(PODS, Health().completed())
    assert store.healths.knows("pods", name)


def test_what_has_no_set_is_told_only_once_the_sets_are_known() -> None:
    store = store_of(listed=())
    store.put("persistentvolumeclaims", of.claim("data-db-0"))
    store.put("pods", of.pod("db-0", of="db"))
    assert (list(lone_pods(store)), list(lone_claims(store))) == ([], [])
    store.set_health(Scope("statefulsets", None), Health().completed())
    assert [each.metadata.name for each in lone_pods(store)] == ["db-0"]
    assert [each.metadata.name for each in lone_claims(store)] == ["data-db-0"]


def test_a_pod_of_a_set_that_was_made_anew_is_not_the_new_ones() -> None:
    store = store_of()
    store.put("statefulsets", of.stateful_set("db", uid="new"))
    store.put("pods", of.pod("db-0", of="db", uid="old"))
    family = store.families.of(Name(of.NAMESPACE, "db"))
    assert family is not None
    assert dict(family.pods_by_ordinal) == {}
    assert [each.metadata.name for each in family.foreign_by_ordinal.values()] == ["db-0"]


def test_parts_are_unreadable_until_listed_and_when_denied() -> None:
    store = store_of("db", listed=("statefulsets",))
    name = Name(of.NAMESPACE, "db")
    scope = Scope("pods", None)
    whys = []
    denied = Trouble(kind="denied", text="no permission: list pods")
    for health in (Health(), Health().lost(denied, now=NOW, retry_at=None), Health().completed()):
        store.set_health(scope, health)
        family = store.families.of(name)
        assert family is not None
        whys.append(family.pods.why if isinstance(family.pods, Unreadable) else None)
    assert whys == ["loading", "no permission: list pods", None]


def feed(store: Store, *changes: Any, namespace: str | None = None) -> None:
    intake = Intake(store, Scope("pods", namespace))
    for each in changes:
        intake.apply(each, now=NOW)


def arrived(*names: str) -> Arrived[Any]:
    return Arrived(tuple(of.pod(each, of="db") for each in names), (), remaining=0)


def test_a_relist_drops_what_is_gone() -> None:
    store = store_of("db", listed=("statefulsets",))
    done = Complete(NOW)
    feed(store, Listing(NOW), arrived("db-0", "db-1"), done)
    feed(store, Listing(NOW), arrived("db-1"), arrived("db-2"), done)
    assert [each.name for each in store.pods.names()] == ["db-1", "db-2"]


def test_nothing_is_dropped_before_the_list_is_complete() -> None:
    store = store_of("db", listed=("statefulsets",))
    feed(store, Listing(NOW), arrived("db-0", "db-1"), Complete(NOW))
    trouble = Trouble(kind="unreachable", text="gone")
    feed(store, Listing(NOW), arrived("db-1"), Lost(trouble, NOW), Listing(NOW))
    assert [each.name for each in store.pods.names()] == ["db-0", "db-1"]


def test_a_relist_of_one_namespace_leaves_the_others_alone() -> None:
    store = store_of("db", listed=("statefulsets",))
    feed(store, Listing(NOW), arrived("db-0"), Complete(NOW))
    feed(store, Listing(NOW), Complete(NOW), namespace="other")
    assert [each.name for each in store.pods.names()] == ["db-0"]


def test_an_odd_object_takes_the_place_of_the_good_one_and_back() -> None:
    store = store_of("db", listed=("statefulsets",))
    odd = Complaint("pods", of.NAMESPACE, "db-0", "uid-of-db-0", "spec is a list")
    feed(store, Put(of.pod("db-0", of="db")), Odd(odd))
    assert (len(store.pods), list(store.complaints())) == (0, [odd])
    feed(store, Put(of.pod("db-0", of="db")))
    assert (len(store.pods), list(store.complaints())) == (1, [])
    feed(store, Odd(odd), Gone(odd))
    assert (len(store.pods), list(store.complaints())) == (0, [])


def test_a_pod_that_nobody_owns_is_of_the_set_that_takes_it_over_in_the_range_or_not() -> None:
    """The controller adopts by name and selector, then deletes what it does not want."""
    store = store_of("db", listed=("statefulsets", "pods"))
    found = store.sets.get(of.NAMESPACE, "db")
    assert found is not None
    labels = found.spec.selector.match_labels
    for name in ("db-0", "db-7", "other-7"):
        pod = of.pod(name)
        metadata = msgspec.structs.replace(pod.metadata, labels=labels)
        store.put("pods", msgspec.structs.replace(pod, metadata=metadata))
    family = store.families.of(Name(of.NAMESPACE, "db"))
    assert family is not None
    assert sorted(family.orphans_by_ordinal) == [0, 7]
    assert sorted(family.foreign_by_ordinal) == [0]
