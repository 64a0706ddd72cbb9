"""Tests of engine/survey."""
