"""One peer on one study: reads `mention.parquet` and `pairs.parquet` of a folder, writes `persons.csv`.

    python benchmarks/linkage_peer.py splink|splink-large|nomenklatura|recordlinkage FOLDER

Run by `linkage_peers.py`, with an interpreter that has the peer and does not see darkfigure. Peers get names as
written, and births, sexes and origins as darkfigure read them: years, f or m, ISO codes.
"""

import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

_SPLINK_PROBABILITY = 0.95
_LOGIC_SCORE = 0.7  # the threshold that the makers of logic-v2 use by default
_SIMILAR = 0.85  # Jaro-Winkler similarity from which recordlinkage counts two names as alike

Links = tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]


_RULES = (("first", "year"), ("last", "year"), ("first", "last"), ("town", "year"), ("origin", "year", "sex"))
_RULES_OF_MANY = (("first", "last"), ("first", "year", "town"), ("last", "year", "town"))  # of a million rows
_TRAINED_ON = ("year", "origin")
_TRAINED_ON_OF_MANY = ("year", "town")  # year and origin bring together 1.1 billion pairs of a million rows


def splink_links(mentions: pd.DataFrame, pairs: pd.DataFrame) -> Links:  # noqa: ARG001 - it blocks by itself
    """Splink with comparisons of its library, trained without labels as its guide says."""
    return _splink(mentions, _RULES, _TRAINED_ON)


def splink_links_of_many(mentions: pd.DataFrame, pairs: pd.DataFrame) -> Links:  # noqa: ARG001 - it blocks by itself
    """The same with rules that bring together few enough pairs of very many rows."""
    return _splink(mentions, _RULES_OF_MANY, _TRAINED_ON_OF_MANY)


def _splink(mentions: pd.DataFrame, rules: tuple[tuple[str, ...], ...], trained_on: tuple[str, ...]) -> Links:
    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    rows = pd.DataFrame(
        {
            "unique_id": mentions["mention"],
            "name": mentions["name"].str.casefold(),
            "first": mentions["name"].str.casefold().str.split().str[0],
            "last": mentions["name"].str.casefold().str.split().str[-1],
            "year": mentions["birth_low"].astype("Int64").astype("string"),
            "sex": mentions["sex"],
            "origin": mentions["origin"],
            "town": mentions["hometown"].str.casefold(),
        }
    )
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=[
            cl.NameComparison("first"),
            cl.NameComparison("last"),
            cl.ExactMatch("year"),
            cl.ExactMatch("sex"),
            cl.ExactMatch("origin").configure(term_frequency_adjustments=True),
            cl.LevenshteinAtThresholds("town", 2),
        ],
        blocking_rules_to_generate_predictions=[block_on(*rule) for rule in rules],
    )
    linker = Linker(DuckDBAPI().register(rows, dataset_display_name="mentions"), settings, log_level=None)
    linker.training.estimate_probability_two_random_records_match([block_on("first", "last", "year")], recall=0.5)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6)
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("first", "last"))
    linker.training.estimate_parameters_using_expectation_maximisation(block_on(*trained_on))
    found = linker.inference.predict(threshold_match_probability=_SPLINK_PROBABILITY).as_pandas_dataframe()
    return found["unique_id_l"].to_numpy(np.int64), found["unique_id_r"].to_numpy(np.int64)


def nomenklatura_links(mentions: pd.DataFrame, pairs: pd.DataFrame) -> Links:
    """Nomenklatura's logic-v2 on the pairs that darkfigure brings together."""
    from followthemoney import model
    from nomenklatura.matching import LogicV2, ScoringConfig

    entities = []
    for row in mentions.itertuples():
        said = {
            "name": [name for name in (row.name, row.kunya) if isinstance(name, str)],
            "alias": row.aliases.split(";") if isinstance(row.aliases, str) else [],
            "birthDate": [] if pd.isna(row.birth_low) or row.birth_low != row.birth_high else [str(int(row.birth_low))],
            "gender": {"m": ["male"], "f": ["female"]}.get(row.sex, []),
            "nationality": [row.origin[:2].lower()] if isinstance(row.origin, str) else [],
            "birthPlace": [row.hometown] if isinstance(row.hometown, str) else [],
        }
        entities.append(model.get_proxy({"id": str(row.mention), "schema": "Person", "properties": said}))
    config = ScoringConfig.defaults()
    left, right = pairs["left"].to_numpy(), pairs["right"].to_numpy()
    score = np.array(
        [
            LogicV2.compare(entities[a], entities[b], config).score
            for a, b in zip(left.tolist(), right.tolist(), strict=True)
        ]
    )
    return left[score >= _LOGIC_SCORE], right[score >= _LOGIC_SCORE]


def recordlinkage_links(mentions: pd.DataFrame, pairs: pd.DataFrame) -> Links:
    """The ECM classifier of recordlinkage, on the pairs that darkfigure brings together."""
    import recordlinkage

    rows = mentions.assign(
        name=mentions["name"].str.casefold(), town=mentions["hometown"].str.casefold(), year=mentions["birth_low"]
    )
    compare = recordlinkage.Compare()
    compare.string("name", "name", method="jarowinkler", threshold=_SIMILAR)
    compare.exact("year", "year")
    compare.exact("sex", "sex")
    compare.exact("origin", "origin")
    compare.string("town", "town", method="jarowinkler", threshold=_SIMILAR)
    features = compare.compute(pd.MultiIndex.from_frame(pairs), rows)
    found = recordlinkage.ECMClassifier().fit_predict(features)
    return found.get_level_values(0).to_numpy(np.int64), found.get_level_values(1).to_numpy(np.int64)


_PEERS: dict[str, Callable[[pd.DataFrame, pd.DataFrame], Links]] = {
    "splink": splink_links,
    "splink-large": splink_links_of_many,
    "nomenklatura": nomenklatura_links,
    "recordlinkage": recordlinkage_links,
}


def main() -> None:
    name, folder = sys.argv[1], Path(sys.argv[2])
    mentions, pairs = pd.read_parquet(folder / "mention.parquet"), pd.read_parquet(folder / "pairs.parquet")
    left, right = _PEERS[name](mentions, pairs)
    # every peer's own way to persons is connected components
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    graph = coo_matrix((np.ones(len(left), dtype=np.int8), (left, right)), shape=(len(mentions), len(mentions)))
    _, person = connected_components(graph, directed=False)
    mentions.assign(person=person)[["source", "row", "person"]].to_csv(folder / "persons.csv", index=False)


if __name__ == "__main__":
    main()
