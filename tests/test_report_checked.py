from __future__ import annotations

import pandas as pd
import pytest

from workbench.report.checked import doubtful, fits, words


@pytest.mark.parametrize(
    ("state", "asked", "fit", "said"),
    [
        ("quick", 20, 17, "checked by hand (17 of 20 fit)"),
        ("yes", 61, 59, "checked by hand (59 of 61 fit)"),
        ("yes", 0, 0, "checked by hand"),
        ("no", 0, 0, "sorted by machine, not yet checked"),
        ("no", 7, 5, "sorted by machine, not yet checked (5 of 7 fit so far)"),
    ],
)
def test_a_page_says_how_many_fit_where_somebody_looked(state, asked, fit, said):
    assert words(state, asked, fit) == said


def test_what_fits_comes_before_what_was_read():
    assert fits(20, 17) == "17 of 20 fit"


def test_a_topic_is_doubtful_where_fewer_than_six_in_ten_fit_of_ten_or_more():
    table = pd.DataFrame({"asked": [20, 20, 9, 10], "fit": [11, 12, 0, 5]})
    assert doubtful(table).index.tolist() == [0, 3]
