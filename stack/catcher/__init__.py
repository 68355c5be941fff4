"""An SMTP server that saves every mail, an inbox page, and the part of Mailpit's REST API that we use."""
