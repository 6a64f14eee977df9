"""What is GitHub's alone: its signature, its tokens, its timing, its words. The story beside it knows none of them."""
