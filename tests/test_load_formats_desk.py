"""What is told through support, surveys, calls and sales: traps that one made-up export a format does not show."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from exports import jira, qualtrics, transcript, typeform, zendesk
from exports.export import objects, table

from workbench.errors import BadData
from workbench.load.document import open_documents
from workbench.load.formats.mail import own_words
from workbench.load.formats.recognise import best
from workbench.load.formats.registry import formats
from workbench.load.read import read_source
from workbench.project.source import Source

KEY = b"0" * 32
DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
real = [
    pytest.mark.evaluation,
    pytest.mark.skipif(not DATA.is_dir(), reason="the evaluation data are not here"),
]


def load(folder: Path, files: dict[str, bytes], *, beside: tuple[str, ...] = (), **settings):
    """Read files from an inbox; those in `beside` are only looked into."""
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    source = Source.model_validate({"name": "stream", "files": ["*"], "origin": "support"} | settings, strict=False)
    paths = [folder / name for name in files if name not in beside]
    loaded = read_source(
        source, paths, root=folder, zone="Europe/Berlin", key=KEY, beside=[folder / name for name in beside]
    )
    assert all(report.balances for report in loaded.reports)
    return loaded


def by_id(loaded):
    return loaded.feedback.set_index("source_item_id", drop=False)


# Zendesk


def test_tickets_and_their_audits_give_each_comment_once(tmp_path):
    files = {"t.json": zendesk.write_tickets(zendesk.POSTS), "a.json": zendesk.write_audits(zendesk.POSTS)}
    both = by_id(load(tmp_path, files))
    assert sorted(both.index) == ["71", "7111", "7131", "72", "73", "74"]
    assert both.loc["71", "title"] == "Export stops"
    assert bool(both.loc["73", "is_deleted"])
    assert both.loc["74", "direction"] == "outbound"


@pytest.mark.parametrize("first", ["t.json", "a.json"])
def test_tickets_and_audits_of_two_loads_bear_the_same_ids(first, tmp_path):
    files = {"t.json": zendesk.write_tickets(zendesk.POSTS), "a.json": zendesk.write_audits(zendesk.POSTS)}
    early = load(tmp_path / "early", {first: files[first]})
    late = load(tmp_path / "late", files, beside=(first,), format="zendesk")
    again = by_id(late).loc[[name for name in by_id(late).index if name in by_id(early).index]]
    assert set(again.index) >= {"71", "72", "73", "74"}
    # the later row is whole, so that it may take the place of the earlier
    assert again.loc["71", "title"] == "Export stops"
    assert set(again["direction"]) == {"inbound", "outbound"}


def test_notes_among_colleagues_load_only_when_asked_for(tmp_path):
    audits = {"a.json": zendesk.write_audits(zendesk.POSTS)}
    without = load(tmp_path / "a", audits)
    assert without.reports[0].rejected == {"private": 2}
    asked = by_id(load(tmp_path / "b", audits, private=True))
    assert asked.loc["7121", "direction"] == "outbound"
    assert "75" in asked.index


def test_no_address_or_place_of_an_audit_is_stored(tmp_path):
    loaded = load(tmp_path, {"a.json": zendesk.write_audits(zendesk.POSTS)}, private=True)
    told = loaded.feedback.to_json() + loaded.rejects.to_json()
    assert not any(word in told for word in ("192.0.2.7", "Bern", "46.9", "Mozilla"))


def test_people_beside_tickets_say_who_is_a_colleague_and_a_customer(tmp_path):
    page = json.loads(zendesk.write_audits(zendesk.POSTS[:1]))
    page["users"] = [
        {"id": zendesk.CUSTOMER, "role": "end-user", "email": "mara@example.org", "external_id": "c-7"},
        {"id": zendesk.AGENT, "role": "agent", "email": "ada@acme.example", "external_id": None},
    ]
    found = by_id(load(tmp_path, {"a.json": objects(page)}))
    assert found.loc["71", "direction"] == "inbound"
    extra = json.loads(found.loc["71", "extra"])
    assert extra["email_id"] and extra["external_id"] and "mara" not in found.to_json()


def test_a_page_that_is_not_the_last_is_said(tmp_path):
    page = json.loads(zendesk.write_tickets(zendesk.POSTS)) | {"count": 40}
    report = load(tmp_path, {"t.json": objects(page)}).reports[0]
    assert report.declared_total == 40
    assert any("40 tickets and holds 5" in warning for warning in report.warnings)


# surveys


def survey(folder, data, name="survey.csv", **settings):
    return load(folder, {name: data}, origin="survey", **settings)


def test_the_mapping_names_open_questions_score_and_what_is_kept(tmp_path):
    loaded = survey(
        tmp_path, qualtrics.write(qualtrics.POSTS), format="qualtrics", rating_scale="csat5",
        columns={"text": ["Q7", "Q4"], "rating": "Q5_1", "keep": ["Q5_2", "plan"]},
    )  # fmt: skip
    found = by_id(loaded)
    native = qualtrics.POSTS[0]["id"]
    assert found.loc[f"{native}:Q4", "text"] == "Scanner"
    assert found.loc[f"{native}:Q7", ["text", "rating", "rating_scale"]].tolist() == ["The scanner", 5.0, "csat5"]
    assert all(json.loads(extra) == json.loads(extra) | {"Q5_2": "1", "plan": "team"} for extra in found["extra"])
    assert f"{native}:Q3" not in found.index


def test_a_question_that_the_survey_lacks_is_named(tmp_path):
    with pytest.raises(BadData) as caught:
        survey(tmp_path, qualtrics.write(qualtrics.POSTS), format="qualtrics", columns={"text": "Q99"})
    assert '"Q99"' in str(caught.value)


def test_each_score_counts_once_and_each_left_out_response_is_counted(tmp_path):
    loaded = survey(tmp_path, qualtrics.write(qualtrics.POSTS))
    scores = loaded.feedback.groupby("rating_scale")["rating"].apply(sorted).to_dict()
    assert scores == {"csat5": [1.0, 4.0], "nps11": [3.0, 10.0]}
    assert loaded.reports[0].rejected == {
        "excluded_by_policy": 1, "no_text_no_rating": 1, "not_feedback": 1
    }  # fmt: skip
    assert any("Q5_1, Q5_2" in warning for warning in loaded.reports[0].warnings)


def test_who_answered_is_a_pseudonym_and_never_stored(tmp_path):
    loaded = survey(tmp_path, qualtrics.write(qualtrics.POSTS))
    told = loaded.feedback.to_json() + loaded.rejects.to_json()
    assert not any(word in told for word in ("192.0.2.44", "example.org", "Baker", "c-17", "46.9"))
    extras = [json.loads(extra) for extra in loaded.feedback["extra"]]
    assert all("email_id" in extra for extra in extras)
    assert sum("external_id" in extra for extra in extras) == 2


def test_what_tells_who_somebody_is_cannot_be_kept(tmp_path):
    columns = {"keep": ["RecipientEmail", "IPAddress", "RecipientLastName", "plan"]}
    loaded = survey(tmp_path, qualtrics.write(qualtrics.POSTS), format="qualtrics", columns=columns)
    assert not any(word in loaded.feedback.to_json() for word in ("example.org", "192.0.2", "Baker"))
    assert {json.loads(extra)["plan"] for extra in loaded.feedback["extra"]} == {"team"}
    assert any("never stored" in warning for warning in loaded.reports[0].warnings)


def test_codes_in_place_of_labels_leave_the_same_responses_out(tmp_path):
    codes = {"IP Address": "0", "Survey Preview": "1", "True": "1", "False": "0"}
    posts = [post | {"status": codes[post["status"]], "done": codes[post["done"]]} for post in qualtrics.POSTS]
    found = by_id(survey(tmp_path, qualtrics.write(posts)))
    assert sorted(found.index) == sorted(
        row["source_item_id"] for post in qualtrics.POSTS for row in qualtrics.expect(post)
    )


def test_a_survey_without_import_ids_is_read_by_what_the_answers_are(tmp_path):
    rows = [
        ["StartDate", "Finished", "RecordedDate", "ResponseId", "Q1", "Q2", "Q3"],
        ["Start Date", "Finished", "Recorded Date", "Response ID", "Plan", "What is missing?", "Your e-mail"],
        *(
            ["2026-10-03 08:00:00", "1", "2026-10-03 08:10:00", f"R_{n:012}", "team", f"I miss dark colours, no. {n}",
             f"m{n}@example.org"]
            for n in range(9)
        ),
    ]  # fmt: skip
    loaded = survey(tmp_path, table(rows))
    assert set(loaded.feedback["text"]) == {f"I miss dark colours, no. {n}" for n in range(9)}
    assert {json.loads(extra)["label"] for extra in loaded.feedback["extra"]} == {"What is missing?"}


def test_typeform_null_is_a_blank_and_the_network_is_never_stored(tmp_path):
    loaded = survey(tmp_path, typeform.write(typeform.POSTS))
    assert "null" not in set(loaded.feedback["text"])
    assert "0f3c9ab1" not in loaded.feedback.to_json()
    assert loaded.reports[0].rejected == {"excluded_by_policy": 1, "no_text_no_rating": 1}


def test_typeform_columns_are_named_by_their_questions(tmp_path):
    columns = {"text": typeform.CHOICE, "keep": [typeform.SCORE]}
    loaded = survey(tmp_path, typeform.write(typeform.POSTS), format="typeform", columns=columns)
    assert sorted(loaded.feedback["text"]) == ["", "", "Phone"]
    kept = [json.loads(extra).get(typeform.SCORE) for extra in loaded.feedback["extra"]]
    assert sorted(kept) == ["3", "3", "9"]


# calls


def test_whom_the_project_names_is_ours_and_the_same_in_every_call(tmp_path):
    files = {
        f"call_2026-10-0{day}.txt": b"Transcript\n\nAda: How is it?\nSpeaker 1: Slow.\nAda: Why?\nSpeaker 1: No idea.\n"
        for day in (3, 4)
    }
    found = load(tmp_path, files, origin="call", own_ids=["Ada"]).feedback
    people = found.groupby("direction")["author_id"].nunique().to_dict()
    assert people == {"inbound": 2, "outbound": 1}
    assert sorted(set(found["created_at"].dt.strftime("%Y-%m-%d"))) == ["2026-10-02", "2026-10-03"]
    assert set(found["created_at_quality"]) == {"date_only"}


def test_captions_in_a_row_are_one_turn_and_unnamed_ones_are_refused(tmp_path):
    cue = "00:00:0{0}.000 --> 00:00:0{0}.900\n{1}\n\n"
    named = "WEBVTT\n\n" + "".join(
        cue.format(at, text) for at, text in enumerate(("Mara: It", "Mara: is slow", "Ada: Oh"))
    )
    found = load(tmp_path / "a", {"GMT20261003-141500_Recording.vtt": named.encode()}, origin="call")
    assert list(by_id(found).sort_index()["text"]) == ["It\nis slow", "Oh"]
    assert str(found.feedback["created_at"].min()) == "2026-10-03 14:15:00+00:00"
    plain = "WEBVTT\n\n" + cue.format(1, "nobody is named")
    refused = load(tmp_path / "b", {"x.vtt": plain.encode()}, origin="call")
    assert refused.reports[0].rejected == {"bad_structure": 1}


@pytest.mark.parametrize(
    "text",
    [
        'name,text\nMara,"Hello: there"\nJo,"ok"\n',
        "Meeting\n\nDate: 3 Oct\nAda: will fix\nJo: will call\nTodo: x\nSummary: y\nIt was good\n",
        "4.2:\nFixed: scanner\nFixed: export\nAdded: colours\nAdded: a button\n",
        "INFO: a\nERROR: b\nINFO: c\nERROR: d\n",
        "Name: Mara\nPlan: team\nScore: 3\nName: Jo\nPlan: solo\nScore: 4\n",
        "Q: How do I scan?\nA: Press it.\nQ: Why?\nA: Because.\n",
        "date;text\n2026-10-03;Agent: hello\n2026-10-04;Agent: bye\n",
        "text\nThe app: it is slow\nNote: it crashes\nMara: hi\n",
    ],
)
def test_a_table_a_note_or_a_list_is_no_talk(text):
    documents, _ = open_documents("a file", text.encode())
    match = best(documents[0], formats())
    assert match is None or match.format.name != "transcript"


def test_a_talk_as_recorders_write_it(tmp_path):
    said = (("Ada Moser  0:03", "How is it?"), ("Mara B.  0:07", "Fine. The app: it is slow."),
            ("Ada Moser  0:20", "Why?"), ("Mara B.  0:22", "No"))  # fmt: skip
    text = "".join(f"{head}\n{words}\n\n" for head, words in said)
    found = by_id(load(tmp_path, {"2026-10-03 14.15 call.txt": text.encode()}, origin="call", staff=["Ada Moser"]))
    assert list(found.sort_index()["text"]) == ["How is it?", "Fine. The app: it is slow.", "Why?", "No"]
    assert list(found.sort_index()["direction"]) == ["outbound", "inbound", "outbound", "inbound"]
    assert str(found["created_at"].max()) == "2026-10-03 12:15:22+00:00"


def test_speakers_of_one_call_are_told_apart(tmp_path):
    found = load(tmp_path, {"interview.txt": transcript.text(transcript.POSTS)}, origin="call").feedback
    assert found[found["direction"] == "inbound"]["author_id"].nunique() == 3


# Jira


def test_comments_on_an_issue_answer_it_and_the_reporter_is_heard(tmp_path):
    loaded = load(tmp_path, {"jira.csv": jira.write_comments(jira.POSTS)})
    said = loaded.feedback[loaded.feedback["parent_id"].notna()].sort_values("parent_id")
    assert sorted(zip(said["parent_id"], said["direction"], said["text"], strict=True)) == [
        ("APP-17", "inbound", "Still there in 4.2"),
        ("APP-17", "outbound", jira.ANSWER),
        ("APP-18", "outbound", jira.ANSWER),
    ]
    mine = loaded.feedback[loaded.feedback["thread_id"] == "APP-17"].query("direction == 'inbound'")
    assert mine["author_id"].nunique() == 1
    assert "5f0" not in loaded.feedback.to_json()
    again = load(tmp_path / "b", {"jira.csv": jira.write_comments(jira.POSTS[::-1])})
    assert set(again.feedback["item_id"]) == set(loaded.feedback["item_id"])


# GitHub


def issue(repository, number, **more):
    return {
        "number": number, "id": 900 + number, "title": "Scanner", "body": "It stops", "state": "open", "comments": 1,
        "html_url": f"https://github.com/acme/{repository}/issues/{number}", "created_at": "2026-10-03T08:15:00Z",
        "user": {"login": "mara", "id": 31}, "author_association": "NONE", "labels": [{"name": "bug"}],
    } | more  # fmt: skip


def remark(number, kind="issues", **more):
    return {
        "id": 77 + number, "body": "Same here", "created_at": "2026-10-04T08:15:00Z", "user": {"login": "jo", "id": 32},
        "html_url": f"https://github.com/acme/app/{kind}/{number}#issuecomment-1", "author_association": "NONE",
        "issue_url": f"https://api.github.com/repos/acme/app/issues/{number}",
    } | more  # fmt: skip


def test_issues_of_two_repositories_with_one_number_stay_two(tmp_path):
    found = by_id(load(tmp_path, {"a.json": objects([issue("app", 7)]), "b.json": objects([issue("web", 7)])}))
    assert sorted(found.index) == ["acme/app#7", "acme/web#7"]


def test_comments_stand_in_the_thread_of_their_issue_and_not_those_on_pull_requests(tmp_path):
    bot = {"user": {"login": "stale[bot]", "id": 9}}
    team = {"author_association": "MEMBER"}
    files = {
        "issues.json": objects([issue("app", 7)]),
        "comments.json": objects([remark(7), remark(8, "pull"), remark(7, id=1, **bot), remark(7, id=2, **team)]),
    }
    loaded = load(tmp_path, files)
    found = by_id(loaded)
    assert set(found["thread_id"]) == {"acme/app#7"}
    assert found.loc["acme/app#7-84", "parent_id"] == "acme/app#7"
    assert found[["is_bot", "is_staff"]].sum().tolist() == [1, 1]
    assert {report.file: report.rejected for report in loaded.reports}["comments.json"] == {"not_feedback": 1}


def test_issues_as_the_command_line_program_writes_them(tmp_path):
    said = {"id": "IC_1", "author": {"login": "jo"}, "body": "Same here", "createdAt": "2026-10-04T08:15:00Z",
            "authorAssociation": "NONE", "url": "https://github.com/acme/app/issues/7#issuecomment-1"}  # fmt: skip
    one = {
        "number": 7, "title": "Scanner", "body": "It stops", "author": {"login": "mara"}, "labels": [],
        "createdAt": "2026-10-03T08:15:00Z", "url": "https://github.com/acme/app/issues/7", "comments": [said],
    }  # fmt: skip
    found = by_id(load(tmp_path, {"gh.json": objects([one])}))
    assert sorted(found.index) == ["acme/app#7", "acme/app#7-IC_1"]
    assert found["author_id"].nunique() == 2


# mail


@pytest.mark.parametrize(
    ("written", "own"),
    [
        ("Top\n\n-----Original Message-----\nFrom: Ada\nold", "Top"),
        ("Top\n\nFrom: Ada <a@example.org>\nSent: Monday\nTo: x\n\nold", "Top"),
        ("On Monday, Ada wrote:\n> why?\nBecause.\n> and?\nSo.", "Because.\nSo."),
        ("Top\n\nAm 3. Oktober 2026 schrieb Ada <ada@example.org>:\n\nold, without signs", "Top"),
        ("Top\n\n-- \nMara Baker\nBern", "Top"),
        ("Top\n\nVon meinem iPhone gesendet", "Top"),
        ("The field From: is blank\nOn the other hand I wrote this: no", None),
    ],
)
def test_only_the_words_of_the_writer_stay(written, own):
    assert own_words(written) == (own or written)


def test_mail_as_markup_loses_what_it_quotes(tmp_path):
    markup = '<div>The scan &amp; export<br>stop</div><div class="gmail_quote"><blockquote>old</blockquote></div>'
    mail = (
        "Message-ID: <b1@example.org>\nFrom: mara@example.org\nTo: help@acme.example\nSubject: Scan\n"
        "Date: Sat, 03 Oct 2026 08:15:00 +0200\nMIME-Version: 1.0\n"
        f"Content-Type: text/html; charset=utf-8\n\n{markup}\n"
    )
    row = load(tmp_path, {"one.eml": mail.encode()}).feedback.iloc[0]
    assert (row["text"], row["title"], str(row["created_at"])) == (
        "The scan & export\nstop", "Scan", "2026-10-03 06:15:00+00:00"
    )  # fmt: skip
    assert "mara" not in row.to_json()


def test_a_message_that_cannot_be_read_costs_only_itself(tmp_path):
    head = "From mara@example.org Sat Oct 03 08:15:00 2026\n"
    fine = (
        f"{head}Message-ID: <c1@example.org>\nFrom: mara@example.org\nDate: Sat, 03 Oct 2026 08:15:00 +0000\n\nFine\n\n"
    )
    odd = (
        f"{head}Message-ID: <[\nFrom: =?utf-8?q?=ZZ?= <<@>\nDate: x\nContent-Type: text/html; charset=nil\n\n<![x[y\n\n"
    )
    loaded = load(tmp_path, {"in.mbox": (fine + odd + fine.replace("c1", "c2")).encode()})
    assert {"c1@example.org", "c2@example.org"} <= set(loaded.feedback["source_item_id"])
    assert loaded.reports[0].rows_read == 3


# real files


def load_real(*files, **settings):
    source = Source.model_validate({"name": "real", "files": ["*"], "origin": "support"} | settings, strict=False)
    loaded = read_source(source, [DATA / file for file in files], root=DATA, zone="UTC", key=KEY)
    assert all(report.balances for report in loaded.reports)
    return loaded


class TestReal:
    """Counts of real exports by another route; nothing of them is in the repository."""

    pytestmark = real

    def test_all_zendesk_files_together(self):
        files = sorted((DATA / "exports" / "zendesk").glob("*.json"))
        pages = [json.loads(file.read_text(encoding="utf-8")) for file in files]
        tickets = {one["id"]: one for page in pages for one in page.get("tickets", ())}
        said = [
            (audit, event)
            for page in pages
            for audit in page.get("audits", ())
            for event in audit["events"]
            if event["type"] == "Comment"
        ]
        later = [
            event
            for audit, event in said
            if event["public"] and not any(one["type"] == "Create" for one in audit["events"])
        ]
        found = load_real(*files).feedback
        assert len(found) == len(tickets) + len(later) == 1_122
        assert found["is_deleted"].sum() == sum(one["status"] == "deleted" for one in tickets.values()) == 515
        assert found["direction"].value_counts().to_dict() == {"inbound": 1_119, "outbound": 3}
        assert not found["text"].eq("").any()

    def test_the_audits_alone(self):
        loaded = load_real("exports/zendesk/ticket_audits.json")
        assert (loaded.reports[0].rows_read, loaded.reports[0].rejected) == (88, {"private": 1})
        # ticket 1 was begun by somebody else than its audit names; two were begun by a colleague
        assert loaded.feedback["direction"].value_counts().to_dict() == {"inbound": 84, "outbound": 3}

    def test_support_tweets(self):
        loaded = load_real("customer_support_tweets/twcs_head.csv")
        feedback = loaded.feedback
        assert loaded.reports[0].profile == "twcs"
        assert feedback["direction"].value_counts().to_dict() == {"inbound": 2_777, "outbound": 2_222}
        assert feedback["parent_id"].notna().sum() == 3_694
        assert loaded.reports[0].rejected == {"bad_structure": 2}
