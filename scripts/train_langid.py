#!/usr/bin/env python3
"""Trains the word model of the language detector and writes lexicons/langid.bin.

  train_langid.py --data DIR --packages DIR --out lexicons/langid.bin [--dev]

Multinomial logistic regression: a word's features are its character n-grams (1 to 6, word ends marked) and the
word itself; a text's score is the sum of its words' scores. The features that matter most keep a slot of a
fixed table (see src/lang/model.rs for the format), the weights are trained again on those alone and written
as 8-bit numbers. `--packages` is the folder that scripts/train-langid fills; `--dev` prints accuracy on
langid/dev.tsv, which is never trained on.
"""

import argparse
import gzip
import json
import re
import struct
import sys
from collections import Counter, defaultdict
from pathlib import Path

import numpy as np
import scipy.sparse as sp

CYRILLIC = "ru kk kk-plain uk be bg mk sr mn ky tt ba cv sah tg uz".split()
LATIN = "en tr uz az de fr es kk".split()
SCALE = 16  # steps of a weight for one nat
PENALTY = 5.0  # nats against a language whose alphabet lacks a letter of the word
LONGEST = 6
WORD = re.compile(r"[^\W\d_][^\W\d_\u0300\u0301\u0306\u0308]*(?:[\u0300\u0301\u0306\u0308][^\W\d_]*)*")
SEED = 7

FOLD = str.maketrans({"ə": "ә", "’": None})
PLAIN = str.maketrans("әғқңөұүһі", "агкноуухи")
HOMOGLYPHS = str.maketrans("aceopxyihkmtbəɵ", "асеорхуіһкмтвәө")


def fold(word):
    """The form that is scored: lower case, й and ё composed, look-alikes of a Cyrillic word made Cyrillic."""
    word = word.lower().replace("и\u0306", "й").replace("е\u0308", "ё").replace("\u0301", "").replace("\u0300", "")
    latin = sum("a" <= c <= "z" for c in word)
    if latin and any("а" <= c <= "я" for c in word) and 2 * latin <= len(word):
        word = word.translate(HOMOGLYPHS)
    elif "ə" in word and any("а" <= c <= "я" for c in word):
        word = word.replace("ə", "ә")
    return word


def script(word):
    if any("\u0400" <= c <= "\u052f" for c in word):
        return "cyrillic"
    if any(c.isascii() or c < "\u0250" or "\u1e00" <= c <= "\u1eff" for c in word):
        return "latin"
    return "other"


def words(text):
    return [fold(w) for w in WORD.findall(text)]


# -- text ---------------------------------------------------------------------------------------------------

LATIN_ALPHABETS = {
    2017: dict(zip("аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщыіьъэюя",
                   ["a", "a'", "b", "v", "g", "g'", "d", "e", "io", "j", "z", "i'", "i'", "k", "q", "l", "m", "n", "n'", "o", "o'", "p",
                    "r", "s", "t", "y'", "u", "u'", "f", "h", "h", "ts", "c'", "s'", "s'", "y", "i", "", "", "e", "iu", "ia"])),
    2018: dict(zip("аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщыіьъэюя",
                   ["a", "á", "b", "v", "g", "ǵ", "d", "e", "io", "j", "z", "ı", "ı", "k", "q", "l", "m", "n", "ń", "o", "ó", "p",
                    "r", "s", "t", "ý", "u", "ú", "f", "h", "h", "ts", "ch", "sh", "sh", "y", "i", "", "", "e", "ıý", "ıa"])),
    2021: dict(zip("аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщыіьъэюя",
                   ["a", "ä", "b", "v", "g", "ğ", "d", "e", "io", "j", "z", "i", "i", "k", "q", "l", "m", "n", "ñ", "o", "ö", "p",
                    "r", "s", "t", "u", "ū", "ü", "f", "h", "h", "ts", "ch", "ş", "ş", "y", "ı", "", "", "e", "iu", "ia"])),
}


