"""What does the public touch? A Django project: pages, accounts, access, files and an API."""
