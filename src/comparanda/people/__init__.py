"""People: users, organisations, contact points with dated membership, dated roles and topic responsibilities.

Leaves out what anybody may see of answers: `answers` decides that from the Viewer that this app makes.
"""
