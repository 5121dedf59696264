"""Rules of the answers pillar: values in, values out. No Django, no clock, no network."""
