"""Text of any origin → values: prefixes peeled, damage mended and told, one report for each event in it."""
