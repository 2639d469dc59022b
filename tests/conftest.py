"""What holds for all tests."""

from hypothesis import HealthCheck, settings

# How quick the machine is says nothing about the code. The suite tries the same examples each time, so that a change is
# judged by what it changed; `make search` tries others.
settings.register_profile("keur", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
settings.register_profile("search", settings.get_profile("keur"), derandomize=False, max_examples=1000)
settings.load_profile("keur")
