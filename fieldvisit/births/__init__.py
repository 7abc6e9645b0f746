"""Birth notices, pregnancy declarations, death notices: imported, matched, assigned."""
