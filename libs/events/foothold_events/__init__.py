"""Foothold's published language: the envelope, one file of schemas per producer, and the topics."""
