"""Is there what the window needs: an interpreter, a machine, a venv?  (Standard library only, no Qt.)"""
