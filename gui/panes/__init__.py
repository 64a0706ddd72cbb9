"""What the window shows, pane by pane. Panes show values and ask for edits; none of them knows another."""
