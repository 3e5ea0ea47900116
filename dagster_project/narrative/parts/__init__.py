"""Parts and wholes: lists that add up (其中, 分别为, 共), stock and flow, limits, counted names, one thing told twice.

Belongs here: claims that figures of one thing belong together. Does not belong here: shares of a whole (``rates``), tables.
"""
