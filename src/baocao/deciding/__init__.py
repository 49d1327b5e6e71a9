"""Decisions about quality flags: an office explains one, waives it for a time, or opens it again.

They stand in a log in which an altered line shows, and take effect in the next build. They change
how a flag stands and nothing else: no figure, no verdict.
"""
