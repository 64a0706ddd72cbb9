"""How are figures shown in tables and fields, and typed there by a person?"""
