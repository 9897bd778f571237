"""The actions of the command line: their arguments, and the plan that is asked for."""

from __future__ import annotations

from argparse import ArgumentTypeError
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ststui.actions import (
    plan_claim_deletion,
    plan_cleanup,
    plan_expansion,
    plan_image,
    plan_partition,
    plan_pod_deletion,
    plan_restart,
    plan_rollback,
    plan_scale,
    plan_set_deletion,
)
from ststui.cli.names import is_name
from ststui.cli.selection import parse_set
from ststui.errors import UsageError
from ststui.live.grounds import Target

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from ststui.actions import Grounds, Plan

POD_PREFIXES = ("po", "pod", "pods")
CLAIM_PREFIXES = ("claim", "claims", "pvc", "persistentvolumeclaim", "persistentvolumeclaims")
MOST_DIGITS = 10
"""Of an int32, which replicas and partitions are."""
SET_HELP = "NAME, sts/NAME or NAMESPACE/NAME"


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody wants."""

    target: Target
    """Its namespace is empty where none was named."""
    plan: Callable[[Grounds], Plan]


def _number(text: str) -> int:
    """A number as kubectl takes it: int() alone would also take 1_0, blanks and other scripts.

    Raises:
        ArgumentTypeError: it is none, or one that no field of the API holds.
    """
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdigit()):
        raise ArgumentTypeError(f"not a number: {text!r}")
    if len(digits) > MOST_DIGITS:
        raise ArgumentTypeError(f"too large: {text!r}")
    return int(text)


def scale(parser: argparse.ArgumentParser) -> None:
    """Arguments of `scale`."""
    parser.add_argument("object", metavar="SET", help=SET_HELP)
    parser.add_argument("replicas", metavar="N", type=_number, help="how many replicas")


def partition(parser: argparse.ArgumentParser) -> None:
    """Arguments of `partition`."""
    parser.add_argument("object", metavar="SET", help=SET_HELP)
    parser.add_argument("partition", metavar="P", type=_number, help="the field's value, an index")


def restart(parser: argparse.ArgumentParser) -> None:
    """Arguments of `restart`."""
    parser.add_argument("object", metavar="SET|pod/NAME", help="a set, or one pod by eviction")


def rollback(parser: argparse.ArgumentParser) -> None:
    """Arguments of `rollback`."""
    parser.add_argument("object", metavar="SET", help=SET_HELP)
    parser.add_argument("revision", metavar="REVISION", nargs="?", help="name, hash or number")


def image(parser: argparse.ArgumentParser) -> None:
    """Arguments of `image`."""
    parser.add_argument("object", metavar="SET", help=SET_HELP)
    parser.add_argument("image", metavar="CONTAINER=IMAGE", help="which container, which image")


def delete(parser: argparse.ArgumentParser) -> None:
    """Arguments of `delete`."""
    parser.add_argument("object", metavar="SET|pod/NAME|claim/NAME", help="what to delete")
    parser.add_argument(
        "--cascade", choices=("background", "orphan"), help="of a set: orphan leaves its pods"
    )
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--evict", action="store_true", help="of a pod: ask the budgets")
    how.add_argument("--now", action="store_true", help="of a pod: one second of grace")
    how.add_argument("--force", action="store_true", help="of a pod: without its kubelet")


def cleanup(parser: argparse.ArgumentParser) -> None:
    """Arguments of `cleanup`."""
    parser.add_argument("object", metavar="SET", help=SET_HELP)
    parser.add_argument(
        "--claim", metavar="NAME", action="append", help="only this one (may be repeated)"
    )


def expand(parser: argparse.ArgumentParser) -> None:
    """Arguments of `expand`."""
    parser.add_argument("object", metavar="SET", help=SET_HELP)
    parser.add_argument("size", metavar="TEMPLATE=SIZE", help="e.g. data=50Gi")


ARGUMENTS = {
    "scale": scale,
    "partition": partition,
    "restart": restart,
    "rollback": rollback,
    "image": image,
    "delete": delete,
    "cleanup": cleanup,
    "expand": expand,
}
"""Adders of each action's arguments."""


