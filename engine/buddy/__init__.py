"""The allocator itself: free lists on page frames, with splitting, merging, stealing and reserves."""
