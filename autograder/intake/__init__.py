"""What a path holds, as submissions. It reads and never runs; what cannot be used is said in words."""
