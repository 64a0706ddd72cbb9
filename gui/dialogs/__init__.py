"""Windows beside the window: each asks for a few things and goes."""
