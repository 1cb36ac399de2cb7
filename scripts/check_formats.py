"""Loads every format of `tilshi dataset` with the program it is for. Run by scripts/check-formats.

Usage: check_formats.py FOLDER COMPRESSION, where FOLDER is what `tilshi dataset --out` made and COMPRESSION is none, gz or
zst. Each check is a function named after its format; a failed one is printed with its cause, and the exit status is 1.
The folder `hf-jsonl`, read with Python's own json module, is what the others are compared with.
"""

import gzip
import hashlib
import io
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

os.environ["HF_HUB_OFFLINE"] = os.environ["HF_DATASETS_OFFLINE"] = "1"
CACHE = tempfile.TemporaryDirectory(prefix="check-formats-")
os.environ["HF_HOME"] = CACHE.name

import conllu  # noqa: E402
import datasets  # noqa: E402
import duckdb  # noqa: E402
import nltk.corpus  # noqa: E402
import pandas  # noqa: E402
import polars  # noqa: E402
import spacy  # noqa: E402
import zstandard  # noqa: E402
from label_studio_sdk.label_interface import LabelInterface  # noqa: E402
from spacy.tokens import Doc, DocBin  # noqa: E402
from spacy.training import Example  # noqa: E402
from spacy.training.converters import conll_ner_to_docs  # noqa: E402

ROOT, COMPRESSION = Path(sys.argv[1]), sys.argv[2]
SPLITS = ["train", "validation", "test"]
MANIFEST = json.loads((ROOT / "manifest.json").read_text(encoding="utf-8"))
FILES = MANIFEST["outputs"]
SUFFIX = {"none": "", "gz": ".gz", "zst": ".zst"}[COMPRESSION]


def read(path):
    """The text of a file, unpacked."""
    raw = (ROOT / path).read_bytes()
    if path.endswith(".gz"):
        raw = gzip.decompress(raw)
    elif path.endswith(".zst"):
        raw = zstandard.ZstdDecompressor().stream_reader(io.BytesIO(raw)).read()
    return raw.decode("utf-8")


def shards(name, split):
    """The files of a format's split, in order, as the manifest lists them."""
    return [f for f in FILES if f["format"] == name and f["split"] == split]


def paths(name, split):
    return [str(ROOT / f["path"]) for f in shards(name, split)]


def rows(name, split):
    return sum(f["rows"] for f in shards(name, split))


def lines(name, split):
    """The rows of a JSON Lines format."""
    return [json.loads(line) for f in shards(name, split) for line in read(f["path"]).split("\n") if line]


def same(found, expected, what):
    assert found == expected, f"{what}: {found!r}, expected {expected!r}"


def same_rows(found, expected, what):
    """Lists of rows, compared one by one so that the first difference is printed, not all of them."""
    same(len(found), len(expected), f"{what}: rows")
    for i, (a, b) in enumerate(zip(found, expected)):
        if isinstance(a, dict) and isinstance(b, dict):
            different = [k for k in {**a, **b} if a.get(k) != b.get(k)]
            a, b = ({k: row.get(k) for k in different} for row in (a, b))
        assert a == b, f"{what}: row {i} is {a!r}, expected {b!r}"


def cut(text, start, end, unit="code points"):
    if unit == "code points":
        return text[start:end]
    return text.encode("utf-16-le")[2 * start : 2 * end].decode("utf-16-le")


DOCUMENTS = {split: lines("hf-jsonl", split) for split in SPLITS}
USED = [split for split in SPLITS if DOCUMENTS[split]]


def surfaces(document):
    """What every format must cut out of the text: the surfaces and labels of the entities."""
    return [(e["text"], e["label"]) for e in document["entities"]]


