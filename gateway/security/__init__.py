"""Who may call: API keys, the console's sessions, and forms that only their own reader can press."""
