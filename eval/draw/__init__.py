"""Draws filing papers as they really look; everything that is written on them is invented."""
