"""Tests of the window and of its set-up."""
