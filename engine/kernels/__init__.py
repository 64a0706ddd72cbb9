"""What differs between kernels, as rows: rule generations, GFP bits, zone layouts, and the choice of rules with its
reason.
"""
