"""The gateway: the HTTP API, the pages behind links in letters, and the console."""
