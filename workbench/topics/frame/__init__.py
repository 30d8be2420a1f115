"""Code frames: topics that a team has already, read from and written to a sheet."""
