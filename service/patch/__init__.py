"""Stage: source edits and requirement edits, joined into one diff."""
