"""Who may talk to the counter, from which pages, with what: origins, tokens, headers, uploads. Pure but for the key file."""
