"""Tests of engine/intake."""
