"""Pages and feeds fetched from live addresses, politely, each answer kept as it came."""
