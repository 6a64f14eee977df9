"""What is killed in chaos, how, and what is counted afterwards."""
