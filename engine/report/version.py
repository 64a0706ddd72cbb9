"""Which Buddyscope is this, also where only its folder `engine` was copied to?"""

from __future__ import annotations

VERSION = "0.1.0"
"""That of pyproject.toml; a test compares them."""
