"""An invented county to try the product in: never mixed with real files."""
