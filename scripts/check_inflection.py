"""Whether inflected names are found with their ids: what scripts/check-inflection runs.

Reads lexicons/entities/*.tsv and scripts/inflection-generator-errors.tsv. Takes single-word places, persons' names of
two words and their surnames; lets a generator that is not ours make the forms; puts each into a carrier sentence that
asks for its case; runs `tilshi run`; a form is found where an entity with exactly its span has the name's id.

Of a name that begins with an office (`Принц Уильям`) the entity may leave the office out: it is one of its own.

What is counted apart and not in the shares:
- evidence: names flagged ambiguous or context (but a surname whose full name stands in the sentence before, which is
  how such a surname is met); they are found where the sentence speaks for them, which a carrier does not;
- shared: forms that the generator makes of names with different ids (`Смирнову`, of a village and of a person); any of
  the ids is right;
- excluded: forms that the generator gets wrong, listed with the reason in inflection-generator-errors.tsv;
- unknown: names of which the generator knows no declension (no parse with the part of speech that the name has).
"""

import argparse
import collections
import csv
import glob
import json
import pathlib
import subprocess
import sys
import tempfile

CASES = ("nom", "gen", "dat", "acc", "ins", "loc", "abl")

# By language and sort: what is said of a place is not said of a person.
CARRIERS = {
    "ru place": {
        "nom": "В конце прошлого года {} вошёл в число самых посещаемых туристами мест.",
        "gen": "В конце прошлого года недалеко от {} прошли большие учения.",
        "dat": "В конце прошлого года по {} путешествовали тысячи туристов.",
        "acc": "В конце прошлого года через {} проезжали тысячи туристов.",
        "ins": "В конце прошлого года с {} наладили прямое сообщение.",
        "loc": "В конце прошлого года в {} побывали тысячи туристов.",
    },
    "ru person": {
        "nom": "В конце прошлого года {} подробно говорит об этом в новой книге.",
        "gen": "В конце прошлого года вышла книга об отце {} и его учителях.",
        "dat": "В конце прошлого года позвонили {} и задали несколько вопросов.",
        "acc": "В конце прошлого года журналисты увидели {} на выставке.",
        "ins": "В конце прошлого года журналисты беседовали с {} на выставке.",
        "loc": "В конце прошлого года вышла статья о {} и его учителях.",
    },
    "kk place": {
        "nom": "Былтыр жаңалықтарда жиі аталған жер {} болды.",
        "gen": "Былтыр жаңалықтарда {} тұрғындары туралы айтылды.",
        "dat": "Былтыр мыңдаған турист {} барып қайтты.",
        "acc": "Былтыр мыңдаған турист {} аралап көрді.",
        "loc": "Былтыр мыңдаған турист {} болып қайтты.",
        "abl": "Былтыр мыңдаған турист {} келіп кетті.",
        "ins": "Былтыр бұл жер {} шекаралас деп айтылды.",
    },
    "kk person": {
        "nom": "Былтыр жаңа кітабында {} бұл туралы айтты.",
        "gen": "Былтыр {} әкесі туралы жаңа кітап шықты.",
        "dat": "Былтыр журналистер {} бірнеше сұрақ қойды.",
        "acc": "Былтыр журналистер {} көрмеде көрді.",
        "loc": "Былтыр жаңа кітаптың бір данасы {} қалды.",
        "abl": "Былтыр журналистер {} сұхбат алды.",
        "ins": "Былтыр журналистер {} көрмеде әңгімелесті.",
    },
}
# The full name, in the sentence before a surname alone.
INTRODUCTIONS = {
    "ru": "На прошлой неделе на этот вопрос ответил {}. ",
    "kk": "Өткен аптада бұл сұраққа {} жауап берді. ",
}

Name = collections.namedtuple("Name", "id type lang text sort full flags plural gender")
Form = collections.namedtuple("Form", "name text case number decl start doc")


def fold(word):
    return word.lower().replace("ё", "е")


