"""The method page: where the data come from, how marks are drawn, what the data cannot say."""
