"""Readers of what programs for messages export: Telegram, WhatsApp, X."""
