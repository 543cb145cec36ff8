"""One submission to one report: checks run on answers, mistakes recognised, verdicts given.

It knows no class, no page and no platform.
"""
