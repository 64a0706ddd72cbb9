"""Benchmarks: python3 -m tests.bench prints figures and the floor of the same run. They are no timed tests."""
