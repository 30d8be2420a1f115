from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.errors import BadData, BadRequest
from workbench.load.dates import DateRules, column_order, read_dates, settle


def one(value, *, zone="UTC", day_zone="UTC", pattern="auto", serial=None):
    rules = DateRules(pattern, zone, day_zone)
    order = settle(column_order([value]), rules, "here") if "%" not in pattern else ""
    dates = read_dates([value], rules=rules, order=order, serial=serial)
    return dates.at[0].strftime("%Y-%m-%dT%H:%M:%S") if dates.at[0] else None, dates.quality[0]


@pytest.mark.parametrize(
    ("written", "at", "quality"),
    [
        ("2018-10-10T20:19:24Z", "2018-10-10T20:19:24", "exact"),
        ("2018-10-10T20:19:24.123Z", "2018-10-10T20:19:24", "exact"),
        ("2018-10-10T22:19:24+0200", "2018-10-10T20:19:24", "exact"),
        ("2018-10-10T20:19:24+00:00", "2018-10-10T20:19:24", "exact"),
        ("Wed Oct 10 20:19:24 +0000 2018", "2018-10-10T20:19:24", "exact"),
        ("Wed, 10 Oct 2018 22:19:24 +0200", "2018-10-10T20:19:24", "exact"),
        ("1539202764", "2018-10-10T20:19:24", "exact"),
        ("1539202764.0", "2018-10-10T20:19:24", "exact"),
        ("1539202764123", "2018-10-10T20:19:24", "exact"),
        ("2015-02-24 11:35:52 -0800", "2015-02-24T19:35:52", "exact"),
        ("2018-10-10 20:19:24", "2018-10-10T20:19:24", "assumed_zone"),
        ("10/31/2018 20:19", "2018-10-31T20:19:00", "assumed_zone"),
        ("10/31/2018 8:19 PM", "2018-10-31T20:19:00", "assumed_zone"),
        ("31.10.2018 20:19", "2018-10-31T20:19:00", "assumed_zone"),
        ("Tue, Jul 14, 2026", "2026-07-14T00:00:00", "date_only"),
        ("Oct 3, 2026", "2026-10-03T00:00:00", "date_only"),
        ("3 October 2026", "2026-10-03T00:00:00", "date_only"),
        ("03-Oct-2026", "2026-10-03T00:00:00", "date_only"),
        ("3. März 2026", "2026-03-03T00:00:00", "date_only"),
        ("3 de diciembre de 2026", "2026-12-03T00:00:00", "date_only"),
        ("2021年12月20日", "2021-12-20T00:00:00", "date_only"),
        ("2021年12月20日 下午3:05", "2021-12-20T15:05:00", "assumed_zone"),
        ("2021-12-20", "2021-12-20T00:00:00", "date_only"),
        ("20211220", "2021-12-20T00:00:00", "date_only"),
        ("20211220T101112Z", "2021-12-20T10:11:12", "exact"),
    ],
)
def test_every_dialect_of_the_reference_is_read(written, at, quality):
    assert one(written) == (at, quality)


def test_dates_that_only_the_year_first_reads_settle_it():
    assert column_order(["99/12/31", "98/10/13"]).name == "YMD"


def test_a_time_without_zone_is_in_the_source_zone():
    assert one("2026-07-01 00:30:00", zone="Europe/Berlin") == ("2026-06-30T22:30:00", "assumed_zone")


def test_a_day_without_time_is_a_day_of_the_project():
    at, quality = one("2026-07-01", zone="UTC", day_zone="America/New_York")
    assert (at, quality) == ("2026-07-01T04:00:00", "date_only")


def test_a_part_above_twelve_decides_for_the_whole_column():
    values = ["04-06-15", "05-06-15", "25-06-15"]
    rules = DateRules()
    order = settle(column_order(values), rules, "here")
    assert order == "DMY"
    dates = read_dates(values, rules=rules, order=order)
    assert [at.date() for at in dates.at] == [date(2015, 6, 4), date(2015, 6, 5), date(2015, 6, 25)]


