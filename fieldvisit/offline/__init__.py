"""What runs on the tablet without a server: JavaScript beside the Python that publishes it."""
