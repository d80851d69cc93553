"""Words of a question to what they mean: measures, periods, operations, scope."""