def asked(action: str, parsed: argparse.Namespace) -> Asked:
    """What was asked for.

    Raises:
        UsageError: the arguments cannot be meant.
        ValueError: the action has no case here; a bug.
    """
    prefix, slash, name = parsed.object.partition("/")
    kind = prefix.lower() if slash else ""
    if kind in (*POD_PREFIXES, *CLAIM_PREFIXES) and not is_name(name):
        raise UsageError(f"not an object: {parsed.object!r}", try_="write pod/NAME or claim/NAME")
    if kind in POD_PREFIXES and action in {"delete", "restart"}:
        return _pod(action, parsed, name)
    if kind in CLAIM_PREFIXES and action == "delete":
        _only_for(parsed, "a claim")
        return Asked(Target(namespace="", claim=name), plan_claim_deletion)
    if kind in (*POD_PREFIXES, *CLAIM_PREFIXES):
        raise UsageError(f"{action} is for a set, not {parsed.object!r}", try_=f"write {SET_HELP}")
    found = parse_set(parsed.object)
    return Asked(Target(namespace=found.namespace or "", set=found.name), _of_set(action, parsed))


def _pod(action: str, parsed: argparse.Namespace, name: str) -> Asked:
    target = Target(namespace="", pod=name)
    if action == "restart":
        return Asked(
            target, lambda grounds: plan_pod_deletion(grounds, how="evict", action="restart")
        )
    _only_for(parsed, "a pod", pod=True)
    if parsed.evict:
        return Asked(target, lambda grounds: plan_pod_deletion(grounds, how="evict"))
    if parsed.now:
        return Asked(target, lambda grounds: plan_pod_deletion(grounds, how="now"))
    if parsed.force:
        return Asked(target, lambda grounds: plan_pod_deletion(grounds, how="force"))
    return Asked(target, lambda grounds: plan_pod_deletion(grounds, how="delete"))


def _of_set(action: str, parsed: argparse.Namespace) -> Callable[[Grounds], Plan]:
    match action:
        case "scale":
            return lambda grounds: plan_scale(grounds, replicas=parsed.replicas)
        case "partition":
            return lambda grounds: plan_partition(grounds, partition=parsed.partition)
        case "restart":
            return plan_restart
        case "rollback":
            return lambda grounds: plan_rollback(grounds, revision=parsed.revision)
        case "image":
            container, value = _pair(parsed.image, "CONTAINER=IMAGE")
            return lambda grounds: plan_image(grounds, container=container, image=value)
        case "cleanup":
            return lambda grounds: plan_cleanup(grounds, claims=parsed.claim)
        case "expand":
            template, size = _pair(parsed.size, "TEMPLATE=SIZE")
            return lambda grounds: plan_expansion(grounds, template=template, size=size)
        case "delete":
            return _set_deletion(parsed)
    raise ValueError(f"{action} is no action on a set")


def _set_deletion(parsed: argparse.Namespace) -> Callable[[Grounds], Plan]:
    if parsed.evict or parsed.now or parsed.force:
        raise UsageError("--evict, --now and --force are for a pod", try_="write pod/NAME")
    if parsed.cascade == "orphan":
        return lambda grounds: plan_set_deletion(grounds, cascade="orphan")
    return plan_set_deletion


def _only_for(parsed: argparse.Namespace, what: str, *, pod: bool = False) -> None:
    if parsed.cascade:
        raise UsageError(f"--cascade is for a set, not {what}")
    if not pod and (parsed.evict or parsed.now or parsed.force):
        raise UsageError(f"--evict, --now and --force are for a pod, not {what}")


def _pair(text: str, form: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name or not value:
        raise UsageError(f"not {form}: {text!r}")
    return name, value
