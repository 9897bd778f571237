"""Exec plugins: real programs that print credentials, or do not."""

from __future__ import annotations

import asyncio
import json
import os
import pty
import signal
import sys
from datetime import UTC, datetime, timedelta
from textwrap import dedent
from typing import TYPE_CHECKING, Any

import pytest
from aiohttp import web

from ststui.cluster.clock import ServerClock
from ststui.cluster.connection import connection
from ststui.cluster.credentials import COOLDOWN, Credentials
from ststui.cluster.exec_plugin import run_plugin
from ststui.cluster.flags import ConnectionFlags
from ststui.cluster.kubeconfig_file import Cluster, ExecConfig, Extension, Variable
from ststui.cluster.trouble import Response, Trouble
from ststui.errors import LoginError
from tests.cluster.loopback import kubeconfig, served, session_to

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = pytest.mark.demo

V1 = "client.authentication.k8s.io/v1"
NOON = datetime(2026, 1, 2, 12, 0, 0, tzinfo=UTC)


@pytest.fixture
def plugin(tmp_path: Path) -> Callable[..., dict[str, Any]]:
    """Makes a plugin of a Python body; it leaves a line in `runs` each time."""

    def make(body: str, **more: Any) -> dict[str, Any]:
        path = tmp_path / "plugin"
        path.write_text(
            f"#!{sys.executable}\nimport json, os, sys, time\n"
            f"open({str(tmp_path / 'runs')!r}, 'a').write('run\\n')\n"
            "def show(**status):\n"
            f"    shown = dict(apiVersion={V1!r}, kind='ExecCredential', status=status)\n"
            "    print(json.dumps(shown))\n" + dedent(body)
        )
        path.chmod(0o700)
        return {"command": str(path), "apiVersion": V1, "interactiveMode": "IfAvailable", **more}

    return make


def runs(folder: Path) -> int:
    path = folder / "runs"
    return len(path.read_text().splitlines()) if path.exists() else 0


def config(found: dict[str, Any]) -> ExecConfig:
    return ExecConfig(
        command=found["command"],
        api_version=found["apiVersion"],
        args=tuple(found.get("args", ())),
        install_hint=found.get("installHint", ""),
        provide_cluster_info=found.get("provideClusterInfo", False),
        env=tuple(Variable(k, v) for k, v in found.get("env", {}).items()),
    )


async def only(request: web.Request) -> web.StreamResponse:
    """Lets in who shows the token `good`."""
    good = request.headers.get("Authorization") == "Bearer good"
    return web.json_response({}, status=200 if good else 401)


async def test_the_plugin_is_told_what_it_wants_to_know(tmp_path: Path, plugin: Any) -> None:
    (tmp_path / "ca.crt").write_bytes(b"certificates")
    found = plugin(
        """
        told = json.loads(os.environ["KUBERNETES_EXEC_INFO"])
        show(token=json.dumps([told, sys.argv[1:], os.environ["REGION"], sys.stdin.read()]))
        """,
        args=["get-token", "--x"],
        env={"REGION": "north"},
        provideClusterInfo=True,
    )
    cluster = Cluster(
        server="https://one",
        certificate_authority=str(tmp_path / "ca.crt"),
        tls_server_name="k",
        extensions=(
            Extension("other", {"a": 1}),
            Extension("client.authentication.k8s.io/exec", {"audience": "x"}),
        ),
    )
    credential = await run_plugin(config(found), cluster=cluster, interactive=False)
    assert json.loads(credential.token) == [
        {
            "kind": "ExecCredential",
            "apiVersion": V1,
            "spec": {
                "interactive": False,
                "cluster": {
                    "server": "https://one",
                    "tls-server-name": "k",
                    "certificate-authority-data": "Y2VydGlmaWNhdGVz",
                    "config": {"audience": "x"},
                },
            },
        },
        ["get-token", "--x"],
        "north",
        "",
    ]


