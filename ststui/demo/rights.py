"""What the demo's user may do: everything, but for what a test takes away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.demo import kinds, refusal

if TYPE_CHECKING:
    from ststui.demo.fields import Json

USER = "demo"
"""The name of the only user."""
EVERY = "*"
"""Any verb, resource or namespace."""
_VERBS = ("get", "list", "watch", "create", "update", "patch", "delete", "deletecollection")


class Rights:
    """Denials by verb, resource and namespace."""

    def __init__(self) -> None:
        self._denied: set[tuple[str, str, str]] = set()

    def deny(self, verb: str, resource: str, *, namespace: str = EVERY) -> None:
        """Take a right away.

        Args:
            verb: Such as list; "*" for all.
            resource: Plural name with its group, such as statefulsets.apps or pods/log; "*" for
                all.
            namespace: Where; "*" for everywhere and cluster-wide, empty for cluster-wide only.
        """
        self._denied.add((verb, resource, namespace))

    def restore(self) -> None:
        """Give all rights back."""
        self._denied.clear()

    def allows(self, verb: str, resource: str, namespace: str) -> bool:
        """Whether the user may do something.

        Args:
            verb: Such as list.
            resource: Plural name with its group, such as pods/log.
            namespace: Where; empty for cluster-wide.

        Returns:
            Whether no denial applies.
        """
        return not any(
            denied_verb in (verb, EVERY)
            and denied_resource in (resource, EVERY)
            and denied_namespace in (namespace, EVERY)
            for denied_verb, denied_resource, denied_namespace in self._denied
        )

    def check(self, verb: str, kind: kinds.Kind, subresource: str, where: tuple[str, str]) -> None:
        """Refuse what the user may not do.

        Args:
            verb: Such as list.
            kind: Of what.
            subresource: Of which part; empty for the whole.
            where: Namespace and name, empty if there is none.

        Raises:
            RefusedError: 403 with the sentence of the RBAC authorizer.
        """
        namespace, name = where
        if self.allows(verb, qualified(kind, subresource), namespace):
            return
        part = f"{kind.plural}/{subresource}" if subresource else kind.plural
        scope = f'in the namespace "{namespace}"' if namespace else "at the cluster scope"
        about = f'{kind.qualified} "{name}"' if name else kind.qualified
        details: Json = {"kind": kind.plural} | ({"name": name} if name else {})
        raise refusal.RefusedError(
            code=403,
            reason="Forbidden",
            message=f'{about} is forbidden: User "{USER}" cannot {verb} resource "{part}" '
            f'in API group "{kind.group}" {scope}',
            details=details | ({"group": kind.group} if kind.group else {}),
        )

    def rules(self, namespace: str) -> list[Json]:
        """The rules a SelfSubjectRulesReview tells for a namespace."""
        if not self._denied:
            return [{"verbs": [EVERY], "apiGroups": [EVERY], "resources": [EVERY]}]
        rules = []
        for kind in kinds.KINDS:
            for subresource in ("", *kind.subresources):
                resource = qualified(kind, subresource)
                verbs = [verb for verb in _VERBS if self.allows(verb, resource, namespace)]
                if verbs:
                    plural = f"{kind.plural}/{subresource}" if subresource else kind.plural
                    rules.append({"verbs": verbs, "apiGroups": [kind.group], "resources": [plural]})
        return rules


def qualified(kind: kinds.Kind, subresource: str) -> str:
    """A resource as denials name it: statefulsets.apps, statefulsets.apps/scale, pods/log."""
    return f"{kind.qualified}/{subresource}" if subresource else kind.qualified