def names(root):
    """Names to inflect, once each: places of one word, persons of two and their surnames."""
    out = {}
    for path in sorted(glob.glob(str(root / "lexicons/entities/*.tsv"))):
        kinds, genders, fulls = {}, {}, collections.defaultdict(list)
        with open(path, encoding="utf-8") as lines:
            rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
        for row in rows:
            kinds.setdefault(row["id"], row["type"])
            if kinds[row["id"]] == "PER" and len(row["alias"].split()) == 2 and row["kind"] in ("name", "variant"):
                fulls[row["id"], row["lang"]].append(row["alias"])
        for row in rows:
            flags = set(row["flags"].split())
            alias, lang, kind = row["alias"], row["lang"], kinds[row["id"]]
            if lang not in ("ru", "kk") or not alias[0].isupper() or alias.isupper():
                continue
            if any(not (c.isalpha() or c in " -") or c.isascii() and c.isalpha() for c in alias):
                continue
            full = ""
            if kind == "LOC" and " " not in alias:
                sort = "place"
            elif kind == "PER" and len(alias.split()) == 2 and row["kind"] in ("name", "variant"):
                sort = "person"
            elif kind == "PER" and " " not in alias:
                sort = "surname"
                mine = [f for f in fulls[row["id"], lang] if f.split()[1] == alias]
                if not mine:
                    sort = "person-one-word"
                else:
                    full = mine[0]
                    flags -= {"context"}
            elif kind in ("ORG", "EVENT") and " " not in alias:
                sort = "other"
            else:
                continue
            gender = "femn" if "f" in flags else "masc" if "m" in flags else ""
            name = Name(row["id"], kind, lang, alias, sort, full, frozenset(flags), "plural" in flags, gender)
            out.setdefault((name.id, lang, alias), name)
    return list(out.values())


def offices(root):
    """The words that are offices, by language."""
    out = collections.defaultdict(set)
    with open(root / "lexicons/entities/roles.tsv", encoding="utf-8") as lines:
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            if " " not in row["alias"]:
                out[row["lang"]].add(fold(row["alias"]))
    return out


def spell(form, base):
    """The form in lower case with the capitals of its base, part by part."""
    parts = zip(form.split("-"), base.split("-"))
    return "-".join(f[:1].upper() + f[1:] if b[:1].isupper() else f for f, b in parts)


RU_CASES = {"nomn": "nom", "gent": "gen", "gen2": "gen", "datv": "dat", "accs": "acc", "ablt": "ins", "loct": "loc"}