def load(data, packages):
    """Lists of (class, source, line)."""
    rows = []
    for lang in ("ru", "kk"):
        for line in open(data / "corpus" / f"{lang}.jsonl", encoding="utf-8"):
            row = json.loads(line)
            for part in row["text"].split("\n"):
                rows.append((lang, row["source"], part))
    for i, line in enumerate(open(data / "langid" / "train.tsv", encoding="utf-8")):
        if i:
            lang, source, text = line.rstrip("\n").split("\t")
            rows.append((lang, source, text))
    here = Path(__file__).parent
    for line in open(here / "langid-words.tsv", encoding="utf-8"):
        lang, text = line.rstrip("\n").split("\t")
        for w in text.split():
            rows.append((lang, "own", w))
    names = {"sr": "sr", "uz": "uz-Cyrl"}
    found = 0
    for lang in "ru kk uk be bg mk sr mn ky tt ba cv sah tg uz tr az de fr es en".split():
        folder = names.get(lang, lang)
        for path in sorted(packages.glob(f"cldr-*/package/main/{folder}/*.json")):
            if path.stem in ("timeZoneNames", "ca-generic"):
                continue
            for text in sorted(set(strings(json.loads(path.read_text(encoding="utf-8"))["main"][folder]))):
                rows.append((lang, "cldr", text))
        for path in sorted(packages.glob(f"i18n-iso-countries*/package/langs/{lang}.json")):
            for text in sorted(set(strings(json.loads(path.read_text(encoding="utf-8"))["countries"]))):
                rows.append((lang, "countries", text))
        for path in sorted(packages.glob(f"django/**/locale/{lang}/LC_MESSAGES/*.po")):
            for text in messages(path.read_text(encoding="utf-8")):
                rows.append((lang, "django", text))
                found += 1
    for path in sorted(packages.glob("py/uagec/ua_gec/data/gec-only/train/target-sentences/*.a1.txt")):
        for text in path.read_text(encoding="utf-8").split("\n"):
            rows.append(("uk", "ua-gec", text))
    sakha = packages / "py/sakha/sakhaspell/lm"
    counts = [line.rstrip("\n").split("\t") for line in gzip.open(sakha / "unigrams.tsv.gz", "rt", encoding="utf-8")][3:]
    for w, n in sorted(counts, key=lambda c: -int(c[1]))[:40000]:
        rows.append(("sah", int(n) / 100, w))
    pairs = [line.rstrip("\n").split("\t") for line in gzip.open(sakha / "bigrams.tsv.gz", "rt", encoding="utf-8")][1:]
    pairs = [p for p in pairs if int(p[2]) >= 20 and "<" not in p[0] + p[1]]
    for i in np.random.default_rng(SEED).choice(len(pairs), size=min(20000, len(pairs)), replace=False):
        rows.append(("sah", "sakhaspell", " ".join(pairs[i][:2])))
    for line in open(packages / "py/tajik/tajiknlp/data/tajik_pos.jsonl", encoding="utf-8"):
        w = json.loads(line).get("tajik") or ""
        rows.append(("tg", 0.3, w))
    for lang, source, text in list(rows):
        if lang == "uz" and not re.search("[а-я]", text):
            rows.append(("uz", source, uzbek(text)))
    print("django messages", found)
    return [(l, s, t) for l, s, t in rows if t.strip()]


def uzbek(text):
    """Uzbek in the Latin alphabet, written in Cyrillic."""
    text = re.sub("[ʻʼ‘’`']", "'", text.lower())
    for a, b in (("o'", "ў"), ("g'", "ғ"), ("sh", "ш"), ("ch", "ч"), ("ya", "я"), ("yo", "ё"), ("yu", "ю"), ("ye", "е"), ("'", "ъ")):
        text = text.replace(a, b)
    text = re.sub(r"\be", "э", text)
    return text.translate(str.maketrans("abdefghijklmnopqrstuvxyz", "абдефгҳижклмнопқрстувхйз"))


def strings(node):
    if isinstance(node, dict):
        for k, v in node.items():
            if k not in ("identity", "language", "_numbers", "availableFormats", "intervalFormats"):
                yield from strings(v)
    elif isinstance(node, list):
        for v in node:
            yield from strings(v)
    elif isinstance(node, str) and re.search(r"[^\W\d_]{3}", node):
        yield node


