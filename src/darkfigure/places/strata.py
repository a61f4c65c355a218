"""How codes of countries and of their regions belong together."""

# Regions that are an origin of their own beside their country, with the republics and regions of Russia.
_OWN = frozenset({"CN-XJ", "UA-43", "GE-AB", "UZ-QR"})


def country_of(code: str) -> str:
    """The country of a code of a country or region.

    Example:
        >>> country_of("RU-CE"), country_of("KZ")
        ('RU', 'KZ')
    """
    return code[:2]


def stratum_of(code: str) -> str:
    """The code an origin is counted under: the country, or the region where the region is an origin of its own.

    Towns and regions of most countries say no more about where people came from than their country does, and lists
    name them or not; the regions of Russia, Xinjiang, Crimea, Abkhazia and Karakalpakstan are kept apart.

    Example:
        >>> stratum_of("UZ-FA"), stratum_of("RU-CE"), stratum_of("KZ")
        ('UZ', 'RU-CE', 'KZ')
    """
    return code if code.startswith("RU-") or code in _OWN else code[:2]
