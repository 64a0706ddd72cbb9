"""How does what people open become a text or a log in the window?"""
