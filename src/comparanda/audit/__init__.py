"""Audit: an append-only record of who did what when, chained so that tampering shows.

Leaves out what answers say (an entry names its subject, never its contents) and who may read the log: the
storeys above know the roles.
"""
