"""Tables inside a report: rows and columns that add up, columns that follow from others, text against table.

Belongs here: claims of a table's layout. Does not belong here: finding tables in a text (``text.tables``).
"""
