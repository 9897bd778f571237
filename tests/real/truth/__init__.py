"""Truth: what ststui says of the controller, held against what the real one does."""
