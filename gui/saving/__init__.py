"""How does something become a file: whole or not at all, as paper, as an incident?"""
