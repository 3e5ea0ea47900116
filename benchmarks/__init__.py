"""What the pipeline costs, and what the same work costs otherwise. Run: ``python -m benchmarks SIZE``; see README.md.

What belongs here: measuring, and the scripts that are measured. What does not: anything the product uses.
"""
