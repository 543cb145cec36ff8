"""The commands: options in, values to a package below, sentences out. No decision about a grade is made here."""
