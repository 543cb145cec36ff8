"""Where student code runs: the zygote, its children, the kernel in them, and the channel that data crosses.

Nothing here judges: what an answer is worth is decided in `grading`.
"""
