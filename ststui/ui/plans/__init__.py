"""What the dialogs of actions ask and say, as values; the screens only show it."""
