"""Runs that survive anything: who takes what up, what was done already, and who has died."""
