"""Hypothesis profiles, chosen with ``--hypothesis-profile``; none has a deadline: a slow machine is no failing test.

``dev`` is the default and looks elsewhere in every run; ``ci`` repeats itself; ``thorough`` is for a night.
``mutation`` is for ``tests/mutation.py``, which runs the suite a thousand times.
"""

import os

from hypothesis import HealthCheck, settings

settings.register_profile("dev", deadline=None, max_examples=100)
settings.register_profile("ci", deadline=None, max_examples=200, derandomize=True, database=None)
settings.register_profile("thorough", deadline=None, max_examples=100_000, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("mutation", deadline=None, max_examples=10, derandomize=True, database=None)
settings.load_profile("ci" if os.environ.get("CI") else "dev")
