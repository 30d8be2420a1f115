from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
from pathlib import Path

from simulate_sample import files, folder, rows

from workbench.simulate.world import build_sample, sample_files

ROOT = Path(__file__).parents[1]
DIGEST = """
import hashlib
from workbench.simulate.world import sample_files
whole = hashlib.sha256()
for name, data in sorted(sample_files(seed=1).items()):
    whole.update(name.encode() + data)
print(whole.hexdigest())
"""


def digest(sample: dict[str, bytes]) -> str:
    whole = hashlib.sha256()
    for name, data in sorted(sample.items()):
        whole.update(name.encode() + data)
    return whole.hexdigest()


def test_the_same_seed_gives_the_same_bytes_in_another_process_with_other_hashes_and_zone():
    environment = {**os.environ, "PYTHONHASHSEED": "4711", "TZ": "Pacific/Auckland", "PYTHONPATH": str(ROOT)}
    run = subprocess.run([sys.executable, "-c", DIGEST], capture_output=True, text=True, check=True, env=environment)
    assert run.stdout.strip() == digest(files())


def test_another_seed_gives_another_sample_of_the_same_layout():
    other = sample_files(seed=2)
    assert other.keys() == files().keys()
    changed = {name for name in other if other[name] != files()[name]}
    assert {name for name in other if name.startswith("inbox/")} <= changed


def test_what_is_written_to_disk_is_what_sample_files_returns(tmp_path):
    build_sample(tmp_path, seed=1)
    written = {
        path.relative_to(tmp_path).as_posix(): path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()
    }
    assert written == files()


def test_about_nine_thousand_posts_in_seven_channels_and_six_months():
    items = rows("truth/items.csv")
    assert 8_700 <= len(items) <= 9_400
    assert {row["source"] for row in items} == {
        "google-play", "app-store", "instagram", "x-mentions", "tickets", "survey", "community",
    }  # fmt: skip
    months = sorted({row["month"] for row in items})
    assert months == ["2026-05", "2026-06", "2026-07", "2026-08", "2026-09", "2026-10"]


def test_the_inbox_stays_within_a_few_megabytes():
    size = sum(len(data) for name, data in files().items() if name.startswith("inbox/"))
    assert 1_000_000 < size < 6_000_000


def test_real_layouts_keep_their_encoding():
    play = next(data for name, data in files().items() if "/play/" in name)
    assert play.startswith(b"\xff\xfe")
    assert play.decode("utf-16").startswith("Package Name,App Version Code,App Version Name,Reviewer Language,Device,")
    packed = next(data for name, data in files().items() if name.endswith(".gz"))
    assert packed[4:8] == b"\0\0\0\0", "a gzip header that holds the time of writing"


def test_nobody_has_an_address_outside_the_reserved_domains():
    text = b"\n".join(
        data for name, data in files().items() if name.endswith((".csv", ".ndjson", ".toml")) and "play" not in name
    )
    found = set(re.findall(r"[\w.+-]+@([\w-]+(?:\.[\w-]+)+)", text.decode("utf-8")))
    assert found
    assert {domain for domain in found if not domain.endswith((".example", "example.com", "example.org"))} == set()


def test_every_customer_in_the_list_is_listed_once():
    people = rows("people.csv")
    for column in ("handle", "email", "external_id"):
        given = [row[column] for row in people if row[column]]
        assert len(given) == len(set(given)) > 1_000
    assert {row["customer_status"] for row in people} == {"customer", "prospect", "none", "former"}


def test_own_posts_are_ten_a_month_in_each_of_five_series():
    series = ("#TipTuesday", "#FridayQuiz", "#BehindTheDesk", "#CustomerStory", "#WhatsNew")
    for name in files():
        if name.startswith("inbox/own-posts/"):
            posts = rows(name)
            assert [sum(tag in post["Description"] for post in posts) for tag in series] == [10] * 5, name


def test_folder_holds_the_project():
    assert (folder() / "project.toml").is_file()