def manifest():
    """Every file is there, of its digest and size; no other is; the sample holds what this check is about."""
    for f in FILES:
        raw = (ROOT / f["path"]).read_bytes()
        same(hashlib.sha256(raw).hexdigest(), f["sha256"], f["path"])
        same(len(raw), f["bytes"], f["path"])
    listed = {f["path"] for f in FILES}
    found = {p.relative_to(ROOT).as_posix() for p in ROOT.glob("*/**/*") if p.is_file()}
    same(sorted(found - listed), [], "files that the manifest does not list")
    same(USED, SPLITS, "splits with a document")
    assert any(len(shards("hf", split)) > 1 for split in SPLITS), "no split has two shards: choose a smaller shard size"
    packed = [f["path"] for f in FILES if f["format"] == "hf-jsonl" and f["split"]]
    assert all(p.endswith(".jsonl" + SUFFIX) for p in packed), packed
    texts = [d["text"] for split in SPLITS for d in DOCUMENTS[split]]
    astral = re.compile("[\U00010000-\U0010ffff]")
    after = [
        e for split in SPLITS for d in DOCUMENTS[split] for e in d["entities"] if astral.search(d["text"][: e["start"]])
    ]
    assert len(after) > 10, "too few entities after an emoji: offsets in UTF-16 units would not be told from code points"
    # Normalising composes them.
    original = MANIFEST["config"]["text"] == "original"
    assert not original or any("\u0306" in t for t in texts), "no combining mark in the texts"
    ids = [d["id"] for split in SPLITS for d in DOCUMENTS[split]]
    same(len(set(ids)), len(ids), "ids that are unique")
    return f"{len(FILES)} files, {len(ids)} documents"


def hf_jsonl():
    """The reference itself: offsets cut the surfaces, and the rows are those of the manifest."""
    entities = 0
    for split in SPLITS:
        same(len(DOCUMENTS[split]), rows("hf-jsonl", split), f"{split}: rows")
        for d in DOCUMENTS[split]:
            for e in d["entities"]:
                same(cut(d["text"], e["start"], e["end"]), e["text"], f"{d['id']}: entity")
                entities += 1
    return f"{entities} entities"


def load(name, *arguments, **options):
    """`datasets.load_dataset`, offline, without a cache from an earlier run."""
    return datasets.load_dataset(name, *arguments, cache_dir=tempfile.mkdtemp(dir=CACHE.name), **options)


def held(name):
    """The splits in which a format has a row: a document without a sentence is no row of some."""
    return [split for split in USED if rows(name, split)]


def hub(name, parquet):
    """A folder through `datasets`: the card's configs, features and counts."""
    info = datasets.load_dataset_builder(str(ROOT / name)).info
    same(sorted(info.splits), sorted(held(name)), f"{name}: splits of the card")
    loaded = load(str(ROOT / name))
    same(sorted(loaded), sorted(held(name)), f"{name}: splits")
    found = {}
    for split in held(name):
        data = loaded[split]
        same(data.num_rows, rows(name, split), f"{name} {split}: rows")
        same(info.splits[split].num_examples, data.num_rows, f"{name} {split}: num_examples of the card")
        same(data.features, info.features, f"{name} {split}: features")
        actual = data.data.nbytes
        claimed = info.splits[split].num_bytes
        assert abs(claimed - actual) <= 0.1 * actual, f"{name} {split}: num_bytes {claimed}, in memory {actual}"
        found[split] = data
    if parquet:
        # Without the card: the metadata of the files has the same features.
        bare = load("parquet", data_files={split: paths(name, split) for split in held(name)})
        for split in held(name):
            same(bare[split].features, info.features, f"{name} {split}: features without the card")
            same(bare[split].num_rows, rows(name, split), f"{name} {split}: rows without the card")
    return found


