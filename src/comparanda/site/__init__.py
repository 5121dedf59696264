"""Wires the rooms together: settings, addresses, navigation, home, command line, look and feel."""
