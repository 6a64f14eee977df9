"""Programs that run inside a trial and are never imported here: they speak to upflow through a pipe that leads out."""
