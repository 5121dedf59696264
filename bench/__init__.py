"""Benchmarks: each figure beside its baseline from the same run, because a ratio travels between machines.

``python -m bench`` runs all, ``python -m bench page files`` some. Leaves out the tests: a slow run fails no build.
"""
