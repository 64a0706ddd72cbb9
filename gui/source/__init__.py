"""How is the text that was read shown, searched and edited?"""
