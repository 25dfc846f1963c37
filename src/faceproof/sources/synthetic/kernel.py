"""How the inner loops are compiled: one decorator for all of them."""

import numba as nb

kernel = nb.njit(cache=True, fastmath=True, nogil=True, _nrt=False)
"""Compile to machine code, cached on disk.

`fastmath`: the same machine gives the same bytes, another processor may differ in the last bit.
`_nrt=False`: kernels write into arrays they are given and allocate none, so the counting of
references around every small function, a third of the shading time, is left out.
"""
