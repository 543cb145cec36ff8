"""Why a check failed: a ladder of what can be told of an answer, and of how it was made, told only where it is shown.

It is asked for failed checks alone, decides nothing, and knows no student's code but through what was recorded of it.
"""
