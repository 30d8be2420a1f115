"""Chance: one seeded generator for every measure."""

from __future__ import annotations

import hashlib

import numpy as np


def generator(seed: int, name: str) -> np.random.Generator:
    """Return the random generator of one measure in one study.

    Parameters
    ----------
    seed : int
        The study's seed.
    name : str
        The measure, with its cells where it runs more than once: each name draws its own stream.

    Returns
    -------
    numpy.random.Generator
        Seeded by SHA-256, so that it is the same on every machine and in every Python.
    """
    digest = hashlib.sha256(f"{seed}\0{name}".encode()).digest()
    return np.random.Generator(np.random.PCG64(int.from_bytes(digest[:16], "big")))
