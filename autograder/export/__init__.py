"""Scores as tables and files for platforms: Canvas, Moodle, Gradescope, nbgrader.

It reads reports and given marks, and writes nothing but what was asked for.
"""
