"""What the Python stacks of scripts/compare-peers share: the gazetteer, the tables, the clock.

Each writes the layers that tilshi writes with `--layers documents,tokens,entities`: documents.csv, tokens.csv,
entities.csv and documents.jsonl with the tokens as columns; of their columns those that the stack can fill.
"""

import csv
import json
import sys
import time
from pathlib import Path


def read(path):
    """The rows of a JSONL file."""
    with open(path, "rb") as lines:
        for line in lines:
            yield json.loads(line)


def lowered(text):
    """In lower case, where that keeps the offsets; a few letters change their length."""
    low = text.lower()
    return low if len(low) == len(text) else text


def gazetteer(folder):
    """An automaton of all aliases of `folder`/*.tsv in lower case; where two share an alias, the first."""
    import ahocorasick

    automaton = ahocorasick.Automaton()
    for path in sorted(Path(folder).glob("*.tsv")):
        with open(path, encoding="utf-8", newline="") as file:
            kinds = {}
            for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
                kind = kinds.setdefault(row["id"], row["type"])
                alias = row["alias"].lower()
                if len(alias) > 1 and alias not in automaton:
                    automaton.add_word(alias, (len(alias), kind, row["id"]))
    automaton.make_automaton()
    return automaton


def find(automaton, text):
    """Start, end, type and id of every alias that stands between word boundaries, the longest from the left."""
    low, end_of_text = lowered(text), len(text)
    for last, (length, kind, name) in automaton.iter_long(low):
        start, end = last + 1 - length, last + 1
        if (start == 0 or not low[start - 1].isalnum()) and (end == end_of_text or not low[end].isalnum()):
            yield start, end, kind, name


class Tables:
    """The four files."""

    def __init__(self, folder, dumps=lambda row: json.dumps(row, ensure_ascii=False).encode()):
        folder = Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        self.files = [open(folder / f"{name}.csv", "w", encoding="utf-8", newline="") for name in ("documents", "tokens", "entities")]
        self.documents, self.tokens, self.entities = (csv.writer(f, lineterminator="\n") for f in self.files)
        self.jsonl = open(folder / "documents.jsonl", "wb")
        self.dumps = dumps
        self.counts = {"documents": 0, "tokens": 0, "entities": 0}
        self.documents.writerow(["doc_id", "lang", "text"])
        self.tokens.writerow(["doc_id", "sentence", "token", "start", "end", "lang", "text", "norm", "stem"])
        self.entities.writerow(["doc_id", "entity", "start", "end", "type", "id", "text"])

    def document(self, name, lang, text, tokens, entities):
        """`tokens`: sentence, start, end, text, norm, stem; `entities`: start, end, type, id."""
        self.documents.writerow([name, lang, text])
        self.tokens.writerows([name, t[0], i, t[1], t[2], lang, t[3], t[4], t[5]] for i, t in enumerate(tokens))
        self.entities.writerows([name, i, *e, text[e[0] : e[1]]] for i, e in enumerate(entities))
        columns = list(zip(*tokens)) or [()] * 6
        row = {
            "id": name,
            "lang": lang,
            "text": text,
            "tokens": dict(zip(("sentence", "start", "end", "text", "norm", "stem"), columns)),
            "entities": [
                {"start": s, "end": e, "text": text[s:e], "type": kind, "id": entry} for s, e, kind, entry in entities
            ],
        }
        self.jsonl.write(self.dumps(row) + b"\n")
        self.counts["documents"] += 1
        self.counts["tokens"] += len(tokens)
        self.counts["entities"] += len(entities)

    def close(self):
        for file in [*self.files, self.jsonl]:
            file.close()


def drive(work):
    """Calls `work` with input, output folder and lexicon folder from the command line.

    `work` sets up and returns what to do; only that is timed, so importing and loading models is not counted.
    """
    go = work(*sys.argv[1:4])
    begun = time.process_time()
    counts = go()
    print(json.dumps({"cpu": time.process_time() - begun, **counts}))
