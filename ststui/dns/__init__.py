"""What DNS must answer for a set's names, what it does answer, and what to think of it.

Here: names, expectations and verdicts (pure), messages (dnspython), many queries in flight over any
stream of bytes or over UDP, the cluster's zone. Not here: which servers there are and when they are
asked (``live/``), how bytes reach a DNS pod (``cluster/port_forward.py``).
"""
