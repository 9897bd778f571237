"""The roles that cells have: each widget that paints cells has a component class for each."""

ROLES = ("plain", "dim", "strong", "bad", "look", "moving", "field", "cursor")
