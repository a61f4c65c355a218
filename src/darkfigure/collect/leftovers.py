"""What programs leave beside a person's files, in folders and archives."""

_NAMES = {"thumbs.db", "desktop.ini"}


def left_by_programs(path: str) -> bool:
    """Whether a path is hidden, a lock file of an office program, or what a system keeps about a folder.

    Example:
        >>> left_by_programs("a/.DS_Store"), left_by_programs("__MACOSX/a.txt"), left_by_programs("a/b.txt")
        (True, True, False)
    """
    parts = [part for part in path.replace("\\", "/").split("/") if part not in {"", ".", ".."}]
    return not parts or parts[-1].lower() in _NAMES or any(part.startswith((".", "~$", "__MACOSX")) for part in parts)
