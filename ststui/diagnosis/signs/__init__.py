"""Signs: small typed matchers that rules are made of.

A sign looks at one subject and answers with a Match or with None. What it needs to have been read
stands in its ``needs``; a rule whose sign cannot be asked is "not checked", never "fine".
"""

from ststui.diagnosis.signs.any_of import AnyOf
from ststui.diagnosis.signs.check import Check, ClaimCheck, PodCheck, ServiceCheck, SetCheck
from ststui.diagnosis.signs.claim import ClaimCondition, ClaimPhase
from ststui.diagnosis.signs.condition import PodCondition, Scheduler
from ststui.diagnosis.signs.container import Ended, Waits
from ststui.diagnosis.signs.event import EventSign
from ststui.diagnosis.signs.if_read import IfRead
from ststui.diagnosis.signs.nodes import CLOSED_NODES
from ststui.diagnosis.signs.pod_state import (
    CREATING,
    NOT_READY,
    ON_NODE,
    PATIENCE,
    TERMINATING,
    UNSCHEDULED,
    PodPhase,
    PodReason,
)
from ststui.diagnosis.signs.refusal import Refusal
from ststui.diagnosis.signs.sign import Sign
from ststui.diagnosis.signs.usage import UsageCheck

__all__ = [
    "CLOSED_NODES",
    "CREATING",
    "NOT_READY",
    "ON_NODE",
    "PATIENCE",
    "TERMINATING",
    "UNSCHEDULED",
    "AnyOf",
    "Check",
    "ClaimCheck",
    "ClaimCondition",
    "ClaimPhase",
    "Ended",
    "EventSign",
    "IfRead",
    "PodCheck",
    "PodCondition",
    "PodPhase",
    "PodReason",
    "Refusal",
    "Scheduler",
    "ServiceCheck",
    "SetCheck",
    "Sign",
    "UsageCheck",
    "Waits",
]