class Russian:
    """Forms by pymorphy3."""

    def __init__(self):
        import pymorphy3

        self.morph = pymorphy3.MorphAnalyzer(lang="ru")

    def parse(self, word, wanted, gender, number, noun):
        """The likeliest parse as a base form; one with the wanted grammeme before others."""
        key = word.lower()
        best = None
        for p in self.morph.parse(key):
            tag = p.tag
            if "nomn" not in tag or number not in tag and tag.number is not None:
                continue
            if tag.POS not in ("NOUN", "ADJF") or {"Abbr", "Init"} & set(tag.grammemes):
                continue
            if gender and tag.gender not in (gender, None) and not {"ms-f", "GNdr"} & set(tag.grammemes):
                continue
            if wanted not in tag and not noun:
                continue
            # Of a hyphenated word that its dictionary does not hold it declines either part.
            if "-" in key and not p.is_known:
                continue
            rank = (wanted in tag, p.is_known, p.score)
            if best is None or rank > best[0]:
                best = (rank, p)
        return best and best[1]

    def lexeme(self, p, number, gender):
        """(form, case) of a parse's paradigm in one number."""
        out = []
        if "Fixd" in p.tag:
            return [(p.word, case) for case in ("nom", "gen", "dat", "acc", "ins", "loc")]
        for f in p.lexeme:
            case = RU_CASES.get(f.tag.case)
            if case is None or f.tag.number not in (number, None) or "COMP" == f.tag.POS:
                continue
            if f.tag.POS != p.tag.POS or "Supr" in f.tag and "Supr" not in p.tag:
                continue
            if number == "sing" and f.tag.gender not in (p.tag.gender, None):
                continue
            if f.tag.POS == "ADJF" and case == "acc":
                animate = gender is not None
                if number == "sing" and f.tag.gender == "masc" or number == "plur":
                    if f.tag.animacy is not None and (f.tag.animacy == "anim") != animate:
                        continue
            out.append((f.word, case))
        return out

    def forms(self, name):
        """(form, case, number, class of declension); None where the generator knows no declension."""
        if name.sort in ("place", "other"):
            number = "plur" if name.plural else "sing"
            p = self.parse(name.text, "Geox", None, number, True)
            if p is None:
                return None
            found = self.lexeme(p, number, None)
            if p.tag.animacy == "anim":
                # It takes the name for a person's; the accusative is then no place's.
                found = [(f, case) for f, case in found if case != "acc"]
            return [(spell(f, name.text), case, number, self.decl(p, name)) for f, case in found]
        if name.sort == "surname" or name.sort == "person-one-word":
            p = self.surname(name.text, name.gender) if name.sort == "surname" else self.given(name.text, name.gender)
            if p is None:
                return None
            out = []
            for number in ("sing", "plur") if name.sort == "surname" and "Surn" in p.tag and p.is_known else ("sing",):
                found = self.lexeme(p, number, p.tag.gender or "masc")
                out += [(spell(f, name.text), case, number, self.decl(p, name)) for f, case in found]
            return out
        given, surname = name.text.split()
        first = self.given(given, name.gender)
        gender = name.gender or first and first.tag.gender
        last = self.surname(surname, gender)
        if first is None or last is None:
            return None
        heads = collections.defaultdict(list)
        for f, case in self.lexeme(first, "sing", gender or "masc"):
            heads[case].append(f)
        if first.tag.animacy == "inan" and gender == "masc" and heads["gen"]:
            heads["acc"] = heads["gen"]
        out = []
        for f, case in self.lexeme(last, "sing", gender or "masc"):
            for head in heads[case][:1]:
                out.append((f"{spell(head, given)} {spell(f, surname)}", case, "sing", self.decl(last, name)))
        return out

    def given(self, word, gender):
        """A given name; one that the dictionary does not hold as the noun it looks like."""
        return self.parse(word, "Name", gender, "sing", True)

    def surname(self, word, gender):
        """A surname. One in -ов, -ин or -ский must be known as such: the guess at a noun has other endings."""
        guess = not word.lower().endswith(("ов", "ев", "ин", "ын", "ова", "ева", "ина", "ына", "ий", "ая", "ой"))
        if gender == "femn" and word[-1].lower() not in "ая":
            guess = False
        return self.parse(word, "Surn", gender, "sing", guess)

    @staticmethod
    def decl(p, name):
        word, tag = name.text.lower(), p.tag
        if "Fixd" in tag:
            return "fixed"
        if tag.number == "plur":
            return "plural"
        if word[-2:] in ("ий", "ый", "ой", "ая", "яя", "ое", "ее") and ("ADJF" in tag or p.lexeme[1].word[-2:] in ("го", "ой", "ей")):
            return "adjectival"
        if name.type == "PER" and word[-2:] in ("ов", "ев", "ин", "ын") or word[-3:] in ("ова", "ева", "ина", "ына"):
            return "-ов/-ин"
        kind = {"а": "-а", "я": "-я", "ь": "-ь", "й": "-й", "о": "-о/-е", "е": "-о/-е"}.get(word[-1], "consonant")
        return kind if kind != "-ь" else f"-ь {tag.gender}"


KK_CASES = {
    "nom": "nominative",
    "gen": "genitive",
    "dat": "dative",
    "acc": "accusative",
    "loc": "locative",
    "abl": "ablative",
    "ins": "instrumental",
}
KK_PERSONS = ("1sg", "1pl", "3")


