"""What every finder of claims needs: exact arithmetic, the slip behind a difference, writing a claim, what a phrase names.

Belongs here: what knows nothing of any one kind of claim. Does not belong here: finding claims.
"""
