"""Qualtrics: names, questions and import ids above the responses; previews and unfinished ones among them."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from exports.export import Export, table

DENVER = ZoneInfo("America/Denver")
NAMES = (
    "StartDate", "EndDate", "Status", "IPAddress", "Progress", "Duration (in seconds)", "Finished", "RecordedDate",
    "ResponseId", "RecipientLastName", "RecipientFirstName", "RecipientEmail", "ExternalReference", "LocationLatitude",
    "LocationLongitude", "DistributionChannel", "UserLanguage", "Q1", "Q2_NPS_GROUP", "Q2", "Q3", "Q4", "Q4_6_TEXT",
    "Q5_1", "Q5_2", "Q6", "Q7", "Q8", "plan",
)  # fmt: skip
QUESTIONS = (
    "Start Date", "End Date", "Response Type", "IP Address", "Progress", "Duration (in seconds)", "Finished",
    "Recorded Date", "Response ID", "Recipient Last Name", "Recipient First Name", "Recipient Email",
    "External Data Reference", "Location Latitude", "Location Longitude", "Distribution Channel", "User Language",
    "How long do you use the app?", "How likely are you to recommend us? - Group",
    "How likely are you to recommend us?",
    "<b>Why</b> this score?", "What do you use?", "What do you use? - Other - Text",
    "How satisfied are you with - Speed", "How satisfied are you with - Price",
    "How satisfied are you overall?", "What should we mend\nfirst?", "Your e-mail, if we may ask", "plan",
)  # fmt: skip
IMPORTS = (
    "startDate", "endDate", "status", "ipAddress", "progress", "duration", "finished", "recordedDate", "_recordId",
    "recipientLastName", "recipientFirstName", "recipientEmail", "externalDataReference", "locationLatitude",
    "locationLongitude", "distributionChannel", "userLanguage", "QID1", "QID2_NPS_GROUP", "QID2", "QID3_TEXT", "QID4",
    "QID4_6_TEXT", "QID5_1", "QID5_2", "QID6", "QID7_TEXT", "QID8_TEXT", "plan",
)  # fmt: skip
POSTS = (
    {"id": "R_1Ab2Cd3Ef4Gh5Ij", "text": "The export stops,\nagain and again", "nps": "3", "csat": "Somewhat satisfied",
     "mend": "The scanner", "ref": "c-17", "status": "IP Address", "done": "True",
     "at": datetime(2026, 10, 3, 8, 15, 0, tzinfo=DENVER)},
    {"id": "R_2Ab2Cd3Ef4Gh5Ij", "text": "", "nps": "10 - Extremely likely", "csat": "Extremely dissatisfied",
     "mend": "-99", "ref": "", "status": "IP Address", "done": "True",
     "at": datetime(2026, 10, 31, 23, 59, 59, tzinfo=DENVER)},
    {"id": "R_3Ab2Cd3Ef4Gh5Ij", "text": "Only a trial", "nps": "7", "csat": "", "mend": "", "ref": "",
     "status": "Survey Preview", "done": "True", "at": datetime(2026, 10, 4, 1, 0, tzinfo=DENVER)},
    {"id": "R_4Ab2Cd3Ef4Gh5Ij", "text": "Given up here", "nps": "5", "csat": "", "mend": "", "ref": "",
     "status": "IP Address", "done": "False", "at": datetime(2026, 10, 4, 2, 0, tzinfo=DENVER)},
    {"id": "R_5Ab2Cd3Ef4Gh5Ij", "text": "", "nps": "", "csat": "", "mend": "", "ref": "",
     "status": "IP Address", "done": "True", "at": datetime(2026, 10, 4, 3, 0, tzinfo=DENVER)},
)  # fmt: skip


def row(post):
    at = post["at"].strftime("%Y-%m-%d %H:%M:%S")
    return (
        at, at, post["status"], "192.0.2.44", 100, 61, post["done"], at, post["id"], "Baker", "Mara",
        f"{post['id'].lower()}@example.org", post["ref"], "46.9", "7.4", "email", "EN", "one year", "Detractor",
        post["nps"], post["text"], "Scanner", "", "5", "1", post["csat"], post["mend"], "mara@example.org", "team",
    )  # fmt: skip


def headings(zone):
    told = [f'{{"ImportId":"{one}"' + (f',"timeZone":"{zone}"' if "Date" in one else "") + "}" for one in IMPORTS]
    return [NAMES, QUESTIONS, told]


def write(posts):
    return table([*headings("America/Denver"), *map(row, posts)], encoding="utf-8-sig")


def write_tabs(posts):
    return table([*headings("America/Denver"), *map(row, posts)], delimiter="\t", encoding="utf-16")


def expect(post):
    if post["status"] == "Survey Preview" or post["done"] == "False":
        return []
    both = {"thread_id": post["id"], "created_at": post["at"], "created_at_quality": "exact", "lang": "en"}
    score = {"rating": float(post["nps"].split()[0]) if post["nps"] else None, "rating_scale": "nps11"}
    content = {"Somewhat satisfied": 4.0, "Extremely dissatisfied": 1.0}.get(post["csat"])
    rows = []
    if post["text"]:
        why = {"source_item_id": f"{post['id']}:Q3", "text": post["text"], "label": "Why this score?"}
        rows.append(both | score | why)
    elif post["nps"]:
        rows.append(both | score | {"source_item_id": f"{post['id']}:Q2", "text": ""})
    rated = {"rating": content, "rating_scale": "csat5"}
    if post["mend"].strip("-9"):
        mend = {"source_item_id": f"{post['id']}:Q7", "text": post["mend"], "label": "What should we mend first?"}
        rows.append(both | rated | mend)
    elif content:
        rows.append(both | rated | {"source_item_id": f"{post['id']}:Q6", "text": ""})
    return rows


EXPORTS = (
    Export(
        "qualtrics", "App survey_October 31, 2026_23.59.csv", POSTS, write, expect, origin="survey",
        required="ResponseId", encoding="utf-8-sig",
    ),
    Export(
        "qualtrics", "survey.tsv", POSTS, write_tabs, expect, origin="survey", required="ResponseId",
        encoding="utf-16",
    ),
)  # fmt: skip
