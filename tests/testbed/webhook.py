"""An admission webhook that a test answers for: HTTPS on loopback, asked by the real API server."""

from __future__ import annotations

import base64
import contextlib
import json
import ssl
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from aiohttp import web

from tests.testbed.certificates import Authority

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

HOST = "127.0.0.1"


@dataclass(slots=True)
class Webhook:
    """What it answers, and what it was asked."""

    url: str
    authority: str
    """Of its certificate: PEM in base64."""
    refuses: str = ""
    """The message of its refusals; empty: it allows everything."""
    patch: list[dict[str, Any]] = field(default_factory=list)
    """A JSON Patch that it makes of what it allows; for `mutating`."""
    asked: list[dict[str, Any]] = field(default_factory=list)
    """The requests of the AdmissionReviews."""

    def manifest(
        self, name: str, *, namespace: str, rules: list[dict[str, Any]], side_effects: str = "None"
    ) -> dict[str, Any]:
        """The ValidatingWebhookConfiguration that has the API server ask it.

        Args:
            name: of the object.
            namespace: only what is there is asked for.
            rules: what is asked for.
            side_effects: as in the API.
        """
        return {
            "apiVersion": "admissionregistration.k8s.io/v1",
            "kind": "ValidatingWebhookConfiguration",
            "metadata": {"name": name},
            "webhooks": [
                {
                    "name": "guard.example.com",
                    "clientConfig": {"url": self.url, "caBundle": self.authority},
                    "rules": rules,
                    "namespaceSelector": {
                        "matchLabels": {"kubernetes.io/metadata.name": namespace}
                    },
                    "objectSelector": {},
                    "matchPolicy": "Equivalent",
                    "admissionReviewVersions": ["v1"],
                    "sideEffects": side_effects,
                    "timeoutSeconds": 10,
                    "failurePolicy": "Fail",
                }
            ],
        }

    def mutating(self, name: str, *, namespace: str, rules: list[dict[str, Any]]) -> dict[str, Any]:
        """The MutatingWebhookConfiguration that has the API server ask it; see `manifest`."""
        made = self.manifest(name, namespace=namespace, rules=rules)
        return {**made, "kind": "MutatingWebhookConfiguration"}


@contextlib.asynccontextmanager
async def webhook(folder: Path) -> AsyncIterator[Webhook]:
    """Serve one; its certificates are kept in the folder."""
    authority = Authority(folder)
    issued = authority.issue("webhook", common_name="webhook", hosts=(HOST,))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(issued.certificate, issued.key)
    found = Webhook("", base64.b64encode(authority.certificate.read_bytes()).decode())

    async def answer(request: web.Request) -> web.Response:
        review = await request.json()
        asked = review["request"]
        found.asked.append(asked)
        response: dict[str, Any] = {"uid": asked["uid"], "allowed": not found.refuses}
        if found.refuses:
            response["status"] = {"code": 403, "message": found.refuses}
        elif found.patch:
            patch = base64.b64encode(json.dumps(found.patch).encode()).decode()
            response |= {"patchType": "JSONPatch", "patch": patch}
        return web.json_response(
            {"apiVersion": review["apiVersion"], "kind": review["kind"], "response": response}
        )

    app = web.Application()
    app.router.add_post("/", answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, HOST, 0, ssl_context=context)
    try:
        await site.start()
        found.url = f"https://{HOST}:{runner.addresses[0][1]}/"
        yield found
    finally:
        await runner.cleanup()
