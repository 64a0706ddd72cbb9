"""What the pane of the kernels is made of: the slider over the rules, and the matrix of order × kernel under it."""
