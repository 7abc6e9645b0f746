"""Draft backups: what was typed and not signed, sealed, for its author alone, on whichever tablet she goes on."""
