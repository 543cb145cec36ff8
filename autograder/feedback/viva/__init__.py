"""Questions about a student's own code, whose answers were computed: asked in the sandbox, never part of a grade."""
