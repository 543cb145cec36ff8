"""A student's own check and watch, in the notebook and in the terminal.

It works with the public half of an assignment alone: no reference, no secret, no other people.
"""
