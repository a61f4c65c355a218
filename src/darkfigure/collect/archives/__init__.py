"""Readers of what holds other files: zip, tar, compressed files. What they unpack is limited."""
