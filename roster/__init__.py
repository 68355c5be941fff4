"""The roster import: loads people from a CSV file, line by line, through the HTTP API."""
