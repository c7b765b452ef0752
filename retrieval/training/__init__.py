"""Training of the models that search with: tools for stores, and how the pocket models were made."""
