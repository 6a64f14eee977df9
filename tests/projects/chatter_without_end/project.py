"""Never ends, and never is silent."""

import time

while True:
    print("still here")
    time.sleep(0.1)
