"""What the readers of archives raise where bytes are damaged or packed in a way that they do not know."""

import lzma
import struct
import zipfile
import zlib

BROKEN_ZIP = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
    ValueError,
)
BROKEN_STREAM = (EOFError, OSError, zlib.error, lzma.LZMAError)
