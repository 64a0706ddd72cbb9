"""Logs broken in every way we can think of: `python3 -m tests.fuzz N` reads N of them and says what went wrong."""
