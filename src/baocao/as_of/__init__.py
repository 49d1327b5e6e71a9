"""Any published table as it stood at an instant: a build of what was known then, made once.

A replay is an ordinary full build whose clock is the instant: landing holds when everything was
received, so a build for an instant takes in what had arrived by then and nothing else.
"""