def hf():
    """Parquet and JSON Lines of documents through datasets; both are the same rows."""
    packed = hub("hf", parquet=True)
    plain = hub("hf-jsonl", parquet=False)
    n = 0
    for split in USED:
        same(packed[split].features, plain[split].features, f"{split}: features of Parquet and JSON Lines")
        same_rows(packed[split].to_list(), plain[split].to_list(), f"{split}: Parquet and JSON Lines")
        reference = DOCUMENTS[split]
        for row, d in zip(packed[split], reference):
            same((row["id"], row["text"]), (d["id"], d["text"]), "document")
            for e in row["entities"]:
                same(cut(row["text"], e["start"], e["end"]), e["text"], f"{row['id']}: entity")
            same([(e["text"], e["label"]) for e in row["entities"]], surfaces(d), f"{row['id']}: entities")
            n += 1
    return f"datasets: {n} documents, {len(packed[USED[0]].features)} columns"


def tokens():
    """Token classification through datasets: class labels by name, IOB2."""
    packed = hub("tokens", parquet=True)
    plain = hub("tokens-jsonl", parquet=False)
    n = 0
    for split in held("tokens"):
        same_rows(packed[split].to_list(), plain[split].to_list(), f"{split}: Parquet and JSON Lines")
        tags = packed[split].features["ner_tags"].feature
        assert isinstance(tags, datasets.ClassLabel), tags
        same(tags.names[0], "O", "the first class")
        found = {}
        for row in packed[split]:
            same(len(row["tokens"]), len(row["ner_tags"]), f"{row['id']}: tags")
            names = [tags.int2str(t) for t in row["ner_tags"]]
            for before, name in zip(["O", *names], names):
                if name.startswith("I-"):
                    assert before[2:] == name[2:], f"{row['id']}: {name} after {before}"
            found.setdefault(row["doc_id"], []).extend(zip(row["tokens"], names))
            n += 1
        for d in DOCUMENTS[split]:
            begun = [tag[2:] for _, tag in found.get(d["id"], []) if tag.startswith("B-")]
            same(begun, [e["label"] for e in d["entities"]], f"{d['id']}: entities that begin")
    return f"datasets: {n} sentences, {len(tags.names)} classes"


def tables():
    """Parquet and JSON Lines through pandas, DuckDB and polars, each cutting the entities with its own functions."""
    entities = 0
    query = """SELECT id, substring(text, e.start + 1, e."end" - e.start) AS cut FROM
        (SELECT id, text, unnest(entities) AS e, generate_subscripts(entities, 1) AS n FROM {}) ORDER BY id, n"""
    for name, reader in (("hf", "read_parquet"), ("hf-jsonl", "read_json")):
        table = f"{reader}({sum((paths(name, split) for split in USED), [])})"
        found = duckdb.sql(f"SELECT id FROM {table}").fetchall()
        same(len(found), sum(rows(name, split) for split in USED), f"DuckDB {name}: rows")
        found = duckdb.sql(query.format(table)).fetchall()
        expected = [(d["id"], e["text"]) for split in USED for d in DOCUMENTS[split] for e in d["entities"]]
        same(sorted(found), sorted(expected), f"DuckDB {name}: entities")
    for split in USED:
        reference = DOCUMENTS[split]
        ids = [d["id"] for d in reference]
        expected = [(d["id"], e["text"]) for d in reference for e in d["entities"]]
        frame = pandas.concat([pandas.read_parquet(p) for p in paths("hf", split)])
        same(list(frame["id"]), ids, f"pandas {split}: ids")
        found = [(d.id, d.text[e["start"] : e["end"]]) for d in frame.itertuples() for e in d.entities]
        same(found, expected, f"pandas {split}: entities")
        plain = pandas.concat([pandas.read_json(p, lines=True, dtype=False) for p in paths("hf-jsonl", split)])
        same(list(plain["text"]), [d["text"] for d in reference], f"pandas {split}: texts of JSON Lines")

        frame = polars.read_parquet(paths("hf", split))
        same(frame["id"].to_list(), ids, f"polars {split}: ids")
        flat = frame.select("id", "text", "entities").explode("entities").drop_nulls("entities")
        flat = flat.unnest("entities", separator=".") if flat.height else flat
        if flat.height:
            start, end = polars.col("entities.start"), polars.col("entities.end")
            found = flat.select("id", polars.col("text").str.slice(start, end - start))
            same(found.rows(), expected, f"polars {split}: entities")
        if not SUFFIX:
            plain = polars.concat([polars.read_ndjson(p) for p in paths("hf-jsonl", split)], how="vertical_relaxed")
            same(plain["text"].to_list(), [d["text"] for d in reference], f"polars {split}: texts of JSON Lines")
        entities += len(expected)
    for split in held("tokens"):
        files = paths("tokens", split)
        for reader, count in (
            ("pandas", sum(len(pandas.read_parquet(p)) for p in files)),
            ("DuckDB", len(duckdb.sql(f"SELECT id FROM read_parquet({files})").fetchall())),
            ("polars", polars.read_parquet(files).height),
        ):
            same(count, rows("tokens", split), f"{reader} tokens {split}: rows")
    return f"pandas, DuckDB, polars: {entities} entities each"


