"""The local application over a study: it routes, renders and protects; what it shows comes from the rooms before it."""
