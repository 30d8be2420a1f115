"""Exports made by our own code in the layouts of the platforms; the people and posts in them are invented."""
