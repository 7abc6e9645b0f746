"""Health checks at nursery school (« BSEM », CSP L2112-2): a session at a school, its class list, what was found."""
