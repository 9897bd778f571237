"""Flags lie over the kubeconfig as kubectl lays them; what cannot work is refused at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from ststui.cluster.connection import connection
from ststui.cluster.flags import ConnectionFlags
from ststui.errors import (
    KubeconfigError,
    NoKubeconfigError,
    StstuiError,
    UnknownNameError,
    UsageError,
)

if TYPE_CHECKING:
    from pathlib import Path

    from ststui.cluster.endpoint import Connection

pytestmark = pytest.mark.pure

GOOD = """
current-context: a
contexts:
- {name: a, context: {cluster: one, user: u, namespace: shop}}
- {name: plain, context: {cluster: http}}
- {name: lost-user, context: {cluster: one, user: nobody}}
- {name: lost-cluster, context: {cluster: nowhere, user: u}}
- {name: no-cluster, context: {user: u}}
clusters:
- {name: one, cluster: {server: "https://one:6443/", tls-server-name: kubernetes}}
- {name: http, cluster: {server: "http://127.0.0.1:8001"}}
- {name: no-server, cluster: {}}
- {name: odd-server, cluster: {server: "ftp://one"}}
- {name: no-ca, cluster: {server: "https://one", certificate-authority: /nonexistent/ca.crt}}
users:
- {name: u, user: {token: t, as: boss, as-groups: [g]}}
- {name: half, user: {client-certificate-data: eA==}}
- {name: old, user: {auth-provider: {name: oidc}}}
- {name: group, user: {as-groups: [g]}}
- {name: exec, user: {exec: {command: login, apiVersion: client.authentication.k8s.io/v1}}}
- {name: beta, user: {exec: {command: login, apiVersion: client.authentication.k8s.io/v1beta1}}}
- {name: nothing, user: {exec: {apiVersion: client.authentication.k8s.io/v1beta1}}}
"""


@pytest.fixture
def find(tmp_path: Path) -> Any:
    (tmp_path / "config").write_text(GOOD)

    def found(**flags: Any) -> Connection:
        flags.setdefault("kubeconfig", f"{tmp_path}/config")
        return connection(
            ConnectionFlags(**flags), environment={}, home=tmp_path, service_account=tmp_path
        )

    return found


def test_the_current_context(find: Any) -> None:
    found = find()
    assert (found.context, found.cluster_name, found.user_name) == ("a", "one", "u")
    assert found.namespace == "shop"
    assert found.cluster.server == "https://one:6443"
    assert found.cluster.tls_server_name == "kubernetes"
    assert (found.user.token, found.user.impersonate) == ("t", "boss")


def test_flags_go_before_the_file(find: Any) -> None:
    found = find(
        context="plain",
        user="exec",
        namespace="other",
        token="mine",
        as_user="me",
        as_groups=("h",),
    )
    assert (found.context, found.cluster_name, found.user_name) == ("plain", "http", "exec")
    assert found.namespace == "other"
    assert (found.user.token, found.user.exec) == ("mine", None)
    assert (found.user.impersonate, found.user.impersonate_groups) == ("me", ("h",))


def test_a_context_without_user_or_namespace(find: Any) -> None:
    found = find(context="plain")
    assert (found.user_name, found.user.token, found.namespace) == ("", "", "default")


def test_another_server_has_another_name_in_its_certificate(find: Any) -> None:
    assert find(server="https://other").cluster.tls_server_name == ""
    assert find(server="https://other", tls_server_name="x").cluster.tls_server_name == "x"


def test_a_bare_host_is_https_only_where_something_is_about_tls(find: Any) -> None:
    assert find(server="other:8080").cluster.server == "http://other:8080"
    secure = find(server="other:8443", insecure_skip_tls_verify=True)
    assert secure.cluster.server == "https://other:8443"


@pytest.mark.parametrize(
    ("flags", "error", "says"),
    [
        (
            {"context": "x"},
            UnknownNameError,
            ['context "x" does not exist', "a, plain, lost-user"],
        ),
        ({"cluster": "x"}, UnknownNameError, ['cluster "x" does not exist', "one, http"]),
        ({"user": "x"}, UnknownNameError, ['user "x" does not exist', "u, half, old"]),
        ({"context": "lost-user"}, KubeconfigError, ['the user "nobody"', "u, half", "--user"]),
        ({"context": "lost-cluster"}, KubeconfigError, ['the cluster "nowhere"', "one, http"]),
        ({"context": "no-cluster"}, KubeconfigError, ["names no cluster", "--cluster"]),
        ({"cluster": "no-server"}, KubeconfigError, ["has no server", "--server"]),
        ({"cluster": "odd-server"}, KubeconfigError, ['"ftp://one"', "https://HOST:PORT"]),
        ({"server": "https://"}, KubeconfigError, ["not an http or https address"]),
        ({"server": "https://[::1"}, KubeconfigError, ["https://[::1", "https://HOST:PORT"]),
        ({"server": "https://[foo]"}, KubeconfigError, ["https://[foo]", "https://HOST:PORT"]),
        ({"server": "https://h:99999"}, KubeconfigError, ["https://h:99999", "https://HOST:PORT"]),
        ({"server": "https://h:x"}, KubeconfigError, ["https://h:x", "https://HOST:PORT"]),
        ({"cluster": "no-ca"}, KubeconfigError, ["/nonexistent/ca.crt", "cannot be read"]),
        ({"certificate_authority": "/nonexistent"}, KubeconfigError, ["cannot be read"]),
        ({"user": "half"}, KubeconfigError, ["a client certificate or a key but not both"]),
        ({"user": "old"}, KubeconfigError, ['auth-provider "oidc"', "exec plugin"]),
        ({"user": "exec"}, KubeconfigError, ['user "exec"', "interactiveMode", "IfAvailable"]),
        ({"user": "nothing"}, KubeconfigError, ['user "nothing"', "without a command"]),
        ({"user": "group"}, KubeconfigError, ["impersonates a group without a user", "--as"]),
    ],
)
def test_what_cannot_work_is_refused_with_what_exists(
    find: Any, flags: dict[str, Any], error: type[StstuiError], says: list[str]
) -> None:
    with pytest.raises(error) as caught:
        find(**flags)
    for words in says:
        assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_only_v1_must_say_its_interactive_mode(find: Any) -> None:
    assert find(user="beta").user.exec.command == "login"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("contexts: [{name: a, context: {cluster: c}}, {name: b}]", "sets no current-context"),
        ("current-context: z\ncontexts: [{name: a}]", 'current-context "z" does not exist'),
    ],
)
def test_a_missing_current_context_lists_what_exists(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "config").write_text(text)
    with pytest.raises(KubeconfigError) as caught:
        connection(ConnectionFlags(kubeconfig=f"{tmp_path}/config"), environment={}, home=tmp_path)
    assert says in str(caught.value)
    assert "there is a" in str(caught.value)
    assert "--context" in str(caught.value)


def test_no_kubeconfig_at_all_offers_the_demo(tmp_path: Path) -> None:
    with pytest.raises(NoKubeconfigError) as caught:
        connection(ConnectionFlags(), environment={}, home=tmp_path, service_account=tmp_path)
    assert f"{tmp_path}/.kube/config" in str(caught.value)
    assert "ststui demo" in str(caught.value)


def test_an_empty_kubeconfig_is_not_none(tmp_path: Path) -> None:
    (tmp_path / "config").write_text("")
    with pytest.raises(KubeconfigError, match="is empty") as caught:
        connection(
            ConnectionFlags(kubeconfig=f"{tmp_path}/config"),
            environment={},
            home=tmp_path,
            service_account=tmp_path,
        )
    assert not isinstance(caught.value, NoKubeconfigError)


def test_a_server_flag_needs_no_kubeconfig(tmp_path: Path) -> None:
    flags = ConnectionFlags(server="http://127.0.0.1:8001")
    found = connection(flags, environment={}, home=tmp_path, service_account=tmp_path)
    assert (found.context, found.cluster.server) == ("", "http://127.0.0.1:8001")


@pytest.fixture
def pod(tmp_path: Path) -> dict[str, str]:
    (tmp_path / "token").write_text("t")
    (tmp_path / "ca.crt").write_text("certificates")
    (tmp_path / "namespace").write_text("shop\n")
    return {"KUBERNETES_SERVICE_HOST": "fd00::1", "KUBERNETES_SERVICE_PORT": "443"}


def test_a_pod_talks_to_its_own_cluster(tmp_path: Path, pod: dict[str, str]) -> None:
    found = connection(
        ConnectionFlags(), environment=pod, home=tmp_path / "nobody", service_account=tmp_path
    )
    assert found.cluster.server == "https://[fd00::1]:443"
    assert found.cluster.certificate_authority == f"{tmp_path}/ca.crt"
    assert found.user.token_file == f"{tmp_path}/token"
    assert (found.context, found.namespace) == ("in-cluster", "shop")


@pytest.mark.parametrize("kind", ["context", "cluster", "user"])
def test_a_name_that_a_pod_cannot_know_is_refused(
    tmp_path: Path, pod: dict[str, str], kind: str
) -> None:
    """Silently another cluster than the named one would be the worst answer."""
    flags = ConnectionFlags(**{kind: "prod"})  # type: ignore[arg-type]
    with pytest.raises(UnknownNameError, match=f'{kind} "prod" does not exist') as caught:
        connection(flags, environment=pod, home=tmp_path / "nobody", service_account=tmp_path)
    assert "there is none" in str(caught.value)


def test_a_pod_shows_the_certificate_of_the_flags_and_not_its_token(
    tmp_path: Path, pod: dict[str, str]
) -> None:
    (tmp_path / "me.crt").write_text("c")
    (tmp_path / "me.key").write_text("k")
    flags = ConnectionFlags(
        client_certificate=f"{tmp_path}/me.crt", client_key=f"{tmp_path}/me.key"
    )
    found = connection(flags, environment=pod, home=tmp_path / "no", service_account=tmp_path)
    assert found.user.client_certificate == f"{tmp_path}/me.crt"
    assert found.user.client_key == f"{tmp_path}/me.key"
    assert (found.user.token, found.user.token_file) == ("", "")
    with pytest.raises(KubeconfigError, match="not both"):
        connection(
            ConnectionFlags(client_key=f"{tmp_path}/me.key"),
            environment=pod,
            home=tmp_path / "no",
            service_account=tmp_path,
        )


def test_a_kubeconfig_variable_that_names_no_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(NoKubeconfigError, match="KUBECONFIG, which names no file"):
        connection(
            ConnectionFlags(),
            environment={"KUBECONFIG": ":"},
            home=tmp_path,
            service_account=tmp_path,
        )


@pytest.mark.parametrize(
    ("flag", "name"),
    [
        ("certificate_authority", "--certificate-authority"),
        ("client_certificate", "--client-certificate"),
        ("client_key", "--client-key"),
    ],
)
def test_a_file_of_a_flag_is_refused_by_the_flag_s_name(find: Any, flag: str, name: str) -> None:
    with pytest.raises(KubeconfigError, match=f"/nope, named by {name}, cannot be read"):
        find(**{flag: "/nope"})


def test_a_server_of_a_flag_is_refused_by_the_flag_s_name(find: Any) -> None:
    with pytest.raises(KubeconfigError, match='the server "ftp://h" of --server is not'):
        find(server="ftp://h")


def test_a_group_of_a_flag_needs_a_user(find: Any) -> None:
    with pytest.raises(UsageError, match="--as-group"):
        find(context="plain", as_groups=("g",))
    assert find(as_groups=("h",)).user.impersonate == "boss"


def test_a_kubeconfig_goes_before_the_pod(tmp_path: Path, pod: dict[str, str]) -> None:
    (tmp_path / "config").write_text(GOOD)
    flags = ConnectionFlags(kubeconfig=f"{tmp_path}/config")
    found = connection(flags, environment=pod, home=tmp_path, service_account=tmp_path)
    assert found.context == "a"
