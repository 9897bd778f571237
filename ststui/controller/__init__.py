"""What the StatefulSet controller does next with a Family. Pure.

One implementation for the screen, for plans and for the demo cluster, held against the real
controller by tests/real.
"""

from ststui.controller.forecast import Forecast, forecast
from ststui.controller.if_it_died import IfItDied, if_it_died
from ststui.controller.next_step import next_step
from ststui.controller.step import Step, WaitsFor

__all__ = [
    "Forecast",
    "IfItDied",
    "Step",
    "WaitsFor",
    "forecast",
    "if_it_died",
    "next_step",
]
