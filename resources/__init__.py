"""Data that the program ships: samples, icons, pinned requirements."""
