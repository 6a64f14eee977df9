"""Waits for something that never comes."""

import time

print("begun")
time.sleep(600)
