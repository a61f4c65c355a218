"""Worlds of different hardness, by name."""

from dataclasses import replace

from darkfigure.simulate.world import Dependence, ListPlan, Origin, World

_DEFAULT = World()


def _with_captures(*captures: float) -> tuple[ListPlan, ...]:
    return tuple(replace(plan, capture=capture) for plan, capture in zip(_DEFAULT.lists, captures, strict=False))


_ROUGH_LISTS = tuple(
    replace(
        plan,
        birth_missing=min(0.6, plan.birth_missing + 0.2),
        father_missing=min(0.9, plan.father_missing + 0.2),
        family_missing=min(0.5, plan.family_missing + 0.05),
        town_missing=min(0.9, plan.town_missing + 0.2),
    )
    for plan in _DEFAULT.lists
)

_SOUTHERN = World(
    title="Foreigners in Syria and Iraq, 2013-2015 (invented)",
    origins=(
        Origin(code="TN", share=0.20, cultures=(("mag", 1.0),)),
        Origin(code="SA", share=0.18, cultures=(("arab", 1.0),)),
        Origin(code="TR", share=0.16, cultures=(("tr", 1.0),)),
        Origin(code="RU-CE", share=0.12, cultures=(("ce", 1.0),)),
        Origin(code="JO", share=0.10, cultures=(("arab", 1.0),)),
        Origin(code="RU-DA", share=0.08, cultures=(("da", 1.0),)),
        Origin(code="MA", share=0.07, cultures=(("mag", 1.0),)),
        Origin(code="EG", share=0.05, cultures=(("arab", 1.0),)),
        Origin(code="FR", share=0.04, cultures=(("mag", 0.75), ("fr", 0.25))),
    ),
    lists=(
        ListPlan(name="registry", style="arabic-registry", capture=0.33, birth_missing=0.15, father_missing=0.10,
                 family_missing=0.06, kunya_only=0.04, kunya_known=0.6, town_missing=0.3),
        ListPlan(name="border", style="turkish-border", capture=0.26, birth_missing=0.12, father_missing=0.75,
                 family_missing=0.02, kunya_known=0.1, town_missing=0.3),
        ListPlan(name="court", style="french-court", capture=0.20, birth_missing=0.18, father_missing=0.55,
                 family_missing=0.03, kunya_known=0.3),
        ListPlan(name="caucasus", style="russian-register", capture=0.19, birth_missing=0.12, father_missing=0.15,
                 family_missing=0.01, kunya_known=0.3),
        ListPlan(name="accounts", style="posts", capture=0.24, birth_missing=0.40, father_missing=0.75,
                 family_missing=0.45, kunya_only=0.06, kunya_known=0.85, town_missing=0.5),
    ),
    dependence=(Dependence(first="registry", second="border", log_odds=0.4),),
)  # fmt: skip

VARIANTS: dict[str, World] = {
    "default": _DEFAULT,
    "three-lists": replace(_DEFAULT, lists=_with_captures(0.37, 0.33, 0.32), dependence=()),
    "more-namesakes": replace(_DEFAULT, namesakes=0.16, brothers=0.16),
    "clean": replace(
        _DEFAULT, typos=0.02, birth_off=0.01, origin_missing=0.03, origin_wrong=0.0, sex_missing=0.03, swapped=0.01
    ),
    "rough": replace(
        _DEFAULT, lists=_ROUGH_LISTS, typos=0.16, birth_off=0.1, origin_missing=0.2, second_kunya=0.2, swapped=0.1
    ),
    "southern": _SOUTHERN,
}
