"""The office's screens, one module each with its state."""
