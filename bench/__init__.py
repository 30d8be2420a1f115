"""Measure the workbench beside what a user would pick instead: `make bench`."""
