"""How are the answers found beside the window, and how does their page look?"""
