"""Operations over figures: one table, each row with its formula and its function."""
