"""A course small enough to grade in a tenth of a second, and what somebody clever and hostile might hand in to it."""