def test_an_open_order_stops_proposes_and_names_the_key():
    values = ["04-06-15", "04-07-15", "04-08-15", "04-09-15", "05-01-15"]  # in order only with the month first
    order = column_order(values)
    assert order.open
    assert order.name == "MDY"
    with pytest.raises(BadData, match='date_format = "MDY"'):
        settle(order, DateRules(), "here")


@pytest.mark.parametrize(("pattern", "day"), [("DMY", (4, 6)), ("MDY", (6, 4)), ("%d-%m-%y", (4, 6))])
def test_date_format_settles_an_open_order(pattern, day):
    dates = read_dates(["04-06-15"], rules=DateRules(pattern), order=pattern)
    assert (dates.at[0].day, dates.at[0].month) == day


def test_readings_that_agree_are_not_open():
    assert not column_order(["05/05/2020", "06/06/2020"]).open


def test_two_orders_in_one_column_are_refused():
    with pytest.raises(BadData, match="mix two orders"):
        column_order(["13/05/2020", "05/13/2020", "14/05/2020"])


def test_one_odd_date_among_many_is_a_bad_row_not_a_bad_file():
    values = [f"{day:02d}/{month:02d}/2020" for day in range(13, 29) for month in range(1, 13)] + ["05/31/2020"]
    order = column_order(values)
    assert order.name == "DMY"
    dates = read_dates(values, rules=DateRules(), order="DMY")
    assert dates.bad.index(True) == len(values) - 1
    assert sum(dates.bad) == 1


def test_placeholder_dates_are_in_no_month():
    dates = read_dates(["0000000000", "1700000000", "1700000001", ""], rules=DateRules(), order="")
    assert dates.implausible == [True, False, False, False]
    assert dates.quality == ["missing", "exact", "exact", "missing"]
    assert dates.at[0] is None


def test_a_column_without_dates_is_refused_with_an_example():
    with pytest.raises(BadData, match="soon"):
        read_dates(["soon", "later", "2020-01-01"], rules=DateRules(), order="", where="x.csv")


def test_spreadsheet_serials_count_from_the_workbook_epoch():
    assert one("44197.5", serial=datetime(1899, 12, 30)) == ("2021-01-01T12:00:00", "assumed_zone")
    assert one("42735", serial=datetime(1904, 1, 1)) == ("2021-01-01T00:00:00", "date_only")


@pytest.mark.parametrize(
    ("local", "utc"),
    [
        ("2026-03-31 23:59:59", "2026-03-31T21:59:59"),
        ("2026-04-01 00:00:00", "2026-03-31T22:00:00"),
        ("2026-10-31 23:59:59", "2026-10-31T22:59:59"),
        ("2026-11-01 00:00:00", "2026-10-31T23:00:00"),
        ("2026-10-25 02:30:00", "2026-10-25T00:30:00"),  # occurs twice: the first
        ("2026-03-29 02:30:00", "2026-03-29T01:30:00"),  # does not occur
    ],
)
def test_month_ends_and_changes_of_summer_time(local, utc):
    assert one(local, zone="Europe/Berlin")[0] == utc


def test_an_unknown_date_format_is_refused():
    with pytest.raises(BadRequest, match="date_format"):
        DateRules("day first")


@given(st.datetimes(datetime(1990, 1, 1), datetime(2099, 12, 31)), st.sampled_from(["+0000", "-0800", "+0530"]))
def test_the_dialects_of_one_moment_agree(at, offset):
    at = at.replace(microsecond=0)
    hours = int(offset[:3]) + int(offset[0] + offset[3:]) / 60
    utc = at - timedelta(hours=hours)
    if not 1990 <= utc.year <= 2099:
        return
    written = [at.strftime(f) + offset for f in ("%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S ", "%d %b %Y %H:%M:%S ")]
    twitter = at.strftime(f"%a %b %d %H:%M:%S {offset} %Y")
    read = read_dates([*written, twitter], rules=DateRules(), order="")
    assert {moment.replace(tzinfo=None) for moment in read.at} == {utc}
    assert set(read.quality) == {"exact"}
    assert read.at[0].tzinfo is UTC
