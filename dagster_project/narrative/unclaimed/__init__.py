"""Figures that no words claim anything of: what the numbers around them give, and what they nearly give.

Belongs here: what looks at other finders' claims first. Does not belong here: claims that words make.
"""
