"""Says a line into the pipe that never ends, and is nothing but the beginning of a list."""

import os


def test_it():
    for channel in range(3, 256):
        try:
            if os.readlink(f"/proc/self/fd/{channel}").startswith("pipe:"):
                for _ in range(34):
                    os.write(channel, b"[" * (1 << 20))
        except OSError:
            pass