async def test_a_certificate_and_an_end(plugin: Any) -> None:
    found = plugin(
        """
        show(clientCertificateData="C", clientKeyData="K",
             expirationTimestamp="2026-01-02T12:00:00Z")
        """
    )
    credential = await run_plugin(config(found), cluster=Cluster(), interactive=False)
    assert (credential.certificate, credential.key, credential.token) == (b"C", b"K", "")
    assert credential.expires == NOON
    assert "K" not in repr(credential)


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("sys.exit('token expired: \\x1b[31mrun login')", "exit code 1: token expired:"),
        ("sys.exit(7)", "exit code 7"),
        ("print('hello')", "prints no ExecCredential"),
        ("print('{}')", 'answers in version ""'),
        ("print(json.dumps(dict(apiVersion='v9', status={})))", 'answers in version "v9"'),
        ("show()", "neither a token nor a certificate"),
        ("show(token='')", "neither a token nor a certificate"),
        ("show(clientCertificateData='C')", "a certificate or a key but not both"),
        ("show(token=5)", "prints no ExecCredential"),
        ("os.write(1, b'\\xff\\xfe')", "prints no ExecCredential"),
    ],
)
async def test_a_plugin_that_fails_says_how(plugin: Any, body: str, says: str) -> None:
    found = plugin(body)
    with pytest.raises(LoginError) as caught:
        await run_plugin(config(found), cluster=Cluster(), interactive=False)
    assert says in str(caught.value)
    assert found["command"] in str(caught.value)
    assert str(caught.value).isprintable()


async def test_a_missing_plugin_shows_its_hint(tmp_path: Path) -> None:
    missing = ExecConfig(
        command=str(tmp_path / "missing"), api_version=V1, install_hint="get it\nfrom \x1b[1mthere"
    )
    with pytest.raises(LoginError, match="cannot be run") as caught:
        await run_plugin(missing, cluster=Cluster(), interactive=False)
    assert caught.value.try_ == "get it from [1mthere"


async def test_an_unknown_version_is_refused_before_it_runs(tmp_path: Path, plugin: Any) -> None:
    found = plugin("show(token='x')", apiVersion="client.authentication.k8s.io/v1alpha1")
    with pytest.raises(LoginError, match="v1alpha1"):
        await run_plugin(config(found), cluster=Cluster(), interactive=False)
    assert runs(tmp_path) == 0


async def test_a_slow_plugin_is_given_up_with_its_children(plugin: Any) -> None:
    """The child holds the pipe open: only when it is dead as well does the run end."""
    found = plugin("os.fork()\ntime.sleep(600)")
    with pytest.raises(LoginError, match=r"did not end within 0\.5 s"):
        await run_plugin(config(found), cluster=Cluster(), interactive=False, patience=0.5)


@pytest.mark.parametrize(("args", "env"), [((), {"A=B": "x"}), ((), {"A": "x\0"}), (("x\0",), {})])
async def test_what_no_program_can_be_given(
    tmp_path: Path, plugin: Any, args: tuple[str, ...], env: dict[str, str]
) -> None:
    found = plugin("show(token='x')", args=args, env=env)
    with pytest.raises(LoginError, match="character") as caught:
        await run_plugin(config(found), cluster=Cluster(), interactive=False)
    assert str(caught.value).isprintable()
    assert runs(tmp_path) == 0


async def test_a_plugin_with_the_terminal_is_given_up_though_a_child_holds_the_pipe(
    tmp_path: Path, plugin: Any
) -> None:
    body = f"""
    child = os.fork()
    if child:
        open({str(tmp_path / "child")!r}, "w").write(str(child))
    time.sleep(600)
    """
    found = plugin(body)
    try:
        async with asyncio.timeout(20):
            with pytest.raises(LoginError, match=r"did not end within 2 s"):
                await run_plugin(config(found), cluster=Cluster(), interactive=True, patience=2)
    finally:
        os.kill(int((tmp_path / "child").read_text()), signal.SIGKILL)


async def test_a_time_without_a_zone_is_no_time(plugin: Any) -> None:
    found = plugin("show(token='t', expirationTimestamp='2026-01-02T12:00:00')")
    with pytest.raises(LoginError, match="prints no ExecCredential"):
        await run_plugin(config(found), cluster=Cluster(), interactive=False)


async def test_go_s_zero_time_is_no_end(tmp_path: Path, plugin: Any) -> None:
    """As client-go's credsExpired: `exp.IsZero()` never ends."""
    found = plugin("show(token='t', expirationTimestamp='0001-01-01T00:00:00Z')")
    credential = await run_plugin(config(found), cluster=Cluster(), interactive=False)
    assert credential.expires is None


async def test_one_run_for_many_requests(tmp_path: Path, plugin: Any) -> None:
    async with served(only) as server:
        user = {"exec": plugin("show(token='good')")}
        async with session_to(kubeconfig(tmp_path, server=server.url, user=user)) as session:
            answers = await asyncio.gather(*(session.get("/") for _ in range(20)))
    assert all(isinstance(answer, Response) for answer in answers)
    assert runs(tmp_path) == 1


