"""Settings by purpose; the environment is read once, in ``base``."""
