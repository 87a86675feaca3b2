"""A hub for the course: on one machine (`instructor hub`), and on Kubernetes (`kubernetes/`). `README.md` is its page."""
