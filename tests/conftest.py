"""Hypothesis looks for counterexamples without a clock: a slow machine is not a failing test."""

from hypothesis import settings

settings.register_profile("default", deadline=None)
settings.load_profile("default")
