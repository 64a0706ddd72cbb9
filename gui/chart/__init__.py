"""How is a chart drawn, seen on the screen, and brought out of the window?"""