def messages(po):
    for match in re.finditer(r'^msgstr(?:\[\d\])? ((?:".*"\n?)+)', po, re.M):
        text = "".join(re.findall(r'"(.*)"', match.group(1))).replace("\\n", " ").replace('\\"', '"')
        text = re.sub(r"%\(\w+\)[a-z]|%[a-z]|\{\w*\}|<[^>]+>", " ", text)
        if "Content-Type" not in text and text.strip():
            yield text


# -- features -----------------------------------------------------------------------------------------------

def hashes(vocabulary, bounded=True):
    """Word numbers and 32-bit feature hashes; the same as `grams` in src/lang/model.rs."""
    padded = [f"\x02{w}\x03" if bounded else w for w in vocabulary]
    lengths = np.array([len(w) for w in padded])
    codes = np.frombuffer("".join(padded).encode("utf-32-le"), dtype=np.uint32)
    owner = np.repeat(np.arange(len(padded)), lengths)
    starts = np.concatenate([[0], np.cumsum(lengths)[:-1]])
    ends = np.repeat(starts + lengths, lengths)
    at = np.arange(len(codes))
    h = np.full(len(codes), 0x811C9DC5, np.uint32)
    out_w, out_h = [], []
    with np.errstate(over="ignore"):
        for n in range(1, int(lengths.max()) + 1):
            alive = at + n <= ends
            at, ends, h = at[alive], ends[alive], h[alive]
            h = (h ^ codes[at + n - 1]) * np.uint32(0x9E3779B1)
            h ^= h >> np.uint32(15)
            if n <= LONGEST:
                keep = (codes[at] > 3) | (n > 1)
                if n == 1:
                    keep &= codes[at] > 3
                out_w.append(owner[at[keep]])
                out_h.append(h[keep])
            if n > LONGEST and bounded:
                sel = (at == starts[owner[at]]) & (lengths[owner[at]] == n)
                out_w.append(owner[at[sel]])
                out_h.append(h[sel] ^ np.uint32(0x5BD1E995))
    return np.concatenate(out_w), np.concatenate(out_h)


def penalties(vocabulary, classes, alphabets):
    known = [set(alphabets.get({"kk-plain": "kk"}.get(c, c), "")) for c in classes]
    universe = set().union(*known)
    out = np.zeros((len(vocabulary), len(classes)), np.float32)
    for i, w in enumerate(vocabulary):
        letters = set(w) & universe
        for k, have in enumerate(known):
            if have and not letters <= have:
                out[i, k] = -PENALTY
    return out


class Problem:
    """Instances as bags of words, with a class and a weight each."""

    def __init__(self, classes):
        self.classes = classes
        self.ids = {}
        self.bags, self.labels, self.weights = [], [], []
        self.fragments = []

    def word(self, w):
        return self.ids.setdefault(w, len(self.ids))

    def add(self, bag, label, weight):
        self.bags.append([self.word(w) for w in bag])
        self.labels.append(label)
        self.weights.append(weight)

    def matrix(self):
        lengths = np.array([len(b) for b in self.bags])
        cols = np.fromiter((w for b in self.bags for w in b), np.int32, lengths.sum())
        rows = np.repeat(np.arange(len(self.bags)), lengths)
        return sp.csr_matrix((np.ones(len(cols), np.float32), (rows, cols)), (len(self.bags), len(self.ids)))


