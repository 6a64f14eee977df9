"""Ends children that nobody waits for, its own and orphans."""

import os
import time

for number in range(40):
    if not os.fork():
        if number % 2:
            os.fork()
        os._exit(0)
time.sleep(0.5)
print("zombies")
