"""What do we hand out? Plan, build, verify, export."""
