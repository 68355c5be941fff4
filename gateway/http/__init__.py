"""What API, pages and console share of HTTP: middleware, refusals, strict JSON, forms, HTML, health, metrics."""
