"""What the readers of archives raise where bytes are damaged or packed in a way that they do not know."""

import lzma
import struct
import zipfile
import zlib

BROKEN_BYTES = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,  # places before the start of the file, names that are no UTF-8
)
BROKEN_ZIP = (*BROKEN_BYTES, OSError)
BROKEN_STREAM = (EOFError, OSError, zlib.error, lzma.LZMAError)
