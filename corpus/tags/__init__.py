"""What the document says itself that its figures are: tags to facts."""
