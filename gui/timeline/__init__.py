"""How does a log look over time?"""
