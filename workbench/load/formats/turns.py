"""Turns: who spoke when in a written call or interview, whatever wrote it down."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

TIME = r"(?:\d{1,2}:)?\d{1,2}:\d{2}(?:[.,]\d{1,3})?"
LOOSE = r"(?:\d{1,2}:){1,2}\d{1,2}(?:[.,]\d{1,3})?"
CUE = re.compile(rf"\s*({LOOSE})\s+-->\s+{LOOSE}.*")
VOICE = re.compile(r"<v(?:\.[\w.-]+)?[ \t]+([^<>]{1,80})>")
MARKUP = re.compile(rf"</?(?:v|c|i|b|u|ruby|rt|lang)(?:[.\s][^<>]*)?>|<{TIME}>")
NAME = r"(?P<who>[^\W\d_a-zß-öø-ÿ][^\n:;,|\t\"{}<>\[\]()=!?/\\]{0,39}?)"
CLOCK = rf"[\[(]?(?P<at>{TIME})[\])]?"
OPEN = re.compile(r"</?v[^<>]*$")  # of a file that was cut short
#: who speaks, then what is said: `Mara: …`, `[00:12] Mara: …`, `Mara (00:12): …`.
SAID = re.compile(rf"\s*(?:{CLOCK}\s*[-–]?\s*)?{NAME}(?:\s+[\[(]?{TIME}[\])]?)?\s*:(?:\s+(?P<said>\S.*))?")
#: who speaks and when, on a line of their own.
HEADED = re.compile(rf"\s*{NAME}\s+{CLOCK}\s*:?\s*")
#: labels that say what somebody is in a talk, not who.
ROLE = re.compile(
    r"(?:speaker|participant|respondent|interviewee|interviewer(?:in)?|customer|client|caller|user|agent(?:in)?"
    r"|moderator(?:in)?|facilitator|host|researcher|representative|operator|advisor|guest|unknown speaker"
    r"|sprecher(?:in)?|kund(?:e|in)|befragte[rn]?|teilnehmer(?:in)?|support|[QA])(?:\s*[#-]?\s*\w{1,2})?",
    re.IGNORECASE,
)
OURS = re.compile(
    r"(?:interviewer(?:in)?|agent(?:in)?|moderator(?:in)?|facilitator|host|researcher|representative|operator|advisor"
    r"|support|Q)(?:\s*[#-]?\s*\w{1,2})?",
    re.IGNORECASE,
)
#: what says above a text that it is a talk.
TALK = re.compile(r"\b(interview|transcript|transkript|call|participants|attendees|gespräch)\b", re.IGNORECASE)
SMALL = frozenset({"von", "van", "de", "der", "den", "da", "di", "du", "la", "le", "el", "bin", "al"})
SENTENCE = re.compile(r"[^\W\d_]{4,}\.\s")
#: what stands above a talk, or in a log, and is nobody's name.
NOBODY = re.compile(
    r"date|datum|day|time|call|call id|call number|conversation id|interview|interview id|meeting|meeting id|recording"
    r"|recording id|session id|participants?|attendees|teilnehmer|duration|length|subject|title|topic|location|recorded"
    r"|recorded on|start|start time|end|end time|company|account|project|transcript|language|from|to|cc|sent|re|fwd"
    r"|note|notes|todo|to do|action items?|summary|agenda|warning|error|info|debug|http|https",
    re.IGNORECASE,
)
HEADING = re.compile(r"\s*(?:NOTE\s+)?(?P<name>[^\W\d_][\w .#-]{1,30}?)\s*:\s*(?P<value>\S.*?)\s*")
ABOVE = 25  # lines above the first turn that may say what a file is


@dataclass(frozen=True)
class Turn:
    """What somebody said without a break.

    Parameters
    ----------
    who : str
        The label, empty where none is given.
    text : str
    at : float or None
        Seconds from the beginning.
    line : int
        Where it begins, counted from 1.
    """

    who: str
    text: str
    at: float | None
    line: int


@dataclass(frozen=True)
class Talk:
    """A call or interview.

    Parameters
    ----------
    turns : tuple of Turn
        What one person says in several pieces is one turn.
    told : dict of str to str
        What stands above it, by lower-case names.
    sure : bool
        Whether it can be nothing else.
    """

    turns: tuple[Turn, ...]
    told: dict[str, str]
    sure: bool


def talk_of(text: str) -> Talk | None:
    """Return a text as a talk; None where it is none: captions, or lines that say who speaks.

    Parameters
    ----------
    text : str
        WebVTT, SubRip, or lines such as `Mara: …`.
    """
    lines = text.lstrip("\ufeff").splitlines()
    filled = [line.strip() for line in lines if line.strip()]
    if not filled:
        return None
    webvtt = filled[0].startswith("WEBVTT")
    if webvtt or (len(filled) > 1 and filled[0].isdigit() and CUE.fullmatch(filled[1])):
        return Talk(tuple(_joined(_cues(lines))), _above(lines, webvtt=webvtt), True)
    if CUE.fullmatch(filled[0]):
        return Talk(tuple(_joined(_cues(lines, above=True))), {}, True)
    heads = [(at, one) for at, line in enumerate(lines) if (one := _head(line, at))]
    timed = [(at, one) for at, one in heads if one.at is not None]
    heads = timed if len(timed) * 2 > len(heads) else heads  # the others are sentences with a colon
    if not heads or not _speaks(heads, lines):
        return None
    return Talk(tuple(_joined(_written(heads, lines))), _above(lines[: heads[0][0]]), False)


def ours(who: str) -> bool:
    """Return whether a label is that of those who ask: interviewer, agent, moderator."""
    return bool(OURS.fullmatch(who.strip()))


def seconds(time: str | None) -> float | None:
    """Return a time such as `01:02:03.5` in seconds."""
    if not time:
        return None
    total = 0.0
    for part in time.replace(",", ".").split(":"):
        total = total * 60 + float(part)
    return total


def _head(line: str, at: int) -> Turn | None:
    """Return the beginning of a turn, if a line is one."""
    for pattern in (HEADED, SAID):
        found = pattern.fullmatch(line)
        if found and _names(found["who"].strip()):
            said = found["said"] if pattern is SAID else None
            return Turn(found["who"].strip(), said or "", seconds(found["at"]), at + 1)
    return None


def _names(who: str) -> bool:
    """Return whether words are what somebody is called: a role, or words with capitals."""
    if ROLE.fullmatch(who):
        return True
    words = who.split()
    capitals = all(not one[0].islower() or one.casefold() in SMALL for one in words)
    return capitals and len(words) <= 5 and not NOBODY.fullmatch(who) and not SENTENCE.search(who)


def _speaks(heads: Sequence[tuple[int, Turn]], lines: Sequence[str]) -> bool:
    """Return whether lines that look like turns are some: few names, each again and again, and a sign of talk.

    Lists of changes and records look alike; so a role, a time or a line above must say that people talk.
    """
    if heads[0][0] > ABOVE:
        return False
    names = Counter(turn.who.casefold() for _, turn in heads)
    # questions and answers may be a page of help
    roles = sum(bool(ROLE.fullmatch(turn.who)) and len(turn.who) > 1 for _, turn in heads)
    if len(heads) >= 2 and roles == len(heads):
        return True
    if len(names) < 2 or len(heads) < max(4, 2 * len(names)):
        return False
    if sum(turn.at is not None for _, turn in heads) * 2 > len(heads):
        return True
    body = sum(bool(line.strip()) for line in lines[heads[0][0] :])
    told = roles > 1 or any(TALK.search(line) for line in lines[: heads[0][0]])
    return told and 3 * len(heads) >= body


def _written(heads: Sequence[tuple[int, Turn]], lines: Sequence[str]) -> Iterator[Turn]:
    # a file that was cut short may end in half a name
    last = lines[-1].strip().rstrip(":").casefold()
    begun = bool(ROLE.fullmatch(last)) or any(turn.who.casefold().startswith(last) for _, turn in heads)
    cut = bool(last) and begun and bool(heads[-1][1].text) and heads[-1][0] < len(lines) - 1
    ends = [at for at, _ in heads[1:]] + [len(lines) - cut]
    for (at, turn), end in zip(heads, ends, strict=True):
        more = [line.strip() for line in lines[at + 1 : end]]
        yield replace(turn, text="\n".join(part for part in (turn.text.strip(), *more) if part))


def _cues(lines: Sequence[str], *, above: bool = False) -> list[Turn]:
    """Return the captions, each with its speaker; one without goes on with the speaker before.

    `above`: the name stands on a line of its own above the words.
    """
    found: list[Turn] = []
    at = 0
    while at < len(lines):
        cue = CUE.fullmatch(lines[at])
        at += 1
        if cue is None:
            continue
        first = at
        while at < len(lines) and lines[at].strip() and not CUE.fullmatch(lines[at]):
            at += 1
        if at > first:
            found.append(Turn("", "\n".join(line.strip() for line in lines[first:at]), seconds(cue[1]), first + 1))
    if above:
        parts = [(one, one.text.partition("\n")) for one in found]
        return [replace(one, who=who if rest else "", text=rest or who) for one, (who, _, rest) in parts]
    voiced = any(VOICE.match(one.text) for one in found)
    labelled = [SAID.fullmatch(one.text.partition("\n")[0]) for one in found]
    named = sum(bool(one) for one in labelled) * 3 >= len(found)
    turns: list[Turn] = []
    for one in found:
        who, said = _voiced(one.text) if voiced or not named else _labelled(one.text)
        turns.append(replace(one, who=who or (turns[-1].who if turns else ""), text=said))
    return turns


def _voiced(text: str) -> tuple[str, str]:
    found = VOICE.match(text)
    return found[1].strip() if found else "", OPEN.sub("", MARKUP.sub("", text)).strip()


def _labelled(text: str) -> tuple[str, str]:
    first, _, rest = text.partition("\n")
    found = SAID.fullmatch(first)
    if found is None or not _names(found["who"].strip()):
        return "", MARKUP.sub("", text).strip()
    return found["who"].strip(), MARKUP.sub("", f"{found['said'] or ''}\n{rest}").strip()


def _joined(turns: Iterable[Turn]) -> list[Turn]:
    """Return turns in which nobody follows on himself."""
    done: list[Turn] = []
    for one in turns:
        if done and one.who and done[-1].who.casefold() == one.who.casefold():
            done[-1] = replace(done[-1], text="\n".join(part for part in (done[-1].text, one.text) if part))
        else:
            done.append(one)
    return done


def _above(lines: Sequence[str], *, webvtt: bool = False) -> dict[str, str]:
    """Return what stands above a talk; of captions only notes."""
    told: dict[str, str] = {}
    for line in lines[:ABOVE]:
        if CUE.fullmatch(line):
            break
        found = HEADING.fullmatch(line)
        if found and (not webvtt or line.startswith("NOTE") or not told):
            told.setdefault(" ".join(found["name"].casefold().split()), found["value"])
    return told
