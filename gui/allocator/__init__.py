"""What the pane of the allocator is made of: the map, the play, the workload, the graphs."""