def conll2002():
    """CoNLL-2002 through NLTK's corpus reader and spaCy's converter; the same tags as the token classification."""
    n = 0
    for split in held("conll2002"):
        text = "".join(read(f["path"]) for f in shards("conll2002", split))
        blocks = [b.split("\n") for b in text.strip("\n").split("\n\n") if b and not b.startswith("-DOCSTART-")]
        same(len(blocks), rows("conll2002", split), f"{split}: sentences")
        classes = datasets.load_dataset_builder(str(ROOT / "tokens")).info.features["ner_tags"].feature
        expected = [
            list(zip((re.sub(r"\s", "_", t) for t in row["tokens"]), map(classes.int2str, row["ner_tags"])))
            for row in lines("tokens-jsonl", split)
        ]
        same_rows([[tuple(line.split(" ")) for line in b] for b in blocks], expected, split)
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, "split.conll").write_text(text, encoding="utf-8")
            nltk.data.path.append(folder)  # Where its readers may read.
            reader = nltk.corpus.reader.conll.ConllCorpusReader(folder, ["split.conll"], ("words", "ne"))
            found = [s for s in reader.sents() if s]
            same_rows(found, [[token for token, _ in s] for s in expected], f"NLTK {split}")
        # spaCy's converter knows the mark of a document in four columns only.
        docs = list(conll_ner_to_docs(text.replace("-DOCSTART- O", "-DOCSTART- -X- O O"), no_print=True))
        same(len(docs), sum(1 for d in DOCUMENTS[split] if d["text"].strip()), f"spaCy {split}: documents")
        begun = sum(tag.startswith("B-") for s in expected for _, tag in s)
        same(sum(len(d.ents) for d in docs), begun, f"spaCy {split}: entities")
        n += len(blocks)
    return f"NLTK, spaCy: {n} sentences"


SPACES = {"\\s": " ", "\\t": "\t", "\\r": "\r", "\\n": "\n", "\\p": "|", "\\\\": "\\"}


def spaces(value):
    """UDPipe's escapes undone."""
    return re.sub(r"\\[strnp\\]", lambda m: SPACES[m.group()], value)


def conllu_():
    """CoNLL-U through the conllu package: `# text` fits the tokens, and the text of each document comes back."""
    n = 0
    for split in held("conllu"):
        texts, current, count = {}, None, 0
        for f in shards("conllu", split):
            # What `gzip.open` and the like give is a stream of text, which is what the package reads.
            for sentence in conllu.parse_incr(io.StringIO(read(f["path"]))):
                meta = sentence.metadata
                if "newdoc id" in meta:
                    current = meta["newdoc id"]
                    texts[current] = ""
                line = ""
                for at, token in enumerate(sentence):
                    misc = token["misc"]
                    same(token["id"], at + 1, "token id")
                    same([token[k] for k in ("lemma", "upos", "xpos", "feats", "head", "deprel", "deps")][1], "_", "upos")
                    texts[current] += spaces(misc.get("SpacesBefore", "")) + token["form"]
                    glued = misc.get("SpaceAfter") == "No"
                    texts[current] += spaces(misc.get("SpacesAfter", "" if glued else " "))
                    line += token["form"] + ("" if glued or at + 1 == len(sentence) else " ")
                same(line, meta["text"], f"{meta['sent_id']}: # text")
                assert "/" not in meta["sent_id"], meta["sent_id"]
                count += 1
        same(count, rows("conllu", split), f"{split}: sentences")
        same_rows(
            [texts[d["id"]] for d in DOCUMENTS[split] if d["id"] in texts],
            [d["text"] for d in DOCUMENTS[split] if d["text"].strip()],
            f"{split}: texts",
        )
        n += count
    return f"conllu: {n} sentences"


