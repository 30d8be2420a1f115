"""Shapes: what is no table, turned into rows that a layout knows."""
