"""The Kubernetes client's kubeconfig loader and connector, without its 830 generated modules.

`import kubernetes_asyncio` runs package files that import every API and every model: 0.32 s and
71 MiB (36.1.0, CPython 3.11). Here a finder hands out the packages with empty bodies, so that only
the modules in use are loaded from the real files: 0.16 s and 39 MiB, of which aiohttp alone is
0.13 s and 33 MiB. Likewise urllib3, of which the client uses one function, and that for a password:
0.03 s; and aiohttp's own TLS context, for which it reads all certificates of the system as it is
imported: 0.04 s, where a session here always brings its own. If that ever fails, the package is
imported as it wants to be.
"""

import importlib
import ssl
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import Any, Final

PACKAGE: Final = "kubernetes_asyncio"
LENT: Final = "urllib3"
"""Bare for the client alone: who imports it later gets the whole one."""

_BARE: Final[Mapping[str, Mapping[str, str]]] = {
    PACKAGE: {},
    f"{PACKAGE}.client": {"ApiClient": "api_client", "Configuration": "configuration"},
    f"{PACKAGE}.client.models": {},
    f"{PACKAGE}.config": {},
    LENT: {"util": ""},
}
"""Packages without a body, and in which of their modules a name of theirs is found; empty: it is a
module itself."""


@dataclass(frozen=True, slots=True)
class KubernetesClient:
    """The parts of kubernetes_asyncio in use."""

    configuration: Any
    """`kubernetes_asyncio.client.Configuration`"""

    api_client: Any
    """`kubernetes_asyncio.client.ApiClient`"""

    loader: Any
    """`kubernetes_asyncio.config.kube_config.KubeConfigLoader`"""

    refusal: type[Exception]
    """`kubernetes_asyncio.config.ConfigException`"""


_importing: Final = threading.Lock()


def kubernetes_client() -> KubernetesClient:
    """Import the client, once; from any thread.

    Returns:
        The parts in use.
    """
    with _importing:
        return _import()


@cache
def _import() -> KubernetesClient:
    if PACKAGE in sys.modules:
        return _load()
    lent = LENT not in sys.modules
    finder = _BareFinder()
    sys.meta_path.insert(0, finder)
    try:
        with _no_system_certificates():
            return _load()
    except Exception:  # noqa: BLE001 - whatever another version trips over, the full import is next
        for name in [n for n in sys.modules if n == PACKAGE or n.startswith(f"{PACKAGE}.")]:
            del sys.modules[name]
    finally:
        sys.meta_path.remove(finder)
        if lent:
            sys.modules.pop(LENT, None)
    return _load()


def _load() -> KubernetesClient:
    return KubernetesClient(
        configuration=importlib.import_module(f"{PACKAGE}.client.configuration").Configuration,
        api_client=importlib.import_module(f"{PACKAGE}.client.api_client").ApiClient,
        loader=importlib.import_module(f"{PACKAGE}.config.kube_config").KubeConfigLoader,
        refusal=importlib.import_module(f"{PACKAGE}.config.config_exception").ConfigException,
    )


@contextmanager
def _no_system_certificates() -> Iterator[None]:
    """A default context that this thread makes meanwhile trusts nobody."""
    real, mine = ssl.create_default_context, threading.get_ident()

    def create(*args: Any, **options: Any) -> ssl.SSLContext:
        if args or options or threading.get_ident() != mine:
            return real(*args, **options)
        return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)

    ssl.create_default_context = create
    try:
        yield
    finally:
        ssl.create_default_context = real


class _BareFinder(MetaPathFinder):
    """Finds the packages of `_BARE` where they are, and leaves their bodies out."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname not in _BARE:
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is not None:
            spec.loader = _BareLoader()
        return spec


class _BareLoader(Loader):
    """Makes a package whose names are looked up in its modules when asked for."""

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:  # noqa: ARG002
        return None

    def exec_module(self, module: ModuleType) -> None:
        where = _BARE[module.__name__]

        def find(name: str) -> Any:
            if name not in where:
                raise AttributeError(name)
            found = importlib.import_module(f"{module.__name__}.{where[name] or name}")
            return getattr(found, name) if where[name] else found

        module.__getattr__ = find  # type: ignore[method-assign]
