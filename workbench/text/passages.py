"""Passages: long items cut into pieces of one to three sentences."""

from __future__ import annotations

import re

MAX_SENTENCES = 3
# A passage closes once it holds this share of the limit, so that one idea is one passage.
CLOSE_AT = 0.5
# Shorter pieces say too little to be sorted alone and join a neighbour.
MIN_WORDS = 5
# Scripts without spaces: two characters count as one word, the usual length of a Chinese or Japanese word.
SIGNS_PER_WORD = 2

_NO_SPACES = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
_SIGN = re.compile(f"[{_NO_SPACES}]")
_LINES = re.compile(r"[\n\r\x0b\x0c\x85\u2028\u2029]+")
_WIDE_END = re.compile(r"(?<=[。！？；])(?![。！？；」』）】”’\"')]|\s|$)")
_CLAUSE_END = re.compile(r"[,;:，、；：–—-][\"')\]]*$")
_WIDE_CLAUSE = re.compile(r"(?<=[，、；：])(?=\S)")
_SENTENCE_END = re.compile(r"[.!?…。！？；]+[\"'”’»)\]]*$")
# "1." or "2)" opens a point of a list.
_NUMBERED = re.compile(r"\(?\d{1,2}[.)]")
_ABBREVIATION = re.compile(
    r"(?:^|\W)(?:e\.g|i\.e|etc|vs|mr|mrs|ms|dr|prof|sr|jr|st|no|nr|ca|approx|incl|ver|u\.s|u\.k|[a-z])\.$", re.I
)
_GREETING = re.compile(
    r"(?:(?:<?@[\w.|-]+>?|hi|hello|hey|hiya|dear|good|morning|afternoon|evening|day|there|all|team|guys|everyone|folks|support"
    r"|sir|madam|or|to|whom|it|may|concern)[\W_]*){1,8}",
    re.IGNORECASE,
)
_SIGN_OFF = re.compile(
    r"(?:(?:many|best|kind|warm)?[\W_]*(?:thanks|thank\s+you|thx|cheers|regards|wishes|sincerely|yours|greetings|bye|ty)"
    r"(?:\s+(?:so|very|much|a\s+lot|in\s+advance|again|truly|sincerely|faithfully|for\s+(?:your\s+)?(?:help|time|reading)))*"
    r"[\W_]*){1,3}(?:-?\s*\w+(?:\s+\w+)?[\W_]*)?",
    re.IGNORECASE,
)


def passages(text: str, *, split_words: int = 40) -> tuple[str, ...]:
    """Cut an item into passages; an item within the limit is one passage.

    Parameters
    ----------
    text : str
        One item as received.
    split_words : int
        Items over this many words are cut; also the most words of a passage, greetings and sign-offs apart. In
        scripts without spaces two characters count as one word.

    Returns
    -------
    tuple of str
        At least one passage, in reading order, white space collapsed; an empty text gives ``("",)``, so that no item
        is lost in a join. Every word of the text is in exactly one passage.

    Notes
    -----
    Sentences end at line breaks and at end marks that do not follow an abbreviation; what is still over the limit is
    cut at commas, and then at the limit. Greetings, sign-offs, leading handles and pieces under five words join a
    neighbour.

    Examples
    --------
    >>> passages("The export fails. Thanks, Jo")
    ('The export fails. Thanks, Jo',)
    """
    split_words = max(split_words, MIN_WORDS)
    whole = " ".join(text.split())
    if _size(whole) <= split_words:
        return (whole,)
    pieces = [piece for sentence in _sentences(text) for piece in _within(sentence, split_words)]
    return tuple(_join_small(_pack(pieces, split_words), split_words))


