"""The DNS matrix of a set: asked while it is open, also where DNS is asked on demand only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.screen import ModalScreen

from ststui.live.index import Name
from ststui.ui.widgets.detail import Detail
from ststui.ui.widgets.dns_matrix import matrix_lines
from ststui.ui.widgets.key_bar import key_cells
from ststui.ui.widgets.line import Line as OneLine
from ststui.ui.widgets.tree.rows.cell import Cell
from ststui.ui.work import start_work
from ststui.wording.escape import safe

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from ststui.model.dns import SetDns
    from ststui.ui.doing import Chosen
    from ststui.ui.link import Link
    from ststui.ui.screens.main import MainScreen

TICK = 0.25
"""Seconds between two looks at what was answered."""
KEYS = (("esc", "back"), ("ctrl-r", "ask again"), ("c", "client view"), ("s", "server view"))


@dataclass(frozen=True, slots=True)
class Looked:
    """What the matrix is of."""

    link: Link
    name: Name
    ordinal: int | None
    closed: str
    """Why no process may be started in a pod; empty if one may."""


class DnsScreen(ModalScreen[None]):
    """Names × servers."""

    CSS_PATH = "dns.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,D", "dismiss", "Back", id="dns.back"),
        Binding("ctrl+r", "again", "Ask again", id="dns.again"),
        Binding("c", "client", "Client view", id="dns.client"),
        Binding("s", "server", "Server view", id="dns.server"),
    ]

    asks_dns = True
    """The main screen below leaves it to this one to say what is looked at."""

    def __init__(self, looked: Looked, *, ascii_only: bool = False) -> None:
        super().__init__()
        self._looked = looked
        self._title = OneLine(ascii_only=ascii_only, id="dns-title")
        self.body = Detail(ascii_only=ascii_only, id="dns-body")
        self._keys = OneLine(ascii_only=ascii_only, id="dns-keys")
        self._client: SetDns | None = None
        self._why = ""

    def compose(self) -> ComposeResult:
        """Title, table, keys."""
        yield self._title
        yield self.body
        yield self._keys

    def on_mount(self) -> None:
        """Begin to look."""
        self.body.focus()
        self._keys.show(key_cells(KEYS))
        self._tick()
        self.set_interval(TICK, self._tick)

    def on_unmount(self) -> None:
        """Look no more."""
        if self._looked.link.dns is not None:
            self._looked.link.dns.look(())

    def action_again(self) -> None:
        """Ask all servers once more."""
        if self._looked.link.dns is not None:
            self._looked.link.dns.again(self._looked.name)

    def action_server(self) -> None:
        """Back from the client view."""
        self._client, self._why = None, ""

    def action_client(self) -> None:
        """Ask from inside a pod; starts a process there."""
        if self._looked.closed:
            self.notify(f"no client view: {self._looked.closed}", markup=False, timeout=5)
            return
        start_work(self, self._ask_client, exclusive=True, exit_on_error=False)

    async def _ask_client(self) -> None:
        from ststui.live.dns.client import ask_client  # noqa: PLC0415 - only on request
        from ststui.live.dns.zone import Zone  # noqa: PLC0415 - likewise

        link, looked = self._looked.link, self._looked
        family = link.store.families.of(looked.name) if link.store else None
        if family is None or link.session is None:
            return
        ready = [p for _, p in sorted(family.pods_by_ordinal.items()) if p.running_and_ready]
        own = family.pods_by_ordinal.get(looked.ordinal) if looked.ordinal is not None else None
        pod = own if own is not None and own.running_and_ready else (ready[0] if ready else None)
        if pod is None:
            self.notify("no pod of the set is Ready to ask from", timeout=5)
            return
        self._title.show(self._title_cells(f"asking from {pod.metadata.name} …"))
        way = link.dns.way if link.dns else None
        zone = Zone(way.zone, way.zone_source) if way else Zone("cluster.local", "assumed")
        found = await ask_client(
            link.session,
            (family,),
            namespace=family.namespace,
            pod=pod.metadata.name,
            zone=zone,
        )
        self._client = found[0]

    def _tick(self) -> None:
        link, looked = self._looked.link, self._looked
        if link.dns is not None:
            link.dns.look((), closely=looked.name)
        family = link.store.families.of(looked.name) if link.store else None
        if family is None:
            self.body.show(((Cell("this StatefulSet is gone", "look"),),))
            return
        off = link.dns is not None and link.dns.mode == "off"
        why = "DNS is off (--dns off, or dns in the settings)" if off else ""
        self._title.show(self._title_cells(""))
        self.body.show(
            matrix_lines(
                family,
                ordinal=looked.ordinal,
                dns=self._client,
                now=link.now(),
                width=max(self.size.width - 4, 20),
                why=why,
            )
        )

    def _title_cells(self, doing: str) -> list[Cell]:
        looked = self._looked
        what = f"-{looked.ordinal}" if looked.ordinal is not None else ""
        return [
            Cell(" DNS of "),
            Cell(f"{safe(looked.name.name)}{what}", "strong"),
            Cell(f" in {safe(looked.name.namespace)}", "dim"),
            Cell(f"  {safe(doing)}", "moving"),
        ]


def show_dns(screen: MainScreen, chosen: Chosen) -> None:
    """Open the matrix of the selected set or ordinal."""
    family, link = chosen.family, chosen.link
    if family is None or link.session is None:
        screen.notify("DNS is of a set or an ordinal: select one", timeout=3)
        return
    closed = screen.program.access.gate(link.session).why
    looked = Looked(link, Name(family.namespace, family.name), chosen.ordinal, closed)
    screen.app.push_screen(DnsScreen(looked, ascii_only=screen.program.wanted.ascii_only))
