"""What is true now: the store, the feed that fills it, and how healthy each part of it is.

A tick of the screen pulls from the store what changed; nothing is pushed. Readers get Families
(``model.family``); a change touches one Family.
"""

from ststui.live.feed import Feed
from ststui.live.health import Health, Scope
from ststui.live.store import Store

__all__ = ["Feed", "Health", "Scope", "Store"]
