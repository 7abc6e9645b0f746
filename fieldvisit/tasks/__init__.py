"""What is left to do by somebody: each room puts its tasks here, one place lists them."""
