"""An SMTP server that keeps every mail, an inbox page, and the part of Mailpit's REST API that we use."""
