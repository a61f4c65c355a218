"""Videos that tests make of invented pictures."""

import av
import numpy as np
from invented_pictures import picture

RATE = 4  # frames a second


def write(path, numbers, *, mirrored=False, codec="mpeg4"):
    """A video that shows each picture for a second, moving a little."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=RATE)
        stream.width, stream.height, stream.pix_fmt = 320, 240, "yuv420p"
        stream.gop_size = 8
        for number in numbers:
            pixels = np.zeros((260, 340, 3), np.uint8) if number is None else picture(number, 260, 340)
            for step in range(RATE):
                shown = pixels[step : step + 240, step : step + 320]
                shown = np.ascontiguousarray(shown[:, ::-1] if mirrored else shown)
                container.mux(stream.encode(av.VideoFrame.from_ndarray(shown, format="rgb24")))
        container.mux(stream.encode())
    return path
