"""The registry of measures by end user."""
