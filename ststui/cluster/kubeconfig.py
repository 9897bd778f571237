"""The kubeconfig: which files are read, and how several become one.

The rules are those of client-go v0.36.3, tools/clientcmd/loader.go: `--kubeconfig` alone, else the
files of KUBECONFIG, else ~/.kube/config. The first file that has an entry of a name wins, also the
first that sets current-context; files that are missing from a list, and empty files, say nothing.
"""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ststui.cluster.flags import ConnectionFlags
from ststui.cluster.kubeconfig_file import Cluster, Context, KubeconfigFile, User, parse
from ststui.errors import KubeconfigError

NO_FILE: Final = "KUBECONFIG, which names no file"
"""Where was looked when the variable is made of separators only."""


@dataclass(frozen=True, slots=True)
class Kubeconfig:
    """Several files as one."""

    paths: tuple[str, ...]
    """The files that were read, in order."""

    looked: tuple[str, ...]
    """The files that were looked for."""

    clusters: Mapping[str, Cluster]
    users: Mapping[str, User]
    contexts: Mapping[str, Context]
    current_context: str
    """Name of the context in use; empty when no file sets it."""

    @property
    def where(self) -> str:
        """The files in words, for errors."""
        return " and ".join(self.paths) or ", ".join(self.looked) or NO_FILE

    @property
    def empty(self) -> bool:
        """Whether there is nothing in it at all."""
        return not (self.clusters or self.users or self.contexts or self.current_context)


@dataclass(frozen=True, slots=True)
class ContextInfo:
    """One context, for lists to choose from."""

    name: str
    cluster: str
    user: str
    namespace: str
    """The context's namespace; `default` when it names none."""

    server: str
    """Address of its API server; empty when its cluster does not exist."""

    current: bool
    """Whether it is the one in use without a flag."""


def merge(files: Iterable[KubeconfigFile], *, looked: tuple[str, ...] = ()) -> Kubeconfig:
    """Make one of several files.

    Args:
        files: The files, the most important first.
        looked: The paths that were looked for.

    Returns:
        Per name the entry of the first file that has it, never parts of two.
    """
    clusters: dict[str, Cluster] = {}
    users: dict[str, User] = {}
    contexts: dict[str, Context] = {}
    current = ""
    paths: list[str] = []
    for file in files:
        paths.append(file.path)
        clusters = {**file.clusters, **clusters}
        users = {**file.users, **users}
        contexts = {**file.contexts, **contexts}
        current = current or file.current_context
    return Kubeconfig(tuple(paths), looked, clusters, users, contexts, current)


def paths_to_read(
    flags: ConnectionFlags, *, environment: Mapping[str, str], home: Path
) -> tuple[str, ...]:
    """Say which files make the kubeconfig.

    Args:
        flags: The connection flags.
        environment: The process' environment.
        home: The user's home folder.

    Returns:
        Paths, the most important first, none twice.
    """
    if flags.kubeconfig:
        return (flags.kubeconfig,)
    listed = environment.get("KUBECONFIG", "")
    if listed:
        return tuple(dict.fromkeys(p for p in listed.split(os.pathsep) if p))
    return (str(home / ".kube" / "config"),)


def load(
    flags: ConnectionFlags,
    *,
    environment: Mapping[str, str] | None = None,
    home: Path | None = None,
) -> Kubeconfig:
    """Read the kubeconfig.

    Args:
        flags: The connection flags.
        environment: The process' environment unless given.
        home: The user's home folder unless given.

    Returns:
        The merged files; an empty one when none exists.

    Raises:
        KubeconfigError: A file cannot be read or understood, or the one named by --kubeconfig
            does not exist.
    """
    paths = paths_to_read(
        flags,
        environment=os.environ if environment is None else environment,
        home=_home() if home is None else home,
    )
    files = []
    for path in paths:
        text = _text(path, needed=flags.kubeconfig is not None)
        if text is not None:
            files.append(parse(text, path=path))
    return merge(files, looked=paths)


def contexts(
    flags: ConnectionFlags, *, environment: Mapping[str, str] | None = None
) -> tuple[ContextInfo, ...]:
    """List the contexts there are.

    Args:
        flags: The connection flags; `context` decides which one is current.
        environment: The process' environment unless given.

    Returns:
        The contexts by name; none in a pod without a kubeconfig.

    Raises:
        KubeconfigError: As `load`.
    """
    config = load(flags, environment=environment)
    current = flags.context or config.current_context
    return tuple(
        ContextInfo(
            name=name,
            cluster=context.cluster,
            user=context.user,
            namespace=context.namespace or "default",
            server=config.clusters.get(context.cluster, Cluster()).server,
            current=name == current,
        )
        for name, context in sorted(config.contexts.items())
    )


def _home() -> Path:
    try:
        return Path.home()
    except RuntimeError:
        return Path("/")


def _text(path: str, *, needed: bool) -> str | None:
    """The file's text; `None` for a missing file that may be missing."""
    try:
        return Path(path).expanduser().read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        if not needed:
            return None
        raise KubeconfigError(
            f"kubeconfig {path} does not exist", try_="name one that does with --kubeconfig"
        ) from None
    except UnicodeDecodeError:
        raise KubeconfigError(
            f"kubeconfig {path} is not a text file", try_="name another with --kubeconfig"
        ) from None
    except OSError as error:
        raise KubeconfigError(
            f"kubeconfig {path} cannot be read: {error.strerror or error}",
            try_="check its path and its permissions",
        ) from None
