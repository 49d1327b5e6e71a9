"""What people read: status, flags, trace, queries and the quality report of a period.

Everything here reads the current published version and nothing else.
"""
