"""DNS of the sets that are looked at: which servers there are, how they are reached, when asked."""
