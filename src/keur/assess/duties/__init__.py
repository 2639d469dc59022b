"""The obligations of a law, and what the plant shows of each."""
