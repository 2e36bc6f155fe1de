"""The pages, one file for each chapter: they ask the gateway, and show what it says."""