def train(S, W, offset, labels, weights, K, steps, l2, prior=None):
    """Full-batch Adam on the weighted log loss; θ is (features × classes)."""
    F = W.shape[1]
    theta = np.zeros((F, K), np.float32)
    m, v = np.zeros_like(theta), np.zeros_like(theta)
    Wt, St = W.T.tocsr(), S.T.tocsr()
    y = np.zeros((len(labels), K), np.float32)
    y[np.arange(len(labels)), labels] = 1
    total = weights.sum()
    rate = 0.15
    for step in range(1, steps + 1):
        z = S @ (W @ theta + offset)
        z -= z.max(1, keepdims=True)
        np.exp(z, out=z)
        z /= z.sum(1, keepdims=True)
        if step % 10 == 0 or step == steps:
            loss = -(weights * np.log(np.maximum(z[np.arange(len(labels)), labels], 1e-9))).sum() / total
            print(f"  step {step} loss {loss:.4f} weights {np.abs(theta).mean():.4f}", flush=True)
        z -= y
        z *= weights[:, None]
        g = Wt @ (St @ z)
        g += l2 * theta
        m = 0.9 * m + 0.1 * g
        v = 0.99 * v + 0.01 * g * g
        lr = rate * min(1.0, 3 * (1 - step / (steps + 1)))
        theta -= lr * (m / (1 - 0.9**step)) / (np.sqrt(v / (1 - 0.99**step)) + 1e-3)
    return theta


def select(slots, h, strength):
    """The strongest feature of each slot."""
    order = np.argsort(-strength, kind="stable")
    slot = h[order] & np.uint32(slots - 1)
    _, first = np.unique(slot, return_index=True)
    return np.sort(order[first])


def fit(problem, slots, alphabets, fragments, steps, l2, min_count):
    K = len(problem.classes)
    vocabulary = list(problem.ids)
    S = problem.matrix()
    labels, weights = np.array(problem.labels), np.array(problem.weights, np.float32)
    w, h = hashes(vocabulary)
    offset = penalties(vocabulary, problem.classes, alphabets)
    n_words = len(vocabulary)
    if fragments:
        fw, fh = hashes([f for f, _, _ in fragments], bounded=False)
        w, h = np.concatenate([w, fw + n_words]), np.concatenate([h, fh])
        offset = np.vstack([offset, penalties([f for f, _, _ in fragments], problem.classes, alphabets)])
        n = len(fragments)
        S = sp.block_diag([S, sp.identity(n, np.float32, "csr")], "csr")
        labels = np.concatenate([labels, [l for _, l, _ in fragments]])
        weights = np.concatenate([weights, np.array([x for _, _, x in fragments], np.float32)])
    keys, feature, count = np.unique(h, return_inverse=True, return_counts=True)
    keep = count >= min_count
    renumber = np.cumsum(keep) - 1
    sel = keep[feature]
    keys = keys[keep]
    W = sp.csr_matrix((np.ones(sel.sum(), np.float32), (w[sel], renumber[feature[sel]])), (len(offset), len(keys)))
    print(f"{S.shape[0]} instances, {len(offset)} words, {len(keys)} features, {W.nnz} entries", flush=True)
    theta = train(S, W, offset, labels, weights, K, steps[0], l2)
    mass = np.asarray((abs(S).T @ weights) @ W).ravel()
    spread = np.abs(theta - theta.mean(1, keepdims=True)).max(1)
    chosen = select(slots, keys, spread * np.sqrt(mass))
    print(f"{len(chosen)} of {slots} slots", flush=True)
    theta = train(S, W[:, chosen].tocsr(), offset, labels, weights, K, steps[1], l2)
    theta -= theta.mean(1, keepdims=True)
    return keys[chosen], theta


# -- instances ----------------------------------------------------------------------------------------------

