"""Speed, as figures: ``make bench`` prints a table and writes ``bench-results.json``. Never a timed test."""
