"""Which nodes: the selector that pods and volumes use (core/v1 NodeSelector)."""

from __future__ import annotations

from ststui.model.value import Value


class NodeSelectorRequirement(Value, frozen=True):
    """One requirement of a node selector term."""

    key: str = ""
    operator: str = ""
    values: tuple[str, ...] = ()

    def holds(self, value: str | None) -> bool:
        """Whether a label has such a value; None where there is no such label.

        An operator that is not known here never holds.
        """
        match self.operator:
            case "In":
                return value in self.values
            case "NotIn":
                return value not in self.values
            case "Exists":
                return value is not None
            case "DoesNotExist":
                return value is None
            case "Gt" | "Lt":
                bound = next(iter(self.values), "")
                if value is None or not (_whole(value) and _whole(bound)):
                    return False
                return int(value) > int(bound) if self.operator == "Gt" else int(value) < int(bound)
            case _:
                return False


def _whole(text: str) -> bool:
    return text.isascii() and text.removeprefix("-").isdigit()


class NodeSelectorTerm(Value, frozen=True):
    """Requirements that must all hold."""

    match_expressions: tuple[NodeSelectorRequirement, ...] = ()
    """About labels."""
    match_fields: tuple[NodeSelectorRequirement, ...] = ()
    """About metadata.name, the only field there is."""

    def holds(self, name: str, labels: dict[str, str]) -> bool:
        """Whether a node is meant; one without requirements means none."""
        return bool(self.match_expressions or self.match_fields) and (
            all(each.holds(labels.get(each.key)) for each in self.match_expressions)
            and all(each.holds(name) for each in self.match_fields)
        )


class NodeSelector(Value, frozen=True):
    """Terms of which one must hold."""

    node_selector_terms: tuple[NodeSelectorTerm, ...] = ()

    def holds(self, name: str, labels: dict[str, str]) -> bool:
        """Whether a node is meant (component-helpers scheduling/corev1/nodeaffinity, v0.36).

        Args:
            name: of the node.
            labels: of the node.
        """
        return any(each.holds(name, labels) for each in self.node_selector_terms)
