"""Which reports are there, how do they come in, and how are they listed?"""
