"""county-warehouse: county education-aid files in, one warehouse and its quality findings out.

The rooms, in the order of who may import whom, are drawn in the README.
"""

__version__ = "0.1.0"
