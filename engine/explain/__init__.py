"""Values to answers: the verdict sentence, each zone's reason, the trace in words, what else may explain it."""
