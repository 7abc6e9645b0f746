"""Photos and signatures: how they arrive in pieces, where they lie, what is shown of them."""
