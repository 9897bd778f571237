"""Trust as kubectl has it: who the server is, and who one is oneself."""

from __future__ import annotations

import base64
import datetime as dt
import ssl
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from aiohttp import web
from cryptography.hazmat.primitives import serialization

from ststui.cluster.private_files import private_files
from ststui.cluster.trouble import Response, Trouble
from tests.cluster.loopback import certificate, kubeconfig, served, session_to
from tests.testbed.certificates import Authority

if TYPE_CHECKING:
    from tests.testbed.certificates import Certificate

pytestmark = pytest.mark.demo


async def who(request: web.Request) -> web.StreamResponse:
    assert request.transport is not None
    shown: Any = request.transport.get_extra_info("peercert")
    name = dict(pair[0] for pair in shown["subject"])["commonName"] if shown else "nobody"
    return web.Response(text=name)


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


def server_side(authority: Authority, *, hosts: tuple[str, ...] = ("127.0.0.1",)) -> ssl.SSLContext:
    """As the API server: a client certificate is welcome but not needed."""
    found = authority.issue("serving", common_name="server", hosts=hosts)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=str(authority.certificate))
    context.load_cert_chain(found.certificate, found.key)
    context.verify_mode = ssl.CERT_OPTIONAL
    # As Go does it; Python 3.13 would ask more of the client's certificate.
    context.verify_flags &= ~ssl.VERIFY_X509_STRICT
    return context


def encoded(path: Path) -> str:
    return base64.b64encode(path.read_bytes()).decode()


def files(made: Certificate) -> dict[str, str]:
    return {"client-certificate": made.certificate.name, "client-key": made.key.name}


def data(made: Certificate) -> dict[str, str]:
    return {
        "client-certificate-data": encoded(made.certificate),
        "client-key-data": encoded(made.key),
    }


@pytest.mark.parametrize("form", [files, data])
async def test_a_client_certificate_is_shown(
    tmp_path: Path, authority: Authority, form: Any
) -> None:
    user = form(authority.issue("alice", common_name="alice"))
    async with served(who, tls=server_side(authority)) as server:
        config = kubeconfig(
            tmp_path, server=server.url, user=user, cluster={"certificate-authority": "ca.crt"}
        )
        async with session_to(config) as session:
            answer = await session.get("/")
    assert isinstance(answer, Response)
    assert answer.body == b"alice"


async def test_secrets_do_not_stay_in_files(
    tmp_path: Path, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    runtime = tmp_path / "runtime"
    runtime.mkdir()
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(runtime))
    user = data(authority.issue("alice", common_name="alice"))
    cluster = {"certificate-authority-data": encoded(authority.certificate)}
    async with served(who, tls=server_side(authority)) as server:
        config = kubeconfig(tmp_path, server=server.url, user=user, cluster=cluster)
        async with session_to(config) as session:
            assert isinstance(await session.get("/"), Response)
            assert not list(runtime.iterdir())


def test_private_files_are_private_and_go(tmp_path: Path) -> None:
    with private_files(environment={"XDG_RUNTIME_DIR": str(tmp_path)}) as put:
        path = Path(put(b"secret"))
        assert path.stat().st_mode & 0o777 == 0o600
        assert path.parent.stat().st_mode & 0o777 == 0o700
        assert path.parent.parent == tmp_path
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("hosts", "cluster", "says"),
    [
        (("127.0.0.1",), {}, "self-signed certificate in certificate chain"),
        (("other.example",), {"certificate-authority": "ca.crt"}, "IP address mismatch"),
        (
            ("other.example",),
            {"certificate-authority": "ca.crt", "tls-server-name": "third.example"},
            "Hostname mismatch",
        ),
    ],
)
async def test_a_server_that_is_not_trusted(
    tmp_path: Path,
    authority: Authority,
    hosts: tuple[str, ...],
    cluster: dict[str, Any],
    says: str,
) -> None:
    async with served(who, tls=server_side(authority, hosts=hosts)) as server:
        config = kubeconfig(tmp_path, server=server.url, cluster=cluster)
        async with session_to(config) as session:
            answer = await session.get("/")
    assert isinstance(answer, Trouble)
    assert answer.kind == "tls"
    assert says in answer.text
    assert server.url in answer.text
    assert not server.requests


@pytest.mark.parametrize(
    "cluster",
    [
        {"certificate-authority": "ca.crt", "tls-server-name": "other.example"},
        {"insecure-skip-tls-verify": True},
    ],
)
async def test_a_name_of_its_own_or_no_check_at_all(
    tmp_path: Path, authority: Authority, cluster: dict[str, Any]
) -> None:
    async with served(who, tls=server_side(authority, hosts=("other.example",))) as server:
        config = kubeconfig(tmp_path, server=server.url, cluster=cluster)
        async with session_to(config) as session:
            assert isinstance(await session.get("/"), Response)
            async with session.stream("/") as stream:
                assert not isinstance(stream, Trouble)


