"""Writes, named as verbs: each checks permission, makes one transaction, changes, logs, then does what follows
a commit. ``asking`` is the asker's side, ``replying`` the respondent's, ``releasing`` what becomes of both.
"""
