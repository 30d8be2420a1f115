"""Words and phrases as the topics use them: what a token is, and which words name nothing."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from workbench.text.normalise import CONSTANT

#: a word starts with a letter; inner apostrophes and hyphens belong to it.
WORD_SHAPE = r"(?u)\b[^\W\d_][\w]*(?:['’\-][^\W\d_]+)*\b"

_BREAK = re.compile(r"[.!?,;:()\[\]{}\"“”…|/\\\n–—•*<>]+|\s-+\s")
_WORD = re.compile(WORD_SHAPE + r"|\d+(?:[.,:]\d+)*%?")

#: longest first, so that "es" is not taken for "s".
_ENDINGS = ("'s", "ies", "ing", "ers", "er", "ed", "es", "s", "e", "y")

#: contractions, chat words and verbs that carry no subject, beyond scikit-learn's list.
_MORE = """
ain't am aint amp arent aren't cannot cant can't couldnt couldn't couldve could've didnt didn't doesnt doesn't don
dont don't gonna gotta guys hadn't hasnt hasn't havent haven't he'd he'll he's heres here's hes hi hey hello how's
i'd i'll i'm i've id idk ill im imo isnt isn't it'd it'll it's its ive just kinda let's lets like lol lot lots maybe
my mine ok okay omg one pls plz please pretty quite rather really she'd she's should've shouldn't so-called sorta
still stuff thank thanks that'd that'll that's thats the there's theres they'd they'll they're they've theyre thing
things tho though thru til too u ur very wanna wasn't wasnt we'd we'll we're we've went were weren't what's whats
who's why's will won't wont would've wouldn't wouldnt yeah yes yep nope you'd you'll you're you've youre etc also
actually already always anymore anyway away back basically bit completely day days definitely does doing done ever
every extremely fine fix get gets getting give given gives go goes going gone good got great hate hour hours keep
keeps kept know least literally little look looks love made make makes making mean much need needs new nice now old
people probably put quite real right said say says see seem seems seriously since someone something sometimes soon
sure take takes tell think thought time times today totally tried tries try trying use used user users uses using
usually want wanted wants way week weeks well work worked working works worse worst year years yet best better bad
bruh bruv crap crappy disgusting dumb garbage honestly junk pathetic rubbish star stars suck sucks trash worthless
awful terrible horrible ridiculous annoying stupid useless amazing awesome perfect excellent
""".split()


@cache
def function_words() -> frozenset[str]:
    """Return English words that carry grammar only; a label may hold them inside but not at its ends."""
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

    return frozenset(ENGLISH_STOP_WORDS) | frozenset(word for word in _MORE if "'" in word)


@cache
def openers() -> frozenset[str]:
    """Return words that name nothing alone but may begin a phrase: "old layout", "can't log in"."""
    return frozenset(
        "new old bring brings get getting no not can't cant cannot won't wont doesn't doesnt didn't never too stop"
        " stopped keep keeps unable looks like hard how more want wants need needs please back easy".split()
    )


@cache
def stop_words() -> frozenset[str]:
    """Return words that name no subject: grammar, chat, and praise or blame."""
    parts: set[str] = set()
    for word in function_words() | frozenset(_MORE):
        parts.add(word)
        parts.add(word.replace("'", ""))
    return frozenset(parts)


def segments(text: str) -> list[list[str]]:
    """Split a text at punctuation and return the words of each part, as written; links and handles are no words."""
    return [words for part in _BREAK.split(CONSTANT.sub("\n", text)) if (words := _WORD.findall(part))]


@lru_cache(maxsize=1 << 16)  # a study asks of the same words hundreds of thousands of times
def stem(word: str) -> str:
    """Cut a lower-case English word to what its forms share: "crash" of "crashes" and "crashing"."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            cut = word[: -len(ending)]
            return cut[:-1] if len(cut) > 3 and cut[-1] == cut[-2] else cut
    return word


def stems(phrase: str) -> frozenset[str]:
    """Return the stems of a lower-case phrase's telling words; of all its words where none tells anything."""
    silent = stop_words() - openers()
    words = phrase.split()
    telling = [word for word in words if word not in silent] or words
    return frozenset(stem(part) for word in telling for part in word.split("-") if part)
