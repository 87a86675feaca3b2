"""A hub for the course: on one machine (`instructor hub`) or on Kubernetes (`kubernetes/`); `README.md` is its page."""
