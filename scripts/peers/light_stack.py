"""The fastest Python found: CLD2, regex, PyStemmer, Aho-Corasick, orjson. One language a document."""

import ahocorasick  # noqa: F401
import orjson
import pycld2
import regex
import Stemmer

import tables

# A sentence ends at a line end, or at marks before a space and a capital; a token is letters, digits or one mark.
SENTENCE_END = regex.compile(r"\n+|[.!?…]+[»”\")]*\s+(?=[\p{Lu}«„\"(—–])")
TOKEN = regex.compile(r"\p{L}+(?:[-’]\p{L}+)*|\p{N}+(?:[.,]\p{N}+)*|[^\s\p{L}\p{N}]")


def work(source, out, lexicons):
    stem = Stemmer.Stemmer("russian").stemWord
    automaton = tables.gazetteer(lexicons)
    sink = tables.Tables(out, dumps=orjson.dumps)

    def go():
        for line in open(source, "rb"):
            row = orjson.loads(line)
            text = row["text"]
            try:
                lang = pycld2.detect(text, bestEffort=True)[2][0][1]
            except pycld2.error:  # Control characters.
                lang = "un"
            ends = [m.end() for m in SENTENCE_END.finditer(text)]
            ends.append(len(text) + 1)
            # Snowball has no Kazakh.
            stemmed = lang == "ru"
            tokens, number = [], 0
            for match in TOKEN.finditer(text):
                start, end = match.span()
                while start >= ends[number]:
                    number += 1
                word = match.group()
                norm = word.lower().replace("ё", "е")
                tokens.append((number, start, end, word, norm, stem(norm) if stemmed else norm))
            sink.document(row["id"], lang, text, tokens, list(tables.find(automaton, text)))
        sink.close()
        return sink.counts

    return go


tables.drive(work)
