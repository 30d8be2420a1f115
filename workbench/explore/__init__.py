"""Exploring: a study at once, from files or a table at hand."""
