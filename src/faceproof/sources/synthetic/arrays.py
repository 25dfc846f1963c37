"""The array types that every file of this package speaks of.

Floats are float32 wherever a kernel or a record holds them; the type leaves room for float64 in
between.
"""

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.floating[Any]]
Ints: TypeAlias = NDArray[np.integer[Any]]
U8: TypeAlias = NDArray[np.uint8]
U16: TypeAlias = NDArray[np.uint16]
Bool: TypeAlias = NDArray[np.bool_]
