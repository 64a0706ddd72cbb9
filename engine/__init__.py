"""Why a Linux page allocation failed: kernel text read, that kernel's own decision replayed, the answer in words.

Plain Python, standard library only. The floors, each standing on the ones before it: model, kernels, read, check,
explain, report, cli.
"""
