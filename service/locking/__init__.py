"""Lock files and hashes, made again by uv from what is declared; no code of a project runs for it."""
