"""How are many reports found, read and judged? Whole logs, at any size; stands on intake, read, check and explain."""