def instances(rows, classes, kind, share, windows):
    """The training problem of one script. Its random choices depend on nothing but the rows, so that a table trained
    alone (`--keep`) is the one that a full run makes."""
    rng = np.random.default_rng(SEED)
    problem = Problem(classes)
    by_class = defaultdict(list)
    for lang, source, text in rows:
        if lang in classes or (lang == "kk" and "kk-plain" in classes):
            ws = [w for w in words(text) if script(w) == kind]
            if ws:
                by_class[lang].append((source, ws))
    if "kk-plain" in classes:
        by_class["kk-plain"] = [(s, [w.translate(PLAIN) for w in ws]) for s, ws in by_class["kk"] if s != "kz-laws"]
    common = Counter(w for _, ws in by_class["ru"] for w in ws) if "ru" in classes else {}
    masses = {}
    for c in classes:
        types = Counter()
        for source, ws in by_class[c]:
            for w in ws:
                # Reviews mix Russian words into Kazakh.
                mixed = source == "kazsandra-reviews" and common.get(w, 0) > 2
                types[w] += source if isinstance(source, (int, float)) else 0.1 if mixed else 1
        total = sum(types.values())
        masses[c] = {w: (n / total) ** 0.5 for w, n in types.items()}
    middle = np.median([sum(m.values()) for m in masses.values()])
    for k, c in enumerate(classes):
        mass = masses[c]
        total = sum(mass.values())
        budget = share.get(c, 1.0)
        for w, x in mass.items():
            problem.add([w], k, budget * 50000 * x / (total * middle) ** 0.5)
        lines = [ws for _, ws in by_class[c] if len(ws) > 1]
        if not lines:
            continue
        sizes = np.array([len(l) for l in lines])
        picks = rng.choice(len(lines), size=min(windows, 6 * len(lines)), p=sizes / sizes.sum())
        each = budget * 50000 / len(picks)
        for p in picks:
            ws = lines[p]
            n = int(rng.choice([2, 2, 3, 4, 6, 8]))
            at = int(rng.integers(0, max(1, len(ws) - n + 1)))
            problem.add(ws[at:at + n], k, each)
        print(c, len(mass), "types", sum(sizes), "words", round(total), "mass", file=sys.stderr)
    return problem


def lingua(packages, classes, budget):
    """Stretches of five letters with the frequency that lingua's models give them."""
    out = []
    for path in sorted(packages.glob("ng-*.tsv")):
        lang = path.stem[3:]
        if lang not in classes:
            continue
        logs = {}
        for line in open(path, encoding="utf-8"):
            gram, _, value = line.rstrip("\n").partition("\t")
            logs[gram] = float(value)
        joint = {}
        for gram in logs:
            if len(gram) == 5:
                joint[gram] = sum(logs.get(gram[:n], -14.0) for n in range(1, 6))
        best = sorted(joint, key=joint.get, reverse=True)[:60000]
        mass = np.exp(np.array([joint[g] for g in best]) * 0.5)
        mass *= budget * 50000 / mass.sum()
        out += [(g, classes.index(lang), x) for g, x in zip(best, mass)]
    return out


# -- table --------------------------------------------------------------------------------------------------

def table(keys, theta, slots):
    K = theta.shape[1]
    marks = np.zeros(slots, np.uint16)
    weights = np.zeros((slots, K), np.int8)
    slot = keys & np.uint32(slots - 1)
    marks[slot] = (keys >> np.uint32(16)).astype(np.uint16)
    weights[slot] = np.clip(np.rint(theta * SCALE), -127, 127).astype(np.int8)
    return marks, weights


def read(path):
    """The tables of a file."""
    data, at, tables = path.read_bytes(), 4, {}
    for kind, classes in (("cyrillic", CYRILLIC), ("latin", LATIN)):
        slots, width = struct.unpack_from("<II", data, at)
        marks = np.frombuffer(data, np.uint16, slots, at + 8)
        weights = np.frombuffer(data, np.int8, slots * width, at + 8 + 2 * slots).reshape(slots, width)
        tables[kind] = (classes, marks, weights)
        at += 8 + 2 * slots + slots * width
    return tables


class Model:
    """What the crate does with the table, for measuring here."""

    def __init__(self, tables, alphabets):
        self.tables, self.alphabets = tables, alphabets

    def score(self, vocabulary, kind):
        classes, marks, weights = self.tables[kind]
        w, h = hashes(vocabulary)
        slot = h & np.uint32(len(marks) - 1)
        ok = marks[slot] == (h >> np.uint32(16)).astype(np.uint16)
        out = np.zeros((len(vocabulary), len(classes)), np.float32)
        np.add.at(out, w[ok], weights[slot[ok]].astype(np.float32))
        return out / SCALE + penalties(vocabulary, classes, self.alphabets)


