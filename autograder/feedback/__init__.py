"""Reports as a person reads them: pages, statistics of a class, the terminal.

Everything here is a function of reports, and in viva/ of a student's own code; nothing is graded or stored.
"""
