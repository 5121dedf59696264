"""Outbox: mail written in the transaction of what it tells of, kept, and delivered until it arrives.

Leaves out what the letters say: whoever posts one writes it, in its reader's language.
"""