class Kazakh:
    """Forms by qazaq-inflector. Of a full name the last word alone is given to it: it would inflect every one."""

    def __init__(self):
        from qazaq_inflector import QazaqNameInflector

        self.inflector = QazaqNameInflector(strict=True)

    def forms(self, name):
        head, _, last = name.text.rpartition(" ")
        make = self.inflector
        # `-ұлы`, `-қызы` are possessives themselves: their cases are those of its third person.
        for kin, cut in (("ұлы", 1), ("қызы", 1)):
            if last.lower().endswith(kin) and name.type == "PER":
                found = [(make.possessive(last[:-cut], "3", long), case, "sing", "-" + kin) for case, long in KK_CASES.items()]
                return [(f"{head} {f}".strip(), *rest) for f, *rest in found]
        out = []
        decl = self.decl(last)
        plural = make.pluralize(last)
        for case, long in KK_CASES.items():
            out.append((make.inflect(last, long), case, "sing", decl))
            out.append((make.inflect(plural, long), case, "plural", decl))
            for person in KK_PERSONS:
                out.append((make.possessive(last, person, long), case, "poss", decl))
                out.append((make.possessive(last, person, long, plural=True), case, "plural poss", decl))
        return [(f"{head} {f}".strip(), *rest) for f, *rest in out]

    @staticmethod
    def decl(word):
        c = word[-1].lower()
        if word.lower().endswith(("ов", "ев", "ин")):
            return "-ов/-ев/-ин"
        for kind, letters in (
            ("vowel", "аәеоөұүыіэяё"),
            ("и у ю", "иую"),
            ("nasal", "мнң"),
            ("sonorant", "лрй"),
            ("ж з", "жз"),
            ("к қ п", "кқп"),
            ("б в г д", "бвгд"),
            ("ь", "ь"),
        ):
            if c in letters:
                return kind
        return "voiceless"


def errors(path):
    """What the generators get wrong: (lang, name) or (lang, name, form) with the reason."""
    out = {}
    if path.exists():
        with open(path, encoding="utf-8") as lines:
            for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
                out[row["lang"], row["name"], row["form"]] = row["reason"]
    return out


def reason_of(listed, lang, name, form, number):
    """The reason why a form is left out, if it is listed: by itself, by number, or with all forms of the word."""
    words = [(name, form)]
    if " " in name:
        words = list(zip(name.split(), form.split()))
    for base, word in words:
        for key in (word, f"{number} *", "*"):
            if (lang, base, key) in listed:
                return listed[lang, base, key]
    return None


