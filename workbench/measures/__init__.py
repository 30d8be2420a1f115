"""Measures: one module a table."""
