"""Several kubeconfig files become one as kubectl makes them one; bad ones say what is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ststui.cluster.flags import ConnectionFlags
from ststui.cluster.kubeconfig import contexts, load, merge, paths_to_read
from ststui.cluster.kubeconfig_file import Cluster, ExecConfig, Variable, parse
from ststui.errors import KubeconfigError

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.pure

FIRST = """
current-context: a
contexts: [{name: a, context: {cluster: one, user: u, namespace: shop}}]
clusters: [{name: one, cluster: {server: "https://first:6443", certificate-authority: ca.crt}}]
users: [{name: u, user: {token: from-first}}]
"""

SECOND = """
current-context: b
contexts:
- {name: a, context: {cluster: two, user: other}}
- {name: b, context: {cluster: one}}
clusters:
- {name: one, cluster: {server: "https://second:6443", tls-server-name: kubernetes}}
- {name: two, cluster: {server: "https://two:6443"}}
users: [{name: u, user: {username: x, password: y}}]
"""


def test_the_first_file_wins_per_entry_and_never_half_of_it() -> None:
    merged = merge([parse(FIRST, path="/k/first"), parse(SECOND, path="/k/second")])
    assert merged.current_context == "a"
    assert merged.contexts["a"].cluster == "one"
    assert merged.clusters["one"].server == "https://first:6443"
    assert merged.clusters["one"].tls_server_name == ""
    assert merged.clusters["two"].server == "https://two:6443"
    assert (merged.users["u"].token, merged.users["u"].username) == ("from-first", "")


def test_a_later_file_sets_what_no_earlier_one_does() -> None:
    merged = merge([parse("", path="/k/empty"), parse(SECOND, path="/k/second")])
    assert merged.current_context == "b"


def test_paths_are_relative_to_their_own_file() -> None:
    text = """
users:
- name: u
  user:
    client-certificate: certs/u.crt
    client-key: ../u.key
    tokenFile: /run/token
    exec: {command: ./login, apiVersion: v1}
- name: bare
  user: {exec: {command: login, apiVersion: v1}}
"""
    users = parse(text, path="/home/me/.kube/config").users
    assert users["u"].client_certificate == "/home/me/.kube/certs/u.crt"
    assert users["u"].client_key == "/home/me/u.key"
    assert users["u"].token_file == "/run/token"
    assert users["u"].exec is not None
    assert users["u"].exec.command == "/home/me/.kube/login"
    assert users["bare"].exec is not None
    assert users["bare"].exec.command == "login"


@pytest.mark.parametrize("text", ["", "---\n", "{}", "# nothing\n", "clusters: null\nusers:\n"])
def test_an_empty_file_is_a_kubeconfig_without_entries(text: str) -> None:
    assert merge([parse(text, path="/k")]).empty


def test_null_is_not_set_as_in_go() -> None:
    found = parse(
        """
current-context: null
clusters: [{name: c, cluster: {server: "http://h", certificate-authority: null, proxy-url: ~}}]
users:
- name: u
  user:
    token: null
    client-key-data:
    as-groups: null
    exec: {command: x, env: [{name: A, value: null}], interactiveMode: null}
contexts: [{name: a, context: {cluster: c, namespace: null, extensions: null}}]
""",
        path="/k",
    )
    assert found.clusters["c"] == Cluster(server="http://h")
    assert (found.users["u"].token, found.users["u"].client_key_data) == ("", b"")
    assert found.users["u"].exec == ExecConfig(command="x", env=(Variable("A"),))
    assert found.contexts["a"].namespace == ""


def test_null_in_what_is_not_ours_stays() -> None:
    text = "clusters: [{name: c, cluster: {extensions: [{name: e, extension: {a: null}}]}}]"
    (extension,) = parse(text, path="/k").clusters["c"].extensions or ()
    assert extension.extension == {"a": None}


def test_base64_may_be_broken_over_lines_as_in_go() -> None:
    text = """
users: [{name: u, user: {client-key-data: "a2V5\\r\\n", client-certificate-data: eA==}}]
clusters:
- name: c
  cluster:
    certificate-authority-data: |
      Y2VydGlm
      aWNhdGVz
