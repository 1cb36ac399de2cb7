"""razdel + PyStemmer + an Aho-Corasick gazetteer: sentences, tokens, Russian stems, aliases. No language detection."""

import ahocorasick  # noqa: F401  (fails here, not later, where it is missing)
import Stemmer
from razdel import sentenize, tokenize

import tables


def work(source, out, lexicons):
    stem = Stemmer.Stemmer("russian").stemWord
    automaton = tables.gazetteer(lexicons)
    sink = tables.Tables(out)

    def go():
        for row in tables.read(source):
            text = row["text"]
            tokens = []
            for number, sentence in enumerate(sentenize(text)):
                for token in tokenize(sentence.text):
                    norm = token.text.lower().replace("ё", "е")
                    start = sentence.start + token.start
                    tokens.append((number, start, sentence.start + token.stop, token.text, norm, stem(norm)))
            sink.document(row["id"], "", text, tokens, list(tables.find(automaton, text)))
        sink.close()
        return sink.counts

    return go


tables.drive(work)
