"""Fills queues of messages, of both kinds: memory of the kernel, that no file and no process shows."""

import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
message = ctypes.create_string_buffer(8 + 4096)
message[0] = 1
sent = 0
for _ in range(100_000):
    queue = libc.msgget(0, 0o600)
    if queue < 0:
        break
    while libc.msgsnd(queue, message, 4096, 0o4000) == 0:
        sent += 4096
for number in range(100_000):
    queue = libc.mq_open(b"/q%d" % number, os.O_CREAT | os.O_RDWR | os.O_NONBLOCK, 0o600, None)
    if queue < 0:
        break
    while libc.mq_send(queue, message, 4096, 0) == 0:
        sent += 4096
print("sent", sent)
