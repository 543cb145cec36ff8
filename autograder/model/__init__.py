"""What everyone speaks of: the course (grading.toml), notebooks, reports, policy, and how values are written down.

Nothing here runs student code, compares answers or talks to a person; it imports nothing else of the kit.
"""
