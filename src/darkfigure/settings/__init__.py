"""study.toml: one frozen struct per room; an unknown key is an error that suggests the right one."""

from darkfigure.settings.checks import is_loopback
from darkfigure.settings.reading import read_settings
from darkfigure.settings.structs import (
    ClaimsSettings,
    CollectSettings,
    EstimateSettings,
    EvidenceSettings,
    ExtractSettings,
    FlowsScenario,
    FlowsSettings,
    LinkSettings,
    Period,
    ReportSettings,
    Settings,
    SourceSettings,
    SparkSettings,
    SpreadSettings,
    StudySettings,
    is_web_address,
)

__all__ = [
    "ClaimsSettings",
    "CollectSettings",
    "EstimateSettings",
    "EvidenceSettings",
    "ExtractSettings",
    "FlowsScenario",
    "FlowsSettings",
    "LinkSettings",
    "Period",
    "ReportSettings",
    "Settings",
    "SourceSettings",
    "SparkSettings",
    "SpreadSettings",
    "StudySettings",
    "is_loopback",
    "is_web_address",
    "read_settings",
]
