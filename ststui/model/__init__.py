"""What Kubernetes says, as frozen values with Kubernetes' own field names.

Here: one file per kind with only the fields in use, references and quantities, and the Family: one
StatefulSet joined with everything that belongs to it. Everything is pure and total. Not here: I/O,
decoding of bytes (``cluster/decode``), words for people (``wording/``), what the controller will
do (``controller/``).
"""

from ststui.model.budget import HorizontalPodAutoscaler, PodDisruptionBudget
from ststui.model.claim import PersistentVolumeClaim
from ststui.model.complaint import Complaint
from ststui.model.event import Event
from ststui.model.family import Family
from ststui.model.lease import Lease
from ststui.model.metadata import Metadata, OwnerReference
from ststui.model.node import Node
from ststui.model.pod import Pod
from ststui.model.readable import Readable, Unreadable
from ststui.model.reference import Reference
from ststui.model.revision import ControllerRevision
from ststui.model.service import Service
from ststui.model.slice import EndpointSlice
from ststui.model.stateful_set import StatefulSet
from ststui.model.storage_class import StorageClass
from ststui.model.volume import PersistentVolume

__all__ = [
    "Complaint",
    "ControllerRevision",
    "EndpointSlice",
    "Event",
    "Family",
    "HorizontalPodAutoscaler",
    "Lease",
    "Metadata",
    "Node",
    "OwnerReference",
    "PersistentVolume",
    "PersistentVolumeClaim",
    "Pod",
    "PodDisruptionBudget",
    "Readable",
    "Reference",
    "Service",
    "StatefulSet",
    "StorageClass",
    "Unreadable",
]
