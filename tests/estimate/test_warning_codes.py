import re
from pathlib import Path

from darkfigure.captures import columns
from darkfigure.estimate import notices

ROOT = Path(__file__).parents[2]


def test_every_code_is_documented_and_every_code_given_is_declared() -> None:
    page = (ROOT / "docs/reference/warnings.md").read_text(encoding="utf-8")
    documented = set(re.findall(r"^\| `([a-z-]+)` \|", page, re.MULTILINE))
    assert set(notices.CODES) <= documented
    given = set()
    for path in [*(ROOT / "src/darkfigure/estimate").rglob("*.py"), Path(columns.__file__)]:
        given |= set(re.findall(r'Notice\(\s*code="([a-z-]+)"', path.read_text(encoding="utf-8")))
    assert given == set(notices.CODES)
