"""ristretto255 in plain Python, as RFC 9496 writes it down: slow, not in constant time, to hold the library against."""

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
SQRT_M1 = pow(2, (P - 1) // 4, P)


def _is_negative(x):
    return x % P & 1


def _abs(x):
    return -x % P if _is_negative(x) else x % P


def _sqrt_ratio(u, v):
    r = u * v**3 % P * pow(u * pow(v, 7, P) % P, (P - 5) // 8, P) % P
    check = v * r * r % P
    was_square = check == u % P
    if check in (-u % P, -u * SQRT_M1 % P):
        r = r * SQRT_M1 % P
    return was_square or check == -u % P, _abs(r)


INVSQRT_A_MINUS_D = _sqrt_ratio(1, (-1 - D) % P)[1]
SQRT_AD_MINUS_ONE = -_sqrt_ratio((-D - 1) % P, 1)[1] % P  # the odd root, as the RFC has it
ONE_MINUS_D_SQ = (1 - D * D) % P
D_MINUS_ONE_SQ = (D - 1) ** 2 % P


def decode(encoded):
    s = int.from_bytes(encoded, "little")
    if s >= P or _is_negative(s) or len(encoded) != 32:
        raise ValueError
    ss = s * s % P
    u1, u2 = (1 - ss) % P, (1 + ss) % P
    v = (-(D * u1 * u1) - u2 * u2) % P
    was_square, root = _sqrt_ratio(1, v * u2 * u2 % P)
    den_x = root * u2 % P
    den_y = root * den_x * v % P
    x = _abs(2 * s * den_x)
    y = u1 * den_y % P
    t = x * y % P
    if not was_square or _is_negative(t) or y == 0:
        raise ValueError
    return x, y, 1, t


def encode(point):
    x, y, z, t = point
    u1, u2 = (z + y) * (z - y) % P, x * y % P
    _, root = _sqrt_ratio(1, u1 * u2 * u2 % P)
    den1, den2 = root * u1 % P, root * u2 % P
    z_inv = den1 * den2 * t % P
    if _is_negative(t * z_inv):
        x, y = y * SQRT_M1 % P, x * SQRT_M1 % P
        den = den1 * INVSQRT_A_MINUS_D % P
    else:
        den = den2
    if _is_negative(x * z_inv):
        y = -y % P
    return _abs(den * (z - y)).to_bytes(32, "little")


def _add(one, other):
    x1, y1, z1, t1 = one
    x2, y2, z2, t2 = other
    a, b = (y1 - x1) * (y2 - x2) % P, (y1 + x1) * (y2 + x2) % P
    c, d = 2 * D * t1 * t2 % P, 2 * z1 * z2 % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def _map(t):
    r = SQRT_M1 * t * t % P
    u = (r + 1) * ONE_MINUS_D_SQ % P
    v = (-1 - r * D) * (r + D) % P
    was_square, s = _sqrt_ratio(u, v)
    c = -1 % P
    if not was_square:
        s, c = -_abs(s * t) % P, r
    n = (c * (r - 1) * D_MINUS_ONE_SQ - v) % P
    w0, w1 = 2 * s * v % P, n * SQRT_AD_MINUS_ONE % P
    w2, w3 = (1 - s * s) % P, (1 + s * s) % P
    return w0 * w3 % P, w2 * w1 % P, w1 * w3 % P, w0 * w2 % P


class Reference:
    """The seven functions of `darkfigure.federate.group.Group`."""

    def element(self, wide):
        halves = (int.from_bytes(wide[at : at + 32], "little") % 2**255 % P for at in (0, 32))
        return encode(_add(*(_map(half) for half in halves)))

    def scalar(self, wide):
        return (int.from_bytes(wide, "little") % ORDER).to_bytes(32, "little")

    def multiply(self, scalar, element):
        point, result = decode(element), (0, 1, 1, 0)
        for bit in f"{int.from_bytes(scalar, 'little') % ORDER:b}":
            result = _add(result, result)
            if bit == "1":
                result = _add(result, point)
        return encode(result)

    def multiply_base(self, scalar):
        return self.multiply(scalar, BASE)

    def add(self, one, other):
        return encode(_add(decode(one), decode(other)))

    def subtract(self, one, other):
        x, y, z, t = decode(other)
        return encode(_add(decode(one), (-x % P, y, z, -t % P)))

    def is_element(self, encoded):
        try:
            return any(encoded) and decode(encoded) is not None
        except ValueError:
            return False


BASE = bytes.fromhex("e2f2ae0a6abc4e71a884a961c500515f58e30b6aa582dd8db6a65945e08d2d76")
