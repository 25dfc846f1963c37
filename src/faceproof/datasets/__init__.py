"""What is in this folder? Manifests and foreign trees, read and written."""
