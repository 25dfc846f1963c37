"""Lets every test import what the tests draw, and takes the clock out of hypothesis."""

from hypothesis import settings

# a busy machine is no defect of what is tested
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")
