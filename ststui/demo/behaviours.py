"""Which container behaves how: by pod, by image, by command, by annotation."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from ststui.demo.asked import asked_behaviour
from ststui.demo.behaviour import Behaviour
from ststui.demo.fields import name_of, namespace_of

if TYPE_CHECKING:
    from ststui.demo.fields import Json

_ASKED_NAME = re.compile(r"(?:nslookup|getent\s+(?:hosts|ahosts))\s+(?:-\S+\s+)*([A-Za-z0-9.-]+)")
_EXIT = re.compile(r"(?:^|[;&|\s])exit\s+(\d+)\s*$")
_SLEEP = re.compile(r"(?:^|[;&|\s])sleep\s+(\d+)")


class Behaviours:
    """Which container behaves how: by pod, by image, else by what its command says."""

    def __init__(self) -> None:
        self._images: dict[str, Behaviour] = {}
        self._troubles: dict[tuple[str, str], tuple[str, str]] = {}
        self._pods: dict[tuple[str, str, str], Behaviour] = {}

    def set_image(self, image: str, behaviour: Behaviour) -> None:
        """Say how every container of an image behaves."""
        self._images[image] = behaviour

    def set_container(
        self, namespace: str, pod: str, container: str, behaviour: Behaviour | None
    ) -> None:
        """Say how one pod's container behaves, whatever its image; None takes that back."""
        key = (namespace, pod, container)
        if behaviour is None:
            self._pods.pop(key, None)
        else:
            self._pods[key] = behaviour

    def set_trouble(self, namespace: str, pod: str, trouble: tuple[str, str] | None) -> None:
        """Keep a pod from getting its sandbox and volumes.

        Args:
            namespace: The pod's namespace.
            pod: Its name.
            trouble: Reason and message of the event that says so, such as FailedMount; None to
                let it go on.
        """
        if trouble is None:
            self._troubles.pop((namespace, pod), None)
        else:
            self._troubles[namespace, pod] = trouble

    def trouble_of(self, pod: Json) -> tuple[str, str] | None:
        """What keeps a pod from getting its sandbox and volumes, if anything."""
        return self._troubles.get((namespace_of(pod), name_of(pod)))

    def of(self, pod: Json, container: Json) -> Behaviour:
        """How a container behaves.

        Args:
            pod: The pod.
            container: The container's spec.

        Returns:
            The behaviour.
        """
        name, image = str(container.get("name")), str(container.get("image"))
        found = self._pods.get((namespace_of(pod), name_of(pod), name))
        if found is None:
            found = _from_command(container, self._images.get(image) or _from_image(image))
        return asked_behaviour(pod, found)


def _from_image(image: str) -> Behaviour:
    """Images nobody described: their tags say how they behave."""
    tag = image.rpartition("/")[2].partition(":")[2]
    if any(word in tag for word in ("missing", "nope", "does-not-exist", "typo")):
        return Behaviour(
            pull_error=f'failed to pull and unpack image "{image}": failed to resolve image: '
            f"{image}: not found"
        )
    if any(word in tag for word in ("broken", "crash", "bad")):
        return Behaviour(exit_code=1, log=("fatal: configuration is not valid",))
    if "slow" in tag:
        return Behaviour(ready_seconds=60.0)
    if "unready" in tag:
        return Behaviour(ready_seconds=float("inf"))
    return Behaviour()


def _from_command(container: Json, behaviour: Behaviour) -> Behaviour:
    words = [*container.get("command", ()), *container.get("args", ())]
    text = " ".join(str(word) for word in words)
    if not text:
        return behaviour
    asked = _ASKED_NAME.search(text)
    if asked:
        return replace(behaviour, waits_for=asked[1], exit_code=0, exit_seconds=0.5)
    ended = _EXIT.search(text)
    if text.endswith("false") or ended:
        slept = _SLEEP.search(text)
        return replace(
            behaviour,
            exit_code=int(ended[1]) if ended else 1,
            exit_seconds=float(slept[1]) if slept else 0.5,
        )
    return behaviour
