"""``python -m ststui``."""

import sys

from ststui.cli import main

sys.exit(main())
