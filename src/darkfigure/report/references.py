"""The literature a report rests on."""

from darkfigure.records import Estimate

_ALWAYS = (
    (
        "Bishop, Y. M. M., Fienberg, S. E. & Holland, P. W. (1975). Discrete Multivariate Analysis: Theory and "
        "Practice. MIT Press."
    ),
    (
        "Chao, A. (1987). Estimating the population size for capture-recapture data with unequal catchability. "
        "Biometrics 43, 783–791."
    ),
    (
        "Fellegi, I. P. & Sunter, A. B. (1969). A theory for record linkage. Journal of the American Statistical "
        "Association 64, 1183–1210."
    ),
    (
        "Fienberg, S. E. (1972). The multiple recapture census for closed populations and incomplete 2ᵏ contingency "
        "tables. Biometrika 59, 591–603."
    ),
    "Hundepool, A., Domingo-Ferrer, J., Franconi, L. et al. (2012). Statistical Disclosure Control. Wiley.",
    "Schwarz, G. (1978). Estimating the dimension of a model. The Annals of Statistics 6, 461–464.",
)
_SPREAD = (
    "Rivest, L.-P. & Baillargeon, S. (2007). Applications and extensions of Chao's moment estimator for the size of a "
    "closed population. Biometrics 63, 999–1006."
)
_OF_METHOD = {
    "decomposable": "Madigan, D. & York, J. C. (1997). Bayesian methods for estimation of the size of a closed "
    "population. Biometrika 84, 19–31.",
    "latent-class": "Manrique-Vallier, D. (2016). Bayesian population size estimation using Dirichlet process "
    "mixtures. Biometrics 72, 1246–1254.",
    "stepwise": "Chan, L., Silverman, B. W. & Vincent, K. (2021). Multiple systems estimation for sparse capture data. "
    "Journal of the American Statistical Association 116, 1297–1306.",
    "log-linear-shrunken": "King, R. & Brooks, S. P. (2001). On the Bayesian analysis of population size. "
    "Biometrika 88, 317–336.",
    **dict.fromkeys(("mth-poisson", "mth-darroch", "mth-gamma"), _SPREAD),
}


def references(estimate: Estimate) -> tuple[str, ...]:
    """The works behind every report and behind the methods this one used, by author."""
    used = {method.method for method in estimate.methods} | {estimate.method}
    return tuple(sorted([*_ALWAYS, *(work for method, work in _OF_METHOD.items() if method in used)]))
