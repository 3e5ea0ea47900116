"""The text as figures between words: plain script, numbers with their units, sentences, periods, tables.

Belongs here: what stands in a text and where. Does not belong here: what any of it claims.
"""
