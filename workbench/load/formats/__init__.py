"""Formats: the exports that platforms give, each a layout file and, where it is no table, a shape.

A format in `layouts/NAME.toml` says how it is recognised and what its columns mean; `shapes/NAME.py` turns what is no
table (nested JSON, transcripts) into rows with the layout's columns. Formats of others come through the entry point
group `workbench.formats`.
"""
