"""Family workers (TISF, AEP): intervention orders, their sessions, hours – and nothing of a family's health."""
