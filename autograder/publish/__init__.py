"""From the reference to what students get: release, proof, calibration, lesson pages.

Only machines that hold the reference need it.
"""
