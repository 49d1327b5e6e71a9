"""Quality gates: Great Expectations suites, kept as data, on what has landed and on the marts.

Nothing here imports Great Expectations before a check really runs.
"""