def run(program, docs, workdir):
    """Entities by document."""
    path = workdir / "forms.jsonl"
    with open(path, "w", encoding="utf-8") as out:
        for i, text in enumerate(docs):
            out.write(json.dumps({"id": str(i), "text": text}, ensure_ascii=False) + "\n")
    subprocess.run(
        [program, "run", str(path), "--out", str(workdir / "out"), "--to", "csv", "--layers", "entities", "--quiet", "--overwrite"],
        check=True,
    )
    found = collections.defaultdict(list)
    with open(workdir / "out/entities.csv", encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            if row["type"] not in ("DATE", "MONEY", "PERCENT"):
                found[int(row["doc_id"])].append((int(row["start"]), int(row["end"]), row["type"], row["id"], row["rule"]))
    return found


def classify(form, entities, end):
    """Why a form is missed, by what was found at its place."""
    over = [e for e in entities if e[0] < end and form.start < e[1] and e[2] != "ROLE"]
    if not over:
        return "absent"
    e = over[0]
    if (e[0], e[1]) == (form.start, end):
        return f"other id ({e[4]})"
    if any(o[3] == form.name.id for o in over):
        return "other span"
    return f"other span and id ({e[4]})"


def main():
    args = argparse.ArgumentParser()
    args.add_argument("--tilshi", default="target/release/tilshi")
    args.add_argument("--misses", default="")
    args.add_argument("--unknown", default="")
    args.add_argument("--lang", choices=("ru", "kk"))
    args.add_argument("--step", type=int, default=1, help="take every Nth name")
    args = args.parse_args()
    root = pathlib.Path(".")
    listed = errors(root / "scripts/inflection-generator-errors.tsv")
    every = names(root)
    titles = offices(root)
    misses = open(args.misses, "w", encoding="utf-8") if args.misses else None
    if args.unknown:
        args.unknown = open(args.unknown, "w", encoding="utf-8")
    if misses:
        misses.write("lang\tsort\tname\tform\tcase\tnumber\tclass\treason\tid\tfound\n")
    failed = False
    for lang in [args.lang] if args.lang else ["ru", "kk"]:
        generator = Russian() if lang == "ru" else Kazakh()
        forms, unknown, excluded = [], [], collections.Counter()
        # Whose name a form may be; a surname alone is introduced, so that other bearers of it are no other reading.
        owners = collections.defaultdict(set)
        mine = [n for n in every if n.lang == lang]
        for name in mine:
            made = generator.forms(name)
            if made is None:
                unknown.append(name)
                if args.unknown: print(name.sort, name.text, name.gender, sorted(name.flags), file=args.unknown)
                continue
            for text, case, number, decl in dict.fromkeys(made):
                if name.sort != "surname":
                    owners[fold(text)].add(name.id)
                if name.sort == "other":
                    continue
                reason = reason_of(listed, lang, name.text, text, number)
                if reason is not None:
                    excluded[reason] += 1
                    continue
                intro = INTRODUCTIONS[lang].format(name.full) if name.sort == "surname" else ""
                carrier = CARRIERS[f"{lang} {'place' if name.type == 'LOC' else 'person'}"][case]
                start = len(intro) + carrier.index("{}")
                forms.append(Form(name, text, case, number, decl, start, intro + carrier.format(text)))
        kept = set(list(dict.fromkeys(n.id for n in mine))[:: args.step])
        forms = [f for f in forms if f.name.id in kept]
        with tempfile.TemporaryDirectory() as folder:
            found = run(args.tilshi, [f.doc for f in forms], pathlib.Path(folder))
        totals = collections.defaultdict(lambda: [0, 0])
        apart = collections.defaultdict(lambda: [0, 0])
        reasons = collections.Counter()
        tested = set()
        for i, form in enumerate(forms):
            end = form.start + len(form.text)
            starts = {form.start}
            head, _, rest = form.name.text.partition(" ")
            if rest and form.name.sort == "person" and fold(head) in titles[lang]:
                starts.add(form.start + form.text.index(" ") + 1)
            ids = {e[3] for e in found[i] if e[0] in starts and e[1] == end}
            shared = owners[fold(form.text)] | {form.name.id}
            if form.name.flags & {"ambiguous", "context", "case"}:
                box, right = [apart["evidence"]], form.name.id in ids
            elif len(shared) > 1:
                box, right = [apart["shared"]], bool(shared & ids)
            else:
                right = form.name.id in ids
                tested.add((form.name.sort, form.name.id, form.name.text))
                box = [totals[k] for k in ("all", form.name.sort, f"case {form.case}", f"number {form.number}", f"class {form.decl}")]
            for b in box:
                b[0] += right
                b[1] += 1
            if not right and "all" in totals and box[0] is totals["all"]:
                reason = classify(form, found[i], end)
                reasons[reason] += 1
                if misses:
                    over = [f"{e[2]}={e[3]}" for e in found[i] if e[0] < end and form.start < e[1]]
                    cells = (lang, form.name.sort, form.name.text, form.text, form.case, form.number, form.decl, reason, form.name.id, " ".join(over))
                    misses.write("\t".join(cells) + "\n")
        sorts = collections.Counter(s for s, _, _ in tested)
        print(f"{lang}: {len(tested)} names (" + ", ".join(f"{n} {s}" for s, n in sorted(sorts.items())) + ")")
        for key, (right, all_) in totals.items():
            print(f"  {key:24}{right:8} of {all_:8}  {right / all_:.4f}")
        for key, (right, all_) in sorted(apart.items()):
            print(f"  apart: {key:17}{right:8} of {all_:8}  {right / all_:.4f}")
        print(f"  generator knows no declension of {len(unknown)} names; its wrong forms left out: {sum(excluded.values())}")
        for reason, n in excluded.most_common():
            print(f"    {n:6}  {reason}")
        for reason, n in reasons.most_common():
            print(f"  missed {n:6}  {reason}")
        right, all_ = totals["all"]
        failed |= right < FLOOR * all_
    sys.exit(failed)


# The share that must be found.
FLOOR = 0.98

if __name__ == "__main__":
    main()
