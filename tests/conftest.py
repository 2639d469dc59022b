"""What holds for all tests."""

from hypothesis import HealthCheck, settings

# How quick the machine is says nothing about the code.
settings.register_profile("keur", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("keur")