def _size(text: str) -> int:
    """Count words; signs of scripts without spaces count half a word each."""
    words = text.split()
    if text.isascii():
        return len(words)
    signs = len(_SIGN.findall(text))
    return sum(1 for word in words if not _SIGN.match(word)) + -(-signs // SIGNS_PER_WORD)


def _sentences(text: str) -> list[str]:
    """Cut at line breaks and end marks."""
    found: list[str] = []
    for line in _LINES.split(text):
        for part in _WIDE_END.split(line):
            start = len(found)
            words: list[str] = []
            for word in part.split():
                numbered = _NUMBERED.fullmatch(word)
                if numbered and words:
                    found.append(" ".join(words))
                    words = []
                words.append(word)
                if not numbered and _SENTENCE_END.search(word[-12:]) and not _ABBREVIATION.search(word[-12:]):
                    found.append(" ".join(words))
                    words = []
            # A lone sign or emoji after the last mark belongs to what it comments.
            if words and len(found) > start and not any(sign.isalnum() for word in words for sign in word):
                found[-1] = " ".join([found[-1], *words])
            elif words:
                found.append(" ".join(words))
    return found


def _within(sentence: str, limit: int) -> list[str]:
    """Cut a sentence that is over the limit at commas, then at the limit."""
    if _size(sentence) <= limit:
        return [sentence]
    clauses: list[str] = []
    for stretch in _WIDE_CLAUSE.split(sentence):
        words: list[str] = []
        for word in stretch.split():
            words.append(word)
            if _CLAUSE_END.search(word[-4:]):
                clauses.append(" ".join(words))
                words = []
        if words:
            clauses.append(" ".join(words))
    pieces: list[str] = []
    held, held_size = "", 0
    for part in [part for clause in clauses for part in _cut(clause, limit)]:
        size = _size(part)
        if held and held_size + size > limit:
            pieces.append(held)
            held, held_size = "", 0
        held, held_size = (f"{held} {part}" if held else part), held_size + size
    return [*pieces, held]


def _cut(clause: str, limit: int) -> list[str]:
    """Cut a clause without commas into equal parts, by words or, without spaces, by characters."""
    size = _size(clause)
    if size <= limit:
        return [clause]
    words = [part for word in clause.split() for part in _cut_word(word, limit)]
    parts: list[str] = []
    count = -(-size // limit)
    share = -(-size // count)
    held: list[str] = []
    held_size = 0
    for word in words:
        word_size = _size(word)
        if held and held_size + word_size > share:
            parts.append(" ".join(held))
            held, held_size = [], 0
        held.append(word)
        held_size += word_size
    return [*parts, " ".join(held)]


def _cut_word(word: str, limit: int) -> list[str]:
    """Cut a stretch without spaces when it alone is over the limit."""
    if _size(word) <= limit:
        return [word]
    step = limit * SIGNS_PER_WORD
    return [word[place : place + step] for place in range(0, len(word), step)]


def _weightless(sentence: str) -> bool:
    """Tell whether a sentence only greets, thanks or names someone."""
    if len(sentence) > 120:
        return False
    return bool(_GREETING.fullmatch(sentence) or _SIGN_OFF.fullmatch(sentence))


def _pack(pieces: list[str], limit: int) -> list[str]:
    """Put one to three sentences into a passage; greetings and thanks ride along."""
    done: list[str] = []
    held: list[str] = []
    words = count = 0
    for piece in pieces:
        if _weightless(piece):
            # Thanks after a full passage stay with it; a greeting opens the next one.
            if not held and done and _SIGN_OFF.fullmatch(piece):
                done[-1] = f"{done[-1]} {piece}"
            else:
                held.append(piece)
            continue
        size = _size(piece)
        if count and (words + size > limit or count == MAX_SENTENCES or words >= limit * CLOSE_AT):
            done.append(" ".join(held))
            held, words, count = [], 0, 0
        held.append(piece)
        words, count = words + size, count + 1
    if held and not count and done:
        done[-1] = " ".join([done[-1], *held])
    elif held:
        done.append(" ".join(held))
    return done


def _join_small(packed: list[str], limit: int) -> list[str]:
    """Join a passage under MIN_WORDS words to the one before it, or the first to the second."""
    out: list[str] = []
    for passage in packed:
        if out and (_size(passage) < MIN_WORDS or _size(out[-1]) < MIN_WORDS):
            out[-1] = f"{out[-1]} {passage}"
        else:
            out.append(passage)
    return out
