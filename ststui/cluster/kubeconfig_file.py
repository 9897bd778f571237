"""One kubeconfig file: its text as values, relative paths made absolute.

Field names and meanings are those of client-go v0.36.3, tools/clientcmd/api/v1/types.go.
"""

import os
from pathlib import Path
from typing import Any, Literal

import msgspec
import yaml

from ststui.errors import KubeconfigError

InteractiveMode = Literal["Never", "IfAvailable", "Always"]
"""Whether an exec plugin gets the terminal's standard input."""


class Variable(msgspec.Struct, frozen=True):
    """One environment variable for an exec plugin."""

    name: str
    value: str = ""


class ExecConfig(msgspec.Struct, frozen=True, rename="camel"):
    """How to get credentials by running a program."""

    command: str = ""
    args: tuple[str, ...] | None = None
    env: tuple[Variable, ...] | None = None
    api_version: str = ""
    install_hint: str = ""
    provide_cluster_info: bool = False
    interactive_mode: InteractiveMode | None = None
    """`None` means IfAvailable for v1beta1 and is refused for v1 (v1/defaults.go)."""


class AuthProvider(msgspec.Struct, frozen=True):
    """The old way to log in, removed from kubectl in 1.26 but for oidc; only its name is read."""

    name: str = ""


class User(msgspec.Struct, frozen=True, rename="kebab"):
    """Who one is to the API server."""

    client_certificate: str = ""
    """Absolute path; likewise the other paths."""

    client_certificate_data: bytes = b""
    """PEM; it goes before the file. Likewise the other data."""

    client_key: str = ""
    client_key_data: bytes = b""
    token: str = ""
    token_file: str = msgspec.field(default="", name="tokenFile")
    impersonate: str = msgspec.field(default="", name="as")
    impersonate_uid: str = msgspec.field(default="", name="as-uid")
    impersonate_groups: tuple[str, ...] | None = msgspec.field(default=None, name="as-groups")
    impersonate_extra: dict[str, tuple[str, ...]] | None = msgspec.field(
        default=None, name="as-user-extra"
    )
    username: str = ""
    password: str = ""
    auth_provider: AuthProvider | None = None
    exec: ExecConfig | None = None

    def certificate_bytes(self) -> bytes:
        """The client certificate as PEM; empty if there is none or it cannot be read."""
        if self.client_certificate_data or not self.client_certificate:
            return self.client_certificate_data
        try:
            return Path(self.client_certificate).read_bytes()
        except OSError:
            return b""


class Extension(msgspec.Struct, frozen=True):
    """Data for a program that is not ours."""

    name: str
    extension: Any = None


class Cluster(msgspec.Struct, frozen=True, rename="kebab"):
    """Where the API server is, and how to know that it is the right one."""

    server: str = ""
    tls_server_name: str = ""
    insecure_skip_tls_verify: bool = False
    certificate_authority: str = ""
    certificate_authority_data: bytes = b""
    proxy_url: str = ""
    disable_compression: bool = False
    extensions: tuple[Extension, ...] | None = None


class Context(msgspec.Struct, frozen=True):
    """A cluster, a user and a namespace by their names."""

    cluster: str = ""
    user: str = ""
    namespace: str = ""


class _NamedCluster(msgspec.Struct, frozen=True):
    name: str
    cluster: Cluster | None = None


class _NamedUser(msgspec.Struct, frozen=True):
    name: str
    user: User | None = None


class _NamedContext(msgspec.Struct, frozen=True):
    name: str
    context: Context | None = None


class _Raw(msgspec.Struct, frozen=True, rename="kebab"):
    clusters: tuple[_NamedCluster, ...] | None = None
    users: tuple[_NamedUser, ...] | None = None
    contexts: tuple[_NamedContext, ...] | None = None
    current_context: str | None = None


class KubeconfigFile(msgspec.Struct, frozen=True):
    """What one file says."""

    path: str
    """The file's path as it was given."""

    clusters: dict[str, Cluster]
    users: dict[str, User]
    contexts: dict[str, Context]
    current_context: str


