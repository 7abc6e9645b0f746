"""What is copied from the child’s health booklet (« carnet de santé ») and its certificates."""
