"""One figure measured by another: shares, ratios, means, growth and differences.

Belongs here: claims that a rate or a change lies between two figures. Does not belong here: sums (``parts``).
"""
