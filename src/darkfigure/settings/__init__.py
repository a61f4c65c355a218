"""study.toml: one frozen struct per room; an unknown key is an error that suggests the right one."""

from darkfigure.settings.checks import is_loopback
from darkfigure.settings.reading import read_settings
from darkfigure.settings.structs import (
    ClaimsSettings,
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
    StudySettings,
)

__all__ = [
    "ClaimsSettings",
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
    "StudySettings",
    "is_loopback",
    "read_settings",
]
