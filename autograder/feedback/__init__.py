"""Reports as a person reads them: pages, statistics of a class, the terminal.

Everything here is a function of reports; nothing is graded or stored.
"""
