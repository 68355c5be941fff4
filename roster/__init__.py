"""The roster import: a CSV file of people, line by line, through the HTTP API."""
