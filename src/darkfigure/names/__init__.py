"""Personal names: roles, scripts, script-independent keys, and how likely two names are one person's."""
