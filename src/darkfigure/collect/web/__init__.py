"""What people publish on the web: archives of it, feeds, and live addresses."""
