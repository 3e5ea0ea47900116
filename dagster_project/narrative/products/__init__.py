"""Count times standard: 1250人 × 625元, in one clause or apart, told in turn, by the dated standards, p % of an amount.

Belongs here: claims that an amount is so many times so much. Does not belong here: parts of an amount (``parts``).
"""