def evaluate(model, data):
    rows = [l.rstrip("\n").split("\t") for l in open(data / "langid" / "dev.tsv", encoding="utf-8")][1:]
    bags = [words(r[5]) for r in rows]
    vocab = sorted({w for b in bags for w in b})
    score = {}
    for kind in ("cyrillic", "latin"):
        ws = [w for w in vocab if script(w) == kind]
        for w, s in zip(ws, model.score(ws, kind)):
            score[w] = (kind, s)
    hits, confusion = defaultdict(list), Counter()
    for r, bag in zip(rows, bags):
        zs = defaultdict(float)
        sizes = Counter()
        for w in bag:
            if w in score:
                kind, s = score[w]
                zs[kind] = zs[kind] + s
                sizes[kind] += len(w)
        guess = "other"
        if sizes and sizes.most_common(1)[0][0] == "cyrillic":
            guess = CYRILLIC[int(np.argmax(zs["cyrillic"]))].replace("-plain", "")
        g = guess if guess in ("ru", "kk") else "other"
        hits[r[3]].append(g == r[1])
        hits["lang " + r[2]].append(g == r[1])
        confusion[r[1], g] += 1
    for k in sorted(hits):
        print(f"{k:28} {np.mean(hits[k]):.4f} ({len(hits[k])})")
    f1 = []
    for l in ("ru", "kk", "other"):
        tp = confusion[l, l]
        f1.append(2 * tp / (sum(n for (a, _), n in confusion.items() if a == l) + sum(n for (_, b), n in confusion.items() if b == l)))
    print("macro F1", np.mean(f1), f1)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--packages", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--dev", action="store_true")
    parser.add_argument("--steps", type=int, nargs=2, default=(30, 50))
    parser.add_argument("--l2", type=float, default=0.3)
    parser.add_argument("--lingua", type=float, default=1.0)
    parser.add_argument("--bits", type=int, default=16)
    parser.add_argument("--keep", choices=("cyrillic", "latin"), help="keep this table as it stands in --out")
    args = parser.parse_args()
    alphabets = dict(line.rstrip("\n").split("\t") for line in open(Path(__file__).parent.parent / "lexicons" / "alphabets.tsv", encoding="utf-8"))
    rows = load(args.data, args.packages)
    tables = {}
    share = {"kk-plain": 0.6, "ru": 1.3, "kk": 1.0, "tt": 0.7, "ba": 0.6, "cv": 0.6, "sah": 0.7, "tg": 0.6, "uz": 0.6}
    kept = read(args.out)[args.keep] if args.keep else None
    if args.keep == "cyrillic":
        tables["cyrillic"] = kept
    else:
        problem = instances(rows, CYRILLIC, "cyrillic", share, 40000)
        fragments = lingua(args.packages, CYRILLIC, args.lingua) if args.lingua else []
        keys, theta = fit(problem, 1 << args.bits, alphabets, fragments, args.steps, args.l2, 2)
        tables["cyrillic"] = (CYRILLIC, *table(keys, theta, 1 << args.bits))
    if args.keep == "latin":
        tables["latin"] = kept
    else:
        rng = np.random.default_rng(SEED)
        for lang, source, text in list(rows):
            if lang == "kk" and source in ("kazqad-contexts", "kk-wikipedia-sentences", "kz-gov-sites", "kk-tatoeba-sentences"):
                scheme = LATIN_ALPHABETS[int(rng.choice([2017, 2018, 2021, 2021]))]
                rows.append(("kk", "latin", "".join(scheme.get(c, c) for c in text.lower())))
        problem = instances(rows, LATIN, "latin", {}, 30000)
        keys, theta = fit(problem, 1 << 14, {}, lingua(args.packages, LATIN, 1.0), args.steps, args.l2, 3)
        tables["latin"] = (LATIN, *table(keys, theta, 1 << 14))
    with open(args.out, "wb") as out:
        out.write(b"TLI1")
        for kind in ("cyrillic", "latin"):
            classes, marks, weights = tables[kind]
            out.write(struct.pack("<II", len(marks), len(classes)))
            out.write(marks.astype("<u2").tobytes())
            out.write(weights.tobytes())
    print("wrote", args.out, args.out.stat().st_size)
    if args.dev:
        evaluate(Model(tables, alphabets), args.data)


if __name__ == "__main__":
    main()
