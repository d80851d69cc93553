"""The edge, the API and the pages: HTTP in, JSON and pages out. Holds no arithmetic."""
