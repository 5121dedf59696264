"""Comparanda asks every country the same question and publishes answers that can be compared."""
