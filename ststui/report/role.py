"""What a member is in its application: the words of `ststui.model.role`."""

from ststui.model.role import ROLE_LABELS, role

__all__ = ["ROLE_LABELS", "role"]
