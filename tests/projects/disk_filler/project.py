"""Writes into its folder until that is full."""

with open("data.bin", "wb") as data:
    while True:
        data.write(bytes(1 << 20))