def spacy_():
    """spaCy: documents have exactly the text, entities are spans of it, and a DocBin made by the script has the same."""
    blank = spacy.blank("xx")
    n = 0
    for split in USED:
        data = []
        for f in shards("spacy", split):
            data += [json.loads(line) for line in read(f["path"]).split("\n") if line]
        same(len(data), rows("spacy", split), f"{split}: rows")
        for row, d in zip(data, DOCUMENTS[split], strict=True):
            doc = Doc(blank.vocab, words=row["words"], spaces=row["spaces"])
            same(doc.text, d["text"], f"{row['id']}: text")
            found = []
            for start, end, label in row["entities"]:
                span = doc.char_span(start, end, label=label)
                assert span is not None, f"{row['id']}: no span at {start}:{end}"
                found.append((span.text, label))
            same(found, surfaces(d), f"{row['id']}: entities")
            if row["words"]:
                fields = {k: row[k] for k in ("words", "spaces", "sent_starts", "entities")}
                example = Example.from_dict(doc, fields)
                same([(e.text, e.label_) for e in example.reference.ents], found, f"{row['id']}: entities of an Example")
            n += 1
    with tempfile.TemporaryDirectory() as folder:
        script = Path(__file__).with_name("spacy-docbin")
        subprocess.run([sys.executable, script, ROOT / "spacy", folder], check=True, stdout=subprocess.DEVNULL)
        for split in USED:
            docs = list(DocBin().from_disk(Path(folder, f"{split}.spacy")).get_docs(blank.vocab))
            same([d.text for d in docs], [d["text"] for d in DOCUMENTS[split]], f"DocBin {split}: texts")
            found = [[(e.text, e.label_) for e in d.ents] for d in docs]
            same(found, [surfaces(d) for d in DOCUMENTS[split]], f"DocBin {split}: entities")
            ids = [[e.kb_id_ for e in d.ents] for d in docs]
            same(ids, [[e["id"] or "" for e in d["entities"]] for d in DOCUMENTS[split]], f"DocBin {split}: ids")
    return f"spaCy: {n} documents, Example, DocBin"


def labelstudio():
    """Label Studio: its own library validates every task and prediction against the labelling interface."""
    interface = LabelInterface((ROOT / "labelstudio/config.xml").read_text(encoding="utf-8"))
    interface.validate()
    n = 0
    for split in USED:
        tasks = [t for f in shards("labelstudio", split) for t in json.loads(read(f["path"]))]
        same(len(tasks), rows("labelstudio", split), f"{split}: tasks")
        for task, d in zip(tasks, DOCUMENTS[split], strict=True):
            same(task["data"]["text"], d["text"], f"{d['id']}: text")
            assert interface.validate_task({"data": task["data"]}), f"{d['id']}: not a task of config.xml"
            (prediction,) = task["predictions"]
            same(interface.validate_prediction(prediction, return_errors=True), [], f"{d['id']}: prediction")
            result = prediction["result"]
            same(len({r["id"] for r in result}), len(result), f"{d['id']}: ids of regions that are unique")
            for r in result:
                same((r["type"], r["from_name"], r["to_name"]), ("labels", "label", "text"), "region")
                v = r["value"]
                same(cut(d["text"], v["start"], v["end"]), v["text"], f"{d['id']}: region")
            found = [(r["value"]["text"], *r["value"]["labels"]) for r in result]
            same(found, surfaces(d), f"{d['id']}: entities")
            n += 1
    # The check can fail: a label that the interface does not have is refused.
    wrong = {"result": [{**result[0], "value": {**result[0]["value"], "labels": ["NONE"]}}]} if result else None
    assert wrong is None or interface.validate_prediction(wrong, return_errors=True), "the check lets anything pass"
    return f"label-studio-sdk: {n} tasks"


