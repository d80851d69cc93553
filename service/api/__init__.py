"""The JSON API and the edge: routes, shapes, problems, limits, caching. Holds no arithmetic."""