def parse(text: str, *, path: str) -> KubeconfigFile:
    """Read one file's text.

    Args:
        text: YAML or JSON; an empty text is a kubeconfig without entries.
        path: The file's path: relative paths inside are relative to its folder.

    Returns:
        The entries, with absolute paths.

    Raises:
        KubeconfigError: The text is no YAML, or a field has a wrong type, or a name stands twice
            in one list; names the file and the place in it.
    """
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        tree = yaml.load(text, Loader=loader)  # noqa: S506 - both are safe loaders
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f" at line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        raise _bad(path, f"is not YAML{place}: {error.problem or error.context}") from None
    except (yaml.YAMLError, ValueError) as error:
        raise _bad(path, f"is not YAML: {' '.join(str(error).split())}") from None
    try:
        raw = msgspec.convert({} if tree is None else _as_go_reads(tree), _Raw)
    except msgspec.ValidationError as error:
        raise _bad(path, f"cannot be understood: {error}") from None
    folder = os.path.dirname(os.path.abspath(path))  # noqa: PTH100, PTH120 - no file is touched
    return KubeconfigFile(
        path=path,
        clusters={
            n: _absolute_cluster(c, folder=folder)
            for n, c in _once("cluster", raw.clusters, path=path).items()
        },
        users={
            n: _absolute_user(u, folder=folder)
            for n, u in _once("user", raw.users, path=path).items()
        },
        contexts=_once("context", raw.contexts, path=path),
        current_context=raw.current_context or "",
    )


def _as_go_reads(tree: Any) -> Any:
    """Take out what is `null`, and the line ends within base64: Go's decoders pass over both.

    As encoding/json and encoding/base64 do. What belongs to other programs (extensions) stays as
    it is. Not by recursion: aliases of YAML can make a circle.
    """
    waiting, seen = [tree], set[int]()
    while waiting:
        node = waiting.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, list):
            waiting.extend(node)
        elif isinstance(node, dict):
            for key, value in tuple(node.items()):
                if value is None:
                    del node[key]
                elif isinstance(value, str) and str(key).endswith("-data"):
                    node[key] = value.replace("\r", "").replace("\n", "")
                elif key != "extensions":
                    waiting.append(value)
    return tree


def _once(kind: str, named: tuple[Any, ...] | None, *, path: str) -> dict[str, Any]:
    """Index a list by name; client-go refuses a name that stands twice in one list."""
    entries: dict[str, Any] = {}
    for item in named or ():
        if item.name in entries:
            raise _bad(path, f'has two {kind}s named "{item.name}"')
        empty = {"cluster": Cluster, "user": User, "context": Context}[kind]
        entries[item.name] = getattr(item, kind) or empty()
    return entries


def _absolute_cluster(cluster: Cluster, *, folder: str) -> Cluster:
    return msgspec.structs.replace(
        cluster, certificate_authority=_absolute(cluster.certificate_authority, folder=folder)
    )


def _absolute_user(user: User, *, folder: str) -> User:
    exec_ = user.exec
    if exec_ is not None and "/" in exec_.command:
        # A bare name is looked up in PATH; anything with a slash is a path (ResolveLocalPaths).
        exec_ = msgspec.structs.replace(exec_, command=_absolute(exec_.command, folder=folder))
    return msgspec.structs.replace(
        user,
        client_certificate=_absolute(user.client_certificate, folder=folder),
        client_key=_absolute(user.client_key, folder=folder),
        token_file=_absolute(user.token_file, folder=folder),
        exec=exec_,
    )


def _absolute(path: str, *, folder: str) -> str:
    return os.path.normpath(os.path.join(folder, path)) if path else ""  # noqa: PTH118


def _bad(path: str, what: str) -> KubeconfigError:
    return KubeconfigError(
        f"kubeconfig {path} {what}", try_="correct it, or name another with --kubeconfig"
    )
