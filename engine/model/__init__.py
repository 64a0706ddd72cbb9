"""The words of the kernel as frozen values: zones, requests, traces, reports. Counts are pages."""
