"""Plain Python the whole house stands on: no Django, no clock, no network."""