async def test_a_refused_token_is_renewed_once_for_all(tmp_path: Path, plugin: Any) -> None:
    """The token is good until the server changes its mind; 20 requests share one new run."""
    good = ["first"]

    async def check(request: web.Request) -> web.StreamResponse:
        known = request.headers.get("Authorization") == f"Bearer {good[0]}"
        return web.json_response({}, status=200 if known else 401)

    body = f"show(token=open({str(tmp_path / 'token')!r}).read())"
    (tmp_path / "token").write_text("first")
    user = {"exec": plugin(body)}
    async with served(check) as server:
        found = connection(
            ConnectionFlags(
                kubeconfig=str(kubeconfig(tmp_path, server=server.url, user=user)),
            ),
            environment={},
        )
        seconds = [0.0]
        credentials = Credentials(found, ServerClock(), stopwatch=lambda: seconds[0])
        first = await credentials.get()
        assert first.token == "first"
        good[0] = "second"
        (tmp_path / "token").write_text("second")
        seconds[0] += COOLDOWN
        renewed = await asyncio.gather(*(credentials.renew(first) for _ in range(20)))
        assert renewed == [True] * 20
        assert (await credentials.get()).token == "second"
    assert runs(tmp_path) == 2


async def test_401_renews_and_tries_again(tmp_path: Path, plugin: Any) -> None:
    """A plugin that knows better the second time: the request succeeds without a word."""
    count = f"len(open({str(tmp_path / 'runs')!r}).readlines())"
    user = {"exec": plugin(f"show(token='good' if {count} > 1 else 'old')")}
    async with (
        served(only) as server,
        session_to(kubeconfig(tmp_path, server=server.url, user=user)) as session,
    ):
        session._channel.credentials.stopwatch = iter(range(0, 10_000, 60)).__next__
        answer = await session.get("/")
    assert isinstance(answer, Response)
    assert [r.headers["Authorization"] for r in server.requests] == ["Bearer old", "Bearer good"]


async def test_a_refused_fresh_token_does_not_run_the_plugin_again(
    tmp_path: Path, plugin: Any
) -> None:
    async with served(only) as server:
        user = {"exec": plugin("show(token='bad')")}
        async with session_to(kubeconfig(tmp_path, server=server.url, user=user)) as session:
            answers = [await session.get("/") for _ in range(3)]
    for answer in answers:
        assert isinstance(answer, Trouble)
        assert (answer.kind, answer.status) == ("unauthorized", 401)
    assert runs(tmp_path) == 1


async def test_a_failing_plugin_rests(tmp_path: Path, plugin: Any) -> None:
    found = connection(
        ConnectionFlags(
            kubeconfig=str(
                kubeconfig(
                    tmp_path, server="http://127.0.0.1:1", user={"exec": plugin("sys.exit('no')")}
                )
            )
        ),
        environment={},
    )
    seconds = [0.0]
    credentials = Credentials(found, ServerClock(), stopwatch=lambda: seconds[0])
    for _ in range(5):
        with pytest.raises(LoginError, match="exit code 1: no"):
            await credentials.get()
    assert runs(tmp_path) == 1
    seconds[0] += COOLDOWN
    with pytest.raises(LoginError):
        await credentials.get()
    assert runs(tmp_path) == 2


async def test_a_credential_is_renewed_before_it_ends(tmp_path: Path, plugin: Any) -> None:
    user = {"exec": plugin("show(token='t', expirationTimestamp='2026-01-02T12:00:00Z')")}
    path = kubeconfig(tmp_path, server="http://127.0.0.1:1", user=user)
    found = connection(ConnectionFlags(kubeconfig=str(path)), environment={})
    now = [NOON - timedelta(minutes=1)]
    credentials = Credentials(found, ServerClock(local=lambda: now[0]))
    await credentials.get()
    await credentials.get()
    assert runs(tmp_path) == 1
    now[0] = NOON - timedelta(seconds=5)
    await credentials.get()
    assert runs(tmp_path) == 2


