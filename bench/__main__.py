"""``python -m bench``: all the figures, or those of the parts named (``tablet``)."""

import sys
from pathlib import Path

from bench import figures, tablet

PARTS = {"tablet": tablet.measure}

wanted = sys.argv[1:] or list(PARTS)
figures.show([figure for name in wanted for figure in PARTS[name]()], Path("bench-results.json"))