async def test_an_expired_client_certificate_is_named(tmp_path: Path) -> None:
    made, key = certificate(dt.datetime(2020, 2, 3, tzinfo=dt.UTC))
    user = {
        "client-certificate-data": base64.b64encode(made).decode(),
        "client-key-data": base64.b64encode(key).decode(),
    }

    async def refuse(_: web.Request) -> web.StreamResponse:
        return web.json_response({"kind": "Status", "message": "Unauthorized"}, status=401)

    # A certificate is loaded only for https; it is the 401 that matters here.
    async with (
        served(refuse) as server,
        session_to(kubeconfig(tmp_path, server=server.url, user=user)) as session,
    ):
        answer = await session.get("/")
    assert isinstance(answer, Trouble)
    assert answer.kind == "unauthorized"
    assert 'certificate of user "me" expired on 2020-02-03' in answer.text


@pytest.mark.parametrize(
    ("user", "says"),
    [
        ({"client-certificate-data": "eA==", "client-key-data": "eA=="}, "cannot be used"),
        ({"client-certificate": "serving.crt", "client-key": "ca.crt"}, "cannot be used"),
        ({"client-certificate": "serving.crt", "client-key": "alice.key"}, "mismatch"),
    ],
)
async def test_certificates_that_cannot_be_used(
    tmp_path: Path, authority: Authority, user: dict[str, str], says: str
) -> None:
    authority.issue("alice", common_name="alice")
    async with served(who, tls=server_side(authority)) as server:
        cluster = {"certificate-authority": "ca.crt"}
        config = kubeconfig(tmp_path, server=server.url, user=user, cluster=cluster)
        async with session_to(config) as session:
            answer = await session.get("/")
    assert isinstance(answer, Trouble)
    assert answer.kind == "tls"
    assert says in answer.text
    assert str(config) in answer.text


def encrypt(made: Certificate) -> None:
    """Give a key a passphrase."""
    key = serialization.load_pem_private_key(made.key.read_bytes(), password=None)
    made.key.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.BestAvailableEncryption(b"sesame"),
        )
    )


@pytest.mark.parametrize("form", [files, data])
async def test_a_key_with_a_passphrase_is_refused_and_asks_nothing(
    tmp_path: Path, authority: Authority, form: Any
) -> None:
    """OpenSSL would write its own prompt to the terminal and wait."""
    made = authority.issue("alice", common_name="alice")
    encrypt(made)
    async with served(who, tls=server_side(authority)) as server:
        cluster = {"certificate-authority": "ca.crt"}
        config = kubeconfig(tmp_path, server=server.url, user=form(made), cluster=cluster)
        async with session_to(config) as session:
            answer = await session.get("/")
    assert isinstance(answer, Trouble)
    assert answer.kind == "tls"
    key = str(made.key) if form is files else 'of user "me"'
    assert f"the client key {key}" in answer.text
    assert "passphrase" in answer.text
    assert "openssl pkey" in answer.text


async def test_a_certificate_renewed_on_disk_is_shown(tmp_path: Path, authority: Authority) -> None:
    """As client-go does; half of a renewal keeps what there was."""
    made = authority.issue("alice", common_name="alice")
    async with served(who, tls=server_side(authority)) as server:
        cluster = {"certificate-authority": "ca.crt"}
        config = kubeconfig(tmp_path, server=server.url, user=files(made), cluster=cluster)

        async with session_to(config) as session:

            async def name() -> bytes:
                answer = await session.get("/")
                assert isinstance(answer, Response), answer
                return answer.body

            assert await name() == b"alice"
            transport = session._channel._transport
            assert await name() == b"alice"
            assert session._channel._transport is transport
            new = authority.issue("bob", common_name="bob")
            made.certificate.write_bytes(new.certificate.read_bytes())
            assert await name() == b"alice"
            made.key.write_bytes(new.key.read_bytes())
            assert await name() == b"bob"
            made.certificate.unlink()
            assert await name() == b"bob"


async def test_it_is_the_certificate_in_use_that_expired(tmp_path: Path) -> None:
    """What lies on disk by now may be another one."""
    ended, key = certificate(dt.datetime(2020, 2, 3, tzinfo=dt.UTC))
    (tmp_path / "u.crt").write_bytes(ended)
    (tmp_path / "u.key").write_bytes(key)

    async def refuse(_: web.Request) -> web.StreamResponse:
        (tmp_path / "u.crt").unlink(missing_ok=True)
        return web.Response(status=401)

    user = {"client-certificate": "u.crt", "client-key": "u.key"}
    async with (
        served(refuse) as server,
        session_to(kubeconfig(tmp_path, server=server.url, user=user)) as session,
    ):
        answer = await session.get("/")
    assert isinstance(answer, Trouble)
    assert "expired on 2020-02-03" in answer.text


async def test_https_where_http_is_spoken(tmp_path: Path) -> None:
    async with served(who) as server:
        url = server.url.replace("http:", "https:")
        async with session_to(kubeconfig(tmp_path, server=url)) as session:
            answer = await session.get("/")
    assert isinstance(answer, Trouble)
    assert answer.kind == "tls"
    assert "does not speak TLS" in answer.text
