"""What API, pages and console share: middleware, error responses, strict JSON, forms, HTML, health, metrics."""
