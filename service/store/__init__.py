"""What is remembered: runs, what they said, their reports and archives, in one SQLite file."""
