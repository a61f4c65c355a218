"""Whether what study.toml says under `[spark]` can be."""

import re
from pathlib import Path

from darkfigure.errors import SettingsError
from darkfigure.settings.structs import SparkSettings

_MASTER = re.compile(r"local(\[[0-9*,]+\])?|local-cluster\[\d+,\d+,\d+\]|spark://\S+|yarn|k8s://\S+")
_SECRET = re.compile(r"secret|password|access\.key|session\.token|credential(?!s\.provider)", re.IGNORECASE)
_OURS = ("spark.sql.ansi.", "spark.sql.execution.arrow.", "spark.sql.session.timeZone")


def check_spark(spark: SparkSettings, path: Path) -> None:
    """Refuse a master that Spark does not know, and settings that have their place elsewhere.

    Raises:
        SettingsError: The first fault; what was written as a secret is not repeated.
    """
    if not _MASTER.fullmatch(spark.master):
        raise SettingsError(
            f"{path}: [spark] master is `{spark.master}`; it is `local`, or a cluster as Spark writes it: "
            "spark://HOST:7077, yarn, or k8s://https://HOST:PORT."
        )
    for key in spark.conf:
        if not key.startswith("spark."):
            raise SettingsError(
                f"{path}: [spark.conf] has `{key}`; names of Spark's settings begin with `spark.`. Those of Hadoop are "
                f"written `spark.hadoop.{key}`."
            )
        if key == "spark.master":
            raise SettingsError(f"{path}: [spark.conf] has `spark.master`. Write it as `master` under [spark].")
        if key.startswith(_OURS):
            raise SettingsError(
                f"{path}: [spark.conf] has `{key}`, on which the answers depend; the program sets it. Remove it."
            )
        if _SECRET.search(key):
            raise SettingsError(
                f"{path}: [spark.conf] has `{key}`. study.toml is copied and shown with the study and is no place for "
                "secrets: let the machines have a role, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY where the "
                "program runs."
            )
