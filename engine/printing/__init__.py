"""How is it printed as it is found?"""
