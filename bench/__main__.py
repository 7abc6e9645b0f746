"""``python -m bench [--full] [parts]``: all the figures, or those of the parts named.

``--full``: the numbers of the design (500 tablets), which take minutes; otherwise a tenth of them at the same pace.
"""

import sys
from pathlib import Path

from bench import chart, door, figures, first_sync, growth, photos, rounds, search, tablet, whole

PARTS = {
    "tablet": tablet.measure,
    "door": door.measure,
    "first-sync": first_sync.measure,
    "photos": photos.measure,
    "search": search.measure,
    "county": whole.measure,
    "growth": growth.measure,
    "chart": chart.measure,
    "rounds": rounds.measure,
}

if __name__ == "__main__":  # the processes that recompute lists read this module again
    full = "--full" in sys.argv
    wanted = [name for name in sys.argv[1:] if name != "--full"] or list(PARTS)
    if unknown := set(wanted) - set(PARTS):
        sys.exit(f"no such part: {', '.join(sorted(unknown))} (there are {', '.join(PARTS)})")
    figures.show([figure for name in wanted for figure in PARTS[name](full)], Path("bench-results.json"))
