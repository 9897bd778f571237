"""How fast ststui is on a large cluster, beside the least that any program needs."""
