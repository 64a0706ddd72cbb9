"""Where do the bytes come from? Files, archives, folders, pipes and the journal; stands on model only."""
