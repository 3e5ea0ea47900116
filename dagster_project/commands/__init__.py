"""Commands of ``county-warehouse`` that need more than a few lines, one module each; ``cli`` puts them together.

Belongs here: options, and words for the terminal. Does not belong here: anything that could be called without one.
"""