async def test_a_credential_that_had_ended_when_it_was_given_is_shown_for_a_while(
    tmp_path: Path, plugin: Any
) -> None:
    """The server says whether it counts; the plugin is not run for each request."""
    user = {"exec": plugin("show(token='t', expirationTimestamp='2026-01-02T12:00:00Z')")}
    path = kubeconfig(tmp_path, server="http://127.0.0.1:1", user=user)
    found = connection(ConnectionFlags(kubeconfig=str(path)), environment={})
    clock = ServerClock(local=lambda: NOON + timedelta(hours=1))
    seconds = [0.0]
    credentials = Credentials(found, clock, stopwatch=lambda: seconds[0])
    for _ in range(5):
        assert (await credentials.get()).token == "t"
    assert runs(tmp_path) == 1
    seconds[0] += COOLDOWN
    await credentials.get()
    assert runs(tmp_path) == 2


async def test_a_credential_that_lives_for_moments_is_renewed_when_it_ends(
    tmp_path: Path, plugin: Any
) -> None:
    user = {"exec": plugin("show(token='t', expirationTimestamp='2026-01-02T12:00:00Z')")}
    path = kubeconfig(tmp_path, server="http://127.0.0.1:1", user=user)
    found = connection(ConnectionFlags(kubeconfig=str(path)), environment={})
    now = [NOON - timedelta(seconds=5)]
    credentials = Credentials(found, ServerClock(local=lambda: now[0]), stopwatch=lambda: 0.0)
    await credentials.get()
    await credentials.get()
    assert runs(tmp_path) == 1
    now[0] = NOON
    await credentials.get()
    assert runs(tmp_path) == 2


@pytest.mark.parametrize(
    "login",
    [{"token": "good"}, {"username": "me"}, {"tokenFile": "good-token"}],
)
async def test_another_login_of_the_user_goes_before_the_plugin(
    tmp_path: Path, plugin: Any, login: dict[str, str]
) -> None:
    (tmp_path / "good-token").write_text("good")
    async with served(only) as server:
        user = {"exec": plugin("show(token='good')"), **login}
        async with session_to(kubeconfig(tmp_path, server=server.url, user=user)) as session:
            await session.login()
            await session.get("/")
    assert runs(tmp_path) == 0


async def test_a_plugin_that_must_ask_and_cannot(tmp_path: Path, plugin: Any) -> None:
    async with served(only) as server:
        user = {"exec": plugin("show(token='good')", interactiveMode="Always")}
        async with session_to(kubeconfig(tmp_path, server=server.url, user=user)) as session:
            answer = await session.get("/")
    assert isinstance(answer, Trouble)
    assert answer.kind == "unauthorized"
    assert "asks questions" in answer.text
    assert runs(tmp_path) == 0


@pytest.mark.parametrize(
    ("mode", "talks"), [("IfAvailable", True), ("Always", True), ("Never", False)]
)
async def test_a_plugin_may_talk_before_the_first_frame(
    tmp_path: Path, plugin: Any, mode: str, *, talks: bool
) -> None:
    """In a terminal of its own: the question is seen, the answer is read, then the token counts."""
    body = """
    told = json.loads(os.environ["KUBERNETES_EXEC_INFO"])["spec"]["interactive"]
    sys.stderr.write("password? ")
    sys.stderr.flush()
    show(token=sys.stdin.readline().strip() if told else "good")
    """
    program = f"""
    import asyncio
    from pathlib import Path
    from ststui.cluster.trouble import Response
    from tests.cluster.loopback import session_to
    async def main():
        async with session_to(Path({str(tmp_path / "kubeconfig")!r})) as session:
            print("login", await session.login())
            print("answer", isinstance(await session.get("/"), Response))
    asyncio.run(main())
    """
    async with served(only) as server:
        user = {"exec": plugin(body, interactiveMode=mode)}
        kubeconfig(tmp_path, server=server.url, user=user)
        ours, theirs = pty.openpty()
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", dedent(program), stdin=theirs, stdout=theirs, stderr=theirs
        )
        os.close(theirs)
        screen = await asyncio.to_thread(_talk, ours)
        assert await process.wait() == 0
        os.close(ours)
    assert ("password?" in screen) is talks
    assert "login None" in screen
    assert "answer True" in screen


def _talk(terminal: int) -> str:
    """Read to the end; answer `good` when asked."""
    screen = b""
    while True:
        try:
            piece = os.read(terminal, 1000)
        except OSError:  # Linux: the other side is closed
            return screen.decode()
        if not piece:
            return screen.decode()
        if b"password?" in piece:
            os.write(terminal, b"good\n")
        screen += piece
