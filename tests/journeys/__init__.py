"""Journeys: people at work in a real browser, against the real demo server with its starter content."""
