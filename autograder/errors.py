"""The one exception that a user is meant to read."""


class UserError(Exception):
    """What was found, what was expected, what to do next: printed without a traceback, exit status 2."""


class KitError(Exception):
    """Something of ours failed (a dead zygote, a check that cannot run): named in the report, exit status 1."""
