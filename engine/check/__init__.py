"""The kernel's decision replayed: the watermark check with its trace, and the walk over the zones."""
