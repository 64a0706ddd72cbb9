"""How are two reports compared, or one before and after edits: which two, what differs, and how is that shown?"""