def prodigy():
    """Prodigy, whose library is not free: the documented fields, tokens that add up to the text, spans on tokens."""
    n = 0
    for split in USED:
        data = lines("prodigy", split)
        same(len(data), rows("prodigy", split), f"{split}: rows")
        for row, d in zip(data, DOCUMENTS[split], strict=True):
            same(row["text"], d["text"], "text")
            same("".join(t["text"] + " " * t["ws"] for t in row["tokens"]), d["text"], f"{d['id']}: tokens")
            for i, t in enumerate(row["tokens"]):
                same((t["id"], cut(d["text"], t["start"], t["end"])), (i, t["text"]), f"{d['id']}: token")
            for s in row["spans"]:
                first, last = row["tokens"][s["token_start"]], row["tokens"][s["token_end"]]
                same((s["start"], s["end"]), (first["start"], last["end"]), f"{d['id']}: span on tokens")
            found = [(cut(d["text"], s["start"], s["end"]), s["label"]) for s in row["spans"]]
            same(found, surfaces(d), f"{d['id']}: entities")
            n += 1
    return f"by its documentation: {n} tasks"


def doccano():
    """doccano: offsets in UTF-16 units cut the surfaces as JavaScript would."""
    n = 0
    for split in USED:
        data = lines("doccano", split)
        same(len(data), rows("doccano", split), f"{split}: rows")
        for row, d in zip(data, DOCUMENTS[split], strict=True):
            same(row["text"], d["text"], "text")
            found = [(cut(row["text"], s, e, "UTF-16 units"), label) for s, e, label in row["label"]]
            same(found, surfaces(d), f"{d['id']}: entities")
            n += 1
    return f"by its importer's source: {n} rows"


def text():
    """Plain text through datasets: a document a line, words unchanged."""
    loaded = load("text", data_files={split: paths("text", split) for split in USED})
    n = 0
    for split in USED:
        found = loaded[split]["text"]
        same(len(found), rows("text", split), f"{split}: lines")
        for line, d in zip(found, DOCUMENTS[split], strict=True):
            same(len(line.splitlines()), 1 if line else 0, f"{d['id']}: lines")
            same(line.split(), d["text"].split(), f"{d['id']}: words")
            n += 1
    return f"datasets: {n} lines"


CHECKS = [
    ("manifest", manifest),
    ("hf-jsonl", hf_jsonl),
    ("hf", hf),
    ("tokens", tokens),
    ("tables", tables),
    ("conll2002", conll2002),
    ("conllu", conllu_),
    ("spacy", spacy_),
    ("labelstudio", labelstudio),
    ("prodigy", prodigy),
    ("doccano", doccano),
    ("text", text),
]


def main():
    checked = {name for name, _ in CHECKS} | {"tokens-jsonl"}
    missing = {f["format"] for f in FILES if f["format"]} - checked
    failed = 0
    if missing:
        print(f"no check for {', '.join(sorted(missing))}")
        failed += 1
    datasets.disable_progress_bars()
    for name, check in CHECKS:
        try:
            print(f"{name:<12} ok    {check()}", flush=True)
        except Exception as error:  # noqa: BLE001 (every failure is reported, none ends the others)
            failed += 1
            print(f"{name:<12} FAIL  {type(error).__name__}: {str(error)[:2000]}", flush=True)
    sys.exit(failed > 0)


main()
