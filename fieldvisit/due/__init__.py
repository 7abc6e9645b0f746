"""What is due, by whom and when: rules as data, facts in, a list out; what a person decided stays."""
