"""Reading content packs: files in, checked rows out, each fault with its file and line.

A load is all or nothing: readers collect every fault before anything is written, so that an editor mends a
file once and not fault by fault. Leaves out what the rows mean; each storey reads its own.
"""
