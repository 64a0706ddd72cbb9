"""Does the allocator keep its books, and do what running kernels did?"""