"""
    found = parse(text, path="/k")
    assert found.clusters["c"].certificate_authority_data == b"certificates"
    assert found.users["u"].client_key_data == b"key"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("clusters: [", "is not YAML at line"),
        ("a: b: c", "is not YAML at line 1, column 5"),
        ("a: 1\n\tb: 2", "is not YAML at line 2"),
        ("just words", "cannot be understood"),
        ("- a\n- b", "cannot be understood"),
        ("users: {a: b}", "$.users"),
        ("users: [{name: u, user: {token: 12345}}]", "$.users[0].user.token"),
        ("users: [{user: {token: x}}]", "`name`"),
        (
            "clusters: [{name: c, cluster: {certificate-authority-data: 'no base64!'}}]",
            "$.clusters[0].cluster.certificate-authority-data",
        ),
        (
            "users: [{name: u, user: {exec: {command: x, interactiveMode: Sometimes}}}]",
            "$.users[0].user.exec.interactiveMode",
        ),
        ("contexts: [{name: a, context: {}}, {name: a}]", 'has two contexts named "a"'),
        ("users: &u [*u]", "$.users[0]"),
        ("\x00", "is not YAML"),
        ("--- {}\n--- {}", "is not YAML"),
    ],
)
def test_a_bad_file_says_which_and_where(text: str, says: str) -> None:
    with pytest.raises(KubeconfigError) as caught:
        parse(text, path="/home/me/config")
    assert caught.value.what.startswith("kubeconfig /home/me/config ")
    assert says in caught.value.what
    assert "\n" not in str(caught.value)
    assert caught.value.try_


def test_where_files_are_looked_for(tmp_path: Path) -> None:
    def found(kubeconfig: str | None, **environment: str) -> tuple[str, ...]:
        flags = ConnectionFlags(kubeconfig=kubeconfig)
        return paths_to_read(flags, environment=environment, home=tmp_path)

    assert found("x", KUBECONFIG="a:b") == ("x",)
    assert found(None, KUBECONFIG=":a::b:a") == ("a", "b")
    assert found(None, KUBECONFIG="") == (f"{tmp_path}/.kube/config",)


def test_missing_files_of_a_list_are_fine_but_the_named_one_is_not(tmp_path: Path) -> None:
    (tmp_path / "there").write_text(FIRST)
    listed = f"{tmp_path}/missing:{tmp_path}/there"
    found = load(ConnectionFlags(), environment={"KUBECONFIG": listed}, home=tmp_path)
    assert found.paths == (f"{tmp_path}/there",)
    with pytest.raises(KubeconfigError, match="missing does not exist"):
        load(ConnectionFlags(kubeconfig=f"{tmp_path}/missing"), environment={}, home=tmp_path)


def test_what_is_no_text_file_says_so(tmp_path: Path) -> None:
    (tmp_path / "binary").write_bytes(b"\xff\xfe\x00\x01")
    with pytest.raises(KubeconfigError, match="binary is not a text file"):
        load(ConnectionFlags(kubeconfig=f"{tmp_path}/binary"), environment={}, home=tmp_path)
    with pytest.raises(KubeconfigError, match="cannot be read: Is a directory"):
        load(ConnectionFlags(kubeconfig=str(tmp_path)), environment={}, home=tmp_path)


def test_a_byte_order_mark_and_windows_lines_are_fine(tmp_path: Path) -> None:
    (tmp_path / "config").write_bytes(b"\xef\xbb\xbf" + FIRST.replace("\n", "\r\n").encode())
    flags = ConnectionFlags(kubeconfig=f"{tmp_path}/config")
    assert load(flags, environment={}, home=tmp_path).current_context == "a"


def test_contexts_to_choose_from(tmp_path: Path) -> None:
    for name, text in (("first", FIRST), ("second", SECOND)):
        (tmp_path / name).write_text(text)
    environment = {"KUBECONFIG": f"{tmp_path}/first:{tmp_path}/second"}
    found = contexts(ConnectionFlags(), environment=environment)
    assert [(c.name, c.namespace, c.server, c.current) for c in found] == [
        ("a", "shop", "https://first:6443", True),
        ("b", "default", "https://first:6443", False),
    ]
    chosen = contexts(ConnectionFlags(context="b"), environment=environment)
    assert [c.name for c in chosen if c.current] == ["b"]
