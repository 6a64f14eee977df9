"""Measuring: a plain pin is installed for real, imported and used, and what happened becomes a record with its cure."""
