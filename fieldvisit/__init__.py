"""Fieldvisit: what French PMI and TISF workers take into families' homes."""
