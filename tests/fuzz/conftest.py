"""Fuzzing on a machine that does other things too: no deadline, and the same examples every time."""

from hypothesis import HealthCheck, settings

settings.register_profile("kit", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("kit")
