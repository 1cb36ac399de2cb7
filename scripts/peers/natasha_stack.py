"""natasha: segmenter, morphology with lemmas, names; Russian only, no language detection, no ids."""

import inspect

# pymorphy2, which natasha brings along, asks for a function that Python 3.11 took away.
if not hasattr(inspect, "getargspec"):
    inspect.getargspec = lambda function: inspect.getfullargspec(function)[:4]

from natasha import Doc, MorphVocab, NewsEmbedding, NewsMorphTagger, NewsNERTagger, Segmenter

import tables


def work(source, out, lexicons):
    segmenter, vocabulary, embedding = Segmenter(), MorphVocab(), NewsEmbedding()
    morph, names = NewsMorphTagger(embedding), NewsNERTagger(embedding)
    sink = tables.Tables(out)

    def go():
        for row in tables.read(source):
            doc = Doc(row["text"])
            doc.segment(segmenter)
            doc.tag_morph(morph)
            doc.tag_ner(names)
            tokens = []
            for number, sentence in enumerate(doc.sents):
                for token in sentence.tokens:
                    token.lemmatize(vocabulary)
                    tokens.append((number, token.start, token.stop, token.text, token.text.lower(), token.lemma))
            entities = [(span.start, span.stop, span.type, "") for span in doc.spans]
            sink.document(row["id"], "", row["text"], tokens, entities)
        sink.close()
        return sink.counts

    return go


tables.drive(work)
