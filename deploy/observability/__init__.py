"""Dashboards, rules and pictures of a running Foothold; docs/observability.md says how to use and change them.

`boards/`, `slo.py` and `presence.py` are what people edit; `python -m deploy.observability` writes the JSON and YAML
that Grafana and Prometheus read. `rules/alerts.yml` is written by hand.
"""
