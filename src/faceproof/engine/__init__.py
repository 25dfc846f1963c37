"""Run these jobs, here or on a cluster, and resume."""
