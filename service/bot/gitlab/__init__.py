"""What is GitLab's alone: its words for merge requests, notes and statuses. The story beside it knows none of them."""
