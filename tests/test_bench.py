"""The bench: its scores against hand calculations, its table, and the competitors that need no other environment."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.util import find_spec

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.bars import bars
from bench.command import main, turns
from bench.method import METHODS, OUTLIER
from bench.options import Options, read
from bench.score import agreement, clusters, moved, score
from bench.table import markdown, quoted
from bench.textset import SAMPLE, SETS, load
from tests.small_project import environment


@pytest.mark.parametrize(
    ("truth", "found", "share"),
    [
        ("aaabbc", [1, 1, 0, 0, 0, 2], 5 / 6),  # one a lies in b's cluster
        ("aaaa", [0, 0, 1, 1], 2 / 4),  # a label has one cluster: the other half is wrong
        ("aabb", [3, 3, 3, 3], 2 / 4),  # a cluster has one label
        # taking the largest pair first gives 5 of 13; the best matching is 4 + 4
        ("aaaaaaaaabbbb", [0] * 5 + [1] * 4 + [0] * 4, 8 / 13),
        ("abcd", [9, 7, 8, 6], 1.0),  # names do not matter
    ],
)
def test_accuracy_matches_each_cluster_with_one_label_as_counted_by_hand(truth, found, share):
    assert score(list(truth), found).acc == pytest.approx(share)


def test_ari_and_ami_are_those_of_a_published_example():
    # Rand 1971's two partitions as in scikit-learn's guide: labels 000111, clusters 001122: ARI .24
    found = score([0, 0, 0, 1, 1, 1], [0, 0, 1, 1, 2, 2])
    assert found.ari == pytest.approx(0.2424, abs=1e-4)
    assert found.ami == pytest.approx(0.2987, abs=1e-4)


def test_outliers_are_one_more_class_where_they_stay():
    truth = list("aaaabbbb")
    assert score(truth, [0, 0, 0, OUTLIER, 1, 1, 1, OUTLIER]).acc == pytest.approx(6 / 8)


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(-1, 5)), min_size=2, max_size=40), st.permutations(range(7)))
def test_scores_do_not_depend_on_names_or_order(rows, names):
    truth, found = (np.array(side) for side in zip(*rows, strict=True))
    renamed = np.array([names[at + 1] for at in found])
    one, two = score(truth, found), score(truth[::-1], renamed[::-1])
    assert (one.ari, one.ami, one.acc) == pytest.approx((two.ari, two.ami, two.acc))


def test_an_outlier_moves_to_the_cluster_with_the_nearest_centre():
    vectors = np.array([[1.0, 0.0], [2.0, 0.2], [0.0, 1.0], [0.9, 0.3], [0.2, 5.0]])
    labels = np.array([4, 4, 7, OUTLIER, OUTLIER])
    assert moved(labels, vectors).tolist() == [4, 4, 7, 4, 7]
    assert labels.tolist() == [4, 4, 7, OUTLIER, OUTLIER]


def test_the_length_of_a_vector_does_not_pull_a_centre():
    # a centre of plain means would point along the long row, and the outlier would go to 1
    vectors = np.array([[0.0, 100.0], [1.0, 0.0], [1.0, 0.0], [0.6, 0.8], [0.9, 0.3]])
    assert moved(np.array([0, 0, 0, 1, OUTLIER]), vectors).tolist() == [0, 0, 0, 1, 0]


@pytest.mark.parametrize("labels", [[OUTLIER] * 3, [0, 1, 1]])
def test_nothing_moves_without_outliers_or_without_clusters(labels):
    assert moved(np.array(labels), np.eye(3)).tolist() == labels


def test_runs_agree_whatever_their_clusters_are_called():
    assert agreement([np.array([0, 0, 1, 1]), np.array([5, 5, 2, 2])]) == pytest.approx(1.0)
    assert agreement([np.array([0, 0, 1, 1])]) is None
    assert clusters(np.array([OUTLIER, 3, 3, 8])) == 2


METHOD = {
    "runs": 3, "timed_runs": 3, "error": "", "wall_s": 20.0, "cpu_s": 30.0, "memory_mib": 400.0, "resident_mib": 450.0,
    "topics": 12, "outliers": 0.0, "agreement": 0.97, "as_is": {"ari": 0.5, "ami": 0.7, "acc": 0.6}, "moved": None,
}  # fmt: skip
OTHER = METHOD | {
    "wall_s": 900.0, "memory_mib": 1000.0, "resident_mib": 1000.0, "outliers": 0.25,
    "as_is": {"ari": 0.4, "ami": 0.6, "acc": 0.5},
    "moved": {"ari": 0.45, "ami": 0.55, "acc": 0.55},
}  # fmt: skip


def results(**more):
    setting = {"cores_used": 2, "python": "3.11", "platform": "Linux", "packages": {"numpy": "2", "torch": ""}}
    labelled = {"texts": 10003, "true_topics": 77, "methods": {"ours": METHOD, "bertopic": OTHER}}
    unlabelled = {name: {key: said[key] for key in said if key not in ("as_is", "moved")} for name, said in
                  (("ours", METHOD), ("bertopic", OTHER))}  # fmt: skip
    chrome = {"texts": 12677, "true_topics": 0, "methods": unlabelled}
    study = {
        "study": METHOD | {"wall_s": 150.0, "memory_mib": 820.0, "resident_mib": 950.0},
        "study-again": METHOD | {"wall_s": 15.0},
    }
    found = {
        "setting": setting, "limit": None, "sets": {"banking-train": labelled, "chrome": chrome}, "study": study,
        "embedding": {"set": "chrome", "passages": 20000, "cold_s": 30.0, "warm_s": 1.0, "runs": 3},
        "first": {"evoc": {"first": 120.0, "again": 20.0}},
    }  # fmt: skip
    return found | more


def test_the_table_quotes_the_treatment_of_outliers_that_is_kinder_to_others():
    assert quoted("bertopic", OTHER) == {"ari": 0.45, "ami": 0.6, "acc": 0.55}
    assert quoted("filed", OTHER) == {"ari": 0.4, "ami": 0.55, "acc": 0.5}


def test_bars_are_measured_as_they_were_set():
    said = {bar.what.split(":")[0].split(" with")[0]: (bar.measured, bar.met) for bar in bars(results(), quoted)}
    assert said["Embedding stage"] == ("1/30", True)
    assert said["banking-train"] == ("0.50 and 0.70", True)
    cost = [(bar.measured, bar.met) for bar in bars(results(), quoted) if bar.what.startswith("Chrome")]
    assert cost == [("6.0 times", True), ("0.82 (0.95 where shared pages count for each process)", False)]


def test_what_was_not_measured_has_no_bar():
    assert bars({"sets": {}}, quoted) == []


def test_every_row_of_a_table_has_as_many_cells_as_its_head():
    lines = markdown(results()).splitlines()
    heads = [at for at, line in enumerate(lines) if line.startswith("| ---")]
    assert len(heads) >= 4
    for at in heads:
        rows = [line for line in lines[at - 1 : lines.index("", at)]]
        assert len({line.count("|") for line in rows}) == 1


def test_the_table_tells_times_as_ratios_and_failures_as_failures():
    broken = {"runs": 1, "error": "No module | named evoc"}
    found = results()
    found["sets"]["banking-train"]["methods"]["evoc"] = broken
    text = markdown(found)
    assert "| BERTopic, default, topics alone | 900 s | 6.0 |" in text
    assert "| BERTopic with EVoC | failed: No module / named evoc |" in text
    assert "torch" not in text.splitlines()[-1]  # a package that is not there has no version


def test_figures_of_few_texts_say_that_they_are_none_to_quote():
    assert "not figures to quote" in markdown(results(limit=400))
    assert "not figures to quote" not in markdown(results())


def test_sets_whose_files_are_absent_are_left_out(tmp_path):
    assert read(["--data", str(tmp_path)]).sets == (SAMPLE,)


@pytest.mark.parametrize("wrong", [["--sets", "nowhere"], ["--only", "ours,magic"], ["--sets", ","]])
def test_an_unknown_name_is_refused_with_the_known_ones(wrong, capsys):
    with pytest.raises(SystemExit) as refused:
        read(wrong)
    assert refused.value.code == 2
    assert "choose of" in capsys.readouterr().err


def test_competitors_come_in_turn(tmp_path):
    options = Options(tmp_path, tmp_path, (SAMPLE,), ("ours", "nmf"), seeds=2, repeats=2)
    assert [(part, number) for _, part, number in turns(options)] == [("ours", 1), ("nmf", 1), ("ours", 2), ("nmf", 2)]


def test_the_sample_is_labelled_and_the_same_each_time(tmp_path):
    one, two = (load(SAMPLE, tmp_path).first(50) for _ in range(2))
    assert one.texts == two.texts
    assert len(one.texts) == len(one.labels) == 50
    assert len(set(load(SAMPLE, tmp_path).labels)) == 12  # eleven of users, one that only people inside bring up


HOLD = "held = bytearray(80_000_000)"
BUSY = f"import time; {HOLD}; end = time.process_time() + 0.8\nwhile time.process_time() < end: pass"
OUTER = f"import subprocess, sys; {HOLD}; subprocess.run([sys.executable, '-c', {BUSY!r}])"
# in a small process of its own: the memory of whoever starts a command is counted with it
MEASURE = (
    "import json, os, pathlib, sys; from bench.usage import measured; "
    f"used = measured([sys.executable, '-c', {OUTER!r}], environment=os.environ, cores=(), log=pathlib.Path('log')); "
    "print(json.dumps(used.record()))"
)


def test_a_child_counts_in_time_and_memory(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", MEASURE], cwd=tmp_path, env=environment(), capture_output=True, text=True, check=True
    )
    used = json.loads(done.stdout)
    assert used["code"] == 0
    assert used["cpu_s"] >= 0.8
    assert used["memory_mib"] >= 2 * 80_000_000 / 2**20  # both at once
    assert used["largest_mib"] < used["memory_mib"] - 50
    assert used["memory_mib"] <= used["resident_mib"]


@pytest.mark.slow
def test_a_quick_run_finds_the_planted_topics_and_writes_both_files(tmp_path, capsys):
    out = tmp_path / "bench"
    done = main(
        ["--quick", "--data", str(tmp_path), "--out", str(out), "--only", "ours,filed,nmf,lda,kmeans,embedding"]
    )
    assert done == 0
    found = json.loads((out / "results.json").read_text())
    methods = found["sets"][SAMPLE]["methods"]
    assert list(methods) == ["filed", "kmeans", "lda", "nmf", "ours"]
    assert methods["ours"]["as_is"]["ari"] > 0.8  # .97 measured: the planted topics lie far apart
    assert methods["filed"]["as_is"]["ari"] > 0.8  # rows would be mixed up otherwise
    assert methods["filed"]["outliers"] > 0
    assert {methods[name]["topics"] for name in ("nmf", "kmeans")} == {methods["ours"]["topics"]}
    assert found["embedding"]["warm_s"] < found["embedding"]["cold_s"]
    assert (out / "table.md").read_text() in capsys.readouterr().out


@pytest.mark.slow
@pytest.mark.skipif(find_spec("evoc") is not None, reason="the other environment is here")
def test_a_competitor_that_cannot_run_is_told_as_failed(tmp_path, capsys):
    done = main(
        ["--quick", "--data", str(tmp_path), "--out", str(tmp_path / "bench"), "--only", "evoc", "--limit", "40"]
    )
    assert done == 0
    assert "failed: ModuleNotFoundError: No module named 'evoc'" in capsys.readouterr().out


def test_every_set_has_a_name_in_the_table_and_every_method_a_function():
    from importlib import import_module

    from bench.table import TITLES

    assert set(TITLES) == set(SETS)
    for method in METHODS.values():
        module, name = method.run.split(":")
        assert callable(getattr(import_module(module), name))
