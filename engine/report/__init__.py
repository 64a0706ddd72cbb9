"""Answers to text for a terminal, to JSON, and to the values that every chart draws."""
