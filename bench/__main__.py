"""``python -m bench``: all the figures, or those of the parts named (``tablet``, ``door``)."""

import sys
from pathlib import Path

from bench import door, figures, tablet

PARTS = {"tablet": tablet.measure, "door": door.measure}

wanted = sys.argv[1:] or list(PARTS)
figures.show([figure for name in wanted for figure in PARTS[name]()], Path("bench-results.json"))
