"""The desk: a page on this machine at which people read a class's work, give points and comments, and override.

One process, a token in the address. What students wrote is text here: escaped, never run, never markup.
"""
