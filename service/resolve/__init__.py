"""Stage: which sets of versions are worth trying, and their full pins."""
