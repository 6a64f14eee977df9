"""What a program takes, and what it leaves behind."""
