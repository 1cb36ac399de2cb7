//! Bytes to text: finds or takes the encoding, decodes without losing or inventing a character.
//!
//! Reads: the bytes of a file (or their beginning). Makes: text and the name of the encoding with a confidence.
//! UTF-8 and UTF-16 are told by a byte order mark, by validity, by the place of zero bytes; the single-byte
//! Cyrillic code pages (windows-1251, KOI8-R and -U, IBM866, ISO-8859-5, Macintosh, KZ-1048, PT154) by how likely the letters are
//! that each makes of the bytes, with the letter frequencies of Russian, Kazakh and Ukrainian, and how likely their capitals
//! are where they stand; anything else, and what mostly stands beside Latin letters, is left to chardetng. Bytes that are mostly UTF-8, by characters or by
//! lines, are UTF-8 with damage: decoding then says where, and one bad record does not turn the others into mojibake.
//! Cost: one pass over at most [`SAMPLE`] bytes a candidate, and only where the bytes are not valid UTF-8.

use std::sync::LazyLock;

use encoding_rs::{IBM866, ISO_8859_5, KOI8_R, KOI8_U, UTF_16BE, UTF_16LE, WINDOWS_1251, X_MAC_CYRILLIC};

use super::codepage::{self, KZ_1048, PT_154, UpperHalf};

/// How many bytes of a file decide its encoding: 256 KiB is some hundred pages, enough to be sure of the letters.
pub const SAMPLE: usize = 256 << 10;

/// An encoding that can be read.
#[derive(Clone, Copy, Debug)]
pub enum Encoding {
    /// UTF-8.
    Utf8,
    /// UTF-16 whose byte order the text itself tells.
    Utf16,
    /// KZ-1048 or PT154, by table.
    Table(&'static str, &'static UpperHalf),
    /// Any encoding of the WHATWG standard.
    Whatwg(&'static encoding_rs::Encoding),
}

impl PartialEq for Encoding {
    fn eq(&self, other: &Encoding) -> bool {
        self.name() == other.name()
    }
}

const KZ: Encoding = Encoding::Table("kz-1048", &KZ_1048);
const PT: Encoding = Encoding::Table("ptcp154", &PT_154);

impl Encoding {
    /// The encoding with this label: a WHATWG label, or a name of KZ-1048 or PT154.
    pub fn parse(label: &str) -> Option<Encoding> {
        match label.to_ascii_lowercase().as_str() {
            "utf-8" | "utf8" => Some(Encoding::Utf8),
            "kz-1048" | "kz1048" | "kz_1048" | "rk1048" | "strk1048-2002" => Some(KZ),
            "ptcp154" | "pt154" | "pt-154" | "cp154" | "cyrillic-asian" => Some(PT),
            "utf-16" => Some(Encoding::Utf16),
            other => encoding_rs::Encoding::for_label(other.as_bytes())
                .map(|e| if e == encoding_rs::UTF_8 { Encoding::Utf8 } else { Encoding::Whatwg(e) }),
        }
    }

    /// Its name in the output: the IANA name, in lower case for the encodings of Cyrillic.
    pub fn name(self) -> &'static str {
        match self {
            Encoding::Utf8 => "utf-8",
            Encoding::Utf16 => "utf-16",
            Encoding::Table(name, _) => name,
            Encoding::Whatwg(e) if e == UTF_16LE => "utf-16le",
            Encoding::Whatwg(e) if e == UTF_16BE => "utf-16be",
            Encoding::Whatwg(e) if e == WINDOWS_1251 => "windows-1251",
            Encoding::Whatwg(e) if e == KOI8_R => "koi8-r",
            Encoding::Whatwg(e) if e == IBM866 => "ibm866",
            Encoding::Whatwg(e) if e == KOI8_U => "koi8-u",
            Encoding::Whatwg(e) if e == ISO_8859_5 => "iso-8859-5",
            Encoding::Whatwg(e) => e.name(),
        }
    }

    /// True where a byte below 0x80 is that ASCII character, so that lines can be cut before decoding.
    pub fn is_ascii_compatible(self) -> bool {
        match self {
            Encoding::Utf8 | Encoding::Table(..) => true,
            Encoding::Utf16 => false,
            Encoding::Whatwg(e) => e.is_single_byte(),
        }
    }

    /// Decodes a whole text.
    ///
    /// # Errors
    /// The position of the first byte that stands for nothing, and what is wrong with it.
    pub fn decode(self, bytes: Vec<u8>) -> Result<String, BadByte> {
        match self {
            Encoding::Utf8 if let Ok(text) = simdutf8::basic::from_utf8(&bytes) => Ok(text.to_owned()),
            Encoding::Utf8 => String::from_utf8(bytes).map_err(|e| {
                let at = e.utf8_error().valid_up_to();
                let cut = e.utf8_error().error_len().is_none();
                let what = if cut { "the text ends inside a character" } else { "invalid UTF-8" };
                BadByte::new(at, e.as_bytes(), what)
            }),
            Encoding::Utf16 => {
                let Found { encoding, bom, .. } = named(&bytes, self)?;
                let shifted = |e: BadByte| BadByte { at: e.at + bom, ..e };
                encoding.decode(bytes[bom..].to_vec()).map_err(shifted)
            }
            Encoding::Table(name, table) => codepage::decode(&bytes, table)
                .map_err(|at| BadByte::new(at, &bytes, &format!("no character in {name}"))),
            Encoding::Whatwg(e) => match e.decode_without_bom_handling_and_without_replacement(&bytes) {
                Some(text) => Ok(text.into_owned()),
                None => {
                    let at = first_bad(e, &bytes);
                    Err(BadByte::new(at, &bytes, &format!("invalid {}", self.name())))
                }
            },
        }
    }
}

/// Position of the first malformed sequence.
fn first_bad(encoding: &'static encoding_rs::Encoding, bytes: &[u8]) -> usize {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut out = vec![0u8; 4096];
    let mut at = 0;
    while at < bytes.len() {
        let (result, read, _) = decoder.decode_to_utf8_without_replacement(&bytes[at..], &mut out, true);
        at += read;
        if let encoding_rs::DecoderResult::Malformed(len, after) = result {
            return at.saturating_sub(usize::from(len) + usize::from(after));
        }
    }
    at
}

/// A byte that stands for nothing in its encoding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadByte {
    /// Its position, which the reason does not repeat.
    pub at: usize,
    /// What is wrong, and what to do.
    pub reason: String,
}

impl BadByte {
    pub(super) fn new(at: usize, bytes: &[u8], what: &str) -> BadByte {
        let byte = bytes.get(at).map_or(String::new(), |b| format!(" (0x{b:02x})"));
        let reason = format!("{what}{byte}; if the file is in another encoding, name it with --encoding");
        BadByte { at, reason }
    }
}

/// What was found of a file's encoding.
#[derive(Clone, Copy, Debug)]
pub struct Found {
    /// The encoding.
    pub encoding: Encoding,
    /// How sure that is, from 0 to 1.
    pub confidence: f32,
    /// Length of the byte order mark.
    pub bom: usize,
}

/// What files that are no text begin with, what they are, and what to do.
const NO_TEXT: [(&[u8], &str); 6] = [
    (b"\x1f\x8b\x08", "gzip data: unpack it, or let its name end in .gz"),
    (b"\x28\xb5\x2f\xfd", "Zstandard data: unpack it, or let its name end in .zst"),
    (b"\xfd7zXZ\0", "xz data: unpack it"),
    (b"BZh91AY&SY", "bzip2 data: unpack it"),
    (b"PK\x03\x04", "a zip file, as .docx, .xlsx, .odt and .epub are: unpack it, or save it as text or CSV"),
    (b"%PDF-", "a PDF: save it as text"),
];

/// Finds the encoding of a text from its beginning; `whole` says that the sample is all of it.
///
/// # Errors
/// Why the bytes are no text at all, and where that is seen.
pub fn detect(sample: &[u8], whole: bool) -> Result<Found, BadByte> {
    let sure = |encoding, bom| Ok(Found { encoding, confidence: 1.0, bom });
    if let Some((_, kind)) = NO_TEXT.iter().find(|(begins, _)| sample.starts_with(begins)) {
        return Err(BadByte { at: 0, reason: format!("not a text but {kind}") });
    }
    if let Some(found) = marked(sample) {
        return Ok(found);
    }
    let utf8 = std::str::from_utf8(sample);
    // In UTF-8 a few cost their records: what else the file holds is read.
    let most = sample.len() / if utf8.is_ok() { 20 } else { 200 };
    let is_control = |b: u8| b < 9 || (b > 13 && b < 32 && b != 0x1b);
    if let Some(at) = sample.iter().position(|&b| is_control(b))
        && sample.iter().filter(|&&b| is_control(b)).count() > most
    {
        return Err(BadByte { at, reason: format!("not a text: control byte 0x{:02x}", sample[at]) });
    }
    match utf8 {
        Ok(_) => return sure(Encoding::Utf8, 0),
        // Cut inside a character at the end of the sample.
        Err(e) if e.error_len().is_none() && (!whole || e.valid_up_to() > 8) => {
            return sure(Encoding::Utf8, 0);
        }
        Err(_) => {}
    }
    // Text in a code page has hardly any sequence, and hardly a line, that is UTF-8 by chance.
    let damaged = |good: usize, bad: usize| {
        Ok(Found { encoding: Encoding::Utf8, confidence: good as f32 / (good + bad) as f32, bom: 0 })
    };
    let (good, bad) = utf8_sequences(sample);
    if good > 2 * bad {
        return damaged(good, bad);
    }
    let lines = Lines::count(sample, whole);
    if lines.good > lines.bad {
        return damaged(lines.good, lines.bad);
    }
    Ok(if lines.good == 0 { legacy(sample) } else { legacy(&lines.others) })
}

/// What a text is in by its byte order mark, or because every other byte of it is that of UTF-16.
pub(super) fn marked(sample: &[u8]) -> Option<Found> {
    let sure = |(encoding, bom)| Found { encoding, confidence: 1.0, bom };
    mark(sample).map(sure).or_else(|| utf16(sample))
}

/// From which confidence on the letters of a text are believed rather than what it says of itself.
#[cfg(feature = "feed")]
const SURE: f32 = 0.99;

/// What a text is in that names an encoding itself, where `found` was found from its beginning. It is believed unless the
/// bytes are UTF-8 or UTF-16, or are clearly Cyrillic letters in another of the code pages that letters tell apart.
#[cfg(feature = "feed")]
pub(super) fn declared(sample: &[u8], found: Found, encoding: Encoding) -> Found {
    let is_utf = |e: Encoding| e.name().starts_with("utf-");
    let told_apart = |e: Encoding| CANDIDATES.iter().any(|c| c.encoding == e);
    let unicode = found.bom > 0 || is_utf(found.encoding) && !sample.is_ascii();
    let letters = told_apart(found.encoding) && told_apart(encoding) && found.confidence > SURE;
    if is_utf(encoding) || unicode || letters {
        return found;
    }
    Found { encoding, confidence: 1.0, bom: 0 }
}

/// The encoding that a byte order mark names, and the mark's length.
fn mark(sample: &[u8]) -> Option<(Encoding, usize)> {
    let marks: [(Encoding, &[u8]); 3] = [
        (Encoding::Utf8, b"\xef\xbb\xbf"),
        (Encoding::Whatwg(UTF_16LE), b"\xff\xfe"),
        (Encoding::Whatwg(UTF_16BE), b"\xfe\xff"),
    ];
    marks
        .into_iter()
        .find(|(_, mark)| sample.starts_with(mark))
        .map(|(encoding, mark)| (encoding, mark.len()))
}

/// What a text is in whose encoding was named, from its beginning: [`Encoding::Utf16`] takes the byte order of the mark, or of
/// the bytes where there is none.
///
/// # Errors
/// A byte order mark says that it is in another one.
pub fn named(sample: &[u8], encoding: Encoding) -> Result<Found, BadByte> {
    let found = |encoding, bom| Ok(Found { encoding, confidence: 1.0, bom });
    let is_utf16 = |e: Encoding| e.name().starts_with("utf-16");
    match (mark(sample), encoding) {
        (Some((marked, bom)), _) if marked == encoding => found(marked, bom),
        (Some((marked, bom)), Encoding::Utf16) if is_utf16(marked) => found(marked, bom),
        // In a code page the bytes of UTF-16's marks are letters that a text may begin with.
        (Some((marked, _)), _)
            if marked == Encoding::Utf8 || encoding == Encoding::Utf8 || is_utf16(encoding) =>
        {
            let reason = format!(
                "its byte order mark says {}, not {}; name that with --encoding, or leave it to auto",
                marked.name(),
                encoding.name()
            );
            Err(BadByte { at: 0, reason })
        }
        (None, Encoding::Utf16) => found(utf16(sample).map_or(Encoding::Whatwg(UTF_16LE), |f| f.encoding), 0),
        _ => found(encoding, 0),
    }
}

/// The lines of a text that are not plain ASCII.
struct Lines {
    /// Those that are UTF-8, and those that are not.
    good: usize,
    bad: usize,
    /// All lines without the former: of these a code page can be told.
    others: Vec<u8>,
}

impl Lines {
    fn count(sample: &[u8], whole: bool) -> Lines {
        let mut lines = Lines { good: 0, bad: 0, others: Vec::new() };
        for line in sample.split_inclusive(|&b| b == b'\n') {
            match std::str::from_utf8(line) {
                Ok(text) if !text.is_ascii() => {
                    lines.good += 1;
                    continue;
                }
                Ok(_) => {}
                // The sample's end.
                Err(e) if e.error_len().is_none() && !whole && !line.ends_with(b"\n") => continue,
                Err(_) => lines.bad += 1,
            }
            lines.others.extend_from_slice(line);
        }
        lines
    }
}

/// UTF-16 without a mark: every other byte is 0 (ASCII) or 4 (Cyrillic).
fn utf16(sample: &[u8]) -> Option<Found> {
    let pairs = sample.len() / 2;
    if pairs < 4 {
        return None;
    }
    let high = |parity: usize| sample.iter().skip(parity).step_by(2).filter(|&&b| b == 0 || b == 4).count();
    let (even, odd) = (high(0), high(1));
    let share = |n: usize| n as f32 / pairs as f32;
    if share(odd) > 0.8 && share(even) < 0.4 {
        return Some(Found { encoding: Encoding::Whatwg(UTF_16LE), confidence: share(odd), bom: 0 });
    }
    if share(even) > 0.8 && share(odd) < 0.4 {
        return Some(Found {
            encoding: Encoding::Whatwg(UTF_16BE),
            confidence: share(even).min(1.0),
            bom: 0,
        });
    }
    None
}

/// Valid multi-byte sequences of UTF-8, and bytes that are in none.
fn utf8_sequences(mut bytes: &[u8]) -> (usize, usize) {
    let (mut good, mut bad) = (0, 0);
    loop {
        match std::str::from_utf8(bytes) {
            Ok(text) => return (good + non_ascii(text), bad),
            Err(e) => {
                let valid = e.valid_up_to();
                good += std::str::from_utf8(&bytes[..valid]).map_or(0, non_ascii);
                let Some(len) = e.error_len() else { return (good, bad + 1) };
                bad += len;
                bytes = &bytes[valid + len..];
            }
        }
    }
}

fn non_ascii(text: &str) -> usize {
    text.chars().filter(|c| !c.is_ascii()).count()
}

/// Letter frequencies in ten-thousandths. Counted over Russian and Kazakh running text and, for Ukrainian,
/// over sentences of Leipzig Corpora; see `lexicons/SOURCES.tsv`, `letter-frequencies`.
const RU: &[(char, u16)] = &[
    ('о', 1090),
    ('е', 839),
    ('а', 828),
    ('и', 721),
    ('н', 659),
    ('т', 607),
    ('с', 544),
    ('р', 467),
    ('в', 460),
    ('л', 456),
    ('к', 339),
    ('м', 317),
    ('д', 313),
    ('п', 274),
    ('у', 274),
    ('я', 209),
    ('г', 194),
    ('ы', 175),
    ('б', 174),
    ('ь', 168),
    ('з', 162),
    ('ч', 146),
    ('й', 114),
    ('ж', 97),
    ('х', 92),
    ('ш', 77),
    ('ю', 63),
    ('ц', 46),
    ('щ', 32),
    ('э', 29),
    ('ф', 24),
    ('ё', 6),
    ('ъ', 3),
];
const KK: &[(char, u16)] = &[
    ('а', 1272),
    ('е', 825),
    ('ы', 752),
    ('н', 654),
    ('т', 590),
    ('р', 577),
    ('і', 502),
    ('л', 474),
    ('д', 429),
    ('с', 411),
    ('м', 358),
    ('қ', 333),
    ('к', 321),
    ('о', 259),
    ('б', 251),
    ('ж', 193),
    ('у', 179),
    ('з', 166),
    ('ғ', 161),
    ('й', 151),
    ('п', 145),
    ('и', 139),
    ('ң', 134),
    ('ш', 131),
    ('г', 110),
    ('ө', 108),
    ('ұ', 94),
    ('ә', 84),
    ('ү', 78),
    ('я', 29),
    ('х', 25),
    ('в', 22),
    ('ф', 11),
    ('ц', 8),
    ('ь', 8),
    ('э', 5),
    ('ю', 4),
    ('ч', 3),
    ('һ', 2),
    ('щ', 1),
    ('ъ', 1),
    ('ё', 1),
];
const UK: &[(char, u16)] = &[
    ('о', 962),
    ('а', 785),
    ('н', 750),
    ('и', 626),
    ('і', 603),
    ('т', 529),
    ('в', 526),
    ('р', 507),
    ('е', 448),
    ('с', 441),
    ('л', 357),
    ('к', 353),
    ('у', 337),
    ('д', 321),
    ('м', 307),
    ('п', 305),
    ('я', 229),
    ('з', 214),
    ('ь', 189),
    ('г', 159),
    ('б', 153),
    ('ч', 130),
    ('х', 116),
    ('й', 112),
    ('ю', 102),
    ('ц', 97),
    ('ж', 86),
    ('ї', 72),
    ('ш', 59),
    ('є', 58),
    ('щ', 34),
    ('ф', 31),
    ('ґ', 2),
];

/// What a byte of the upper half means in a code page: its log-probability by language, and its case.
struct Candidate {
    encoding: Encoding,
    /// Log-probability of the code page itself, against that of another.
    prior: f32,
    chars: UpperHalf,
    cases: [Case; 128],
    weights: [[f32; 128]; 3],
}

/// The case of a character, as far as it tells one code page from another.
#[derive(Clone, Copy, PartialEq)]
enum Case {
    /// Of no letter.
    None,
    Small,
    Capital,
}

/// Log-probability of a capital that begins a word, against a small letter.
const CAPITAL_FIRST: f32 = -2.0;
/// Of a word in capitals, where the word before was in none.
const CAPITALS: f32 = -3.0;
/// Of a capital after a small letter inside a word, or a small one after two capitals.
const CASE_INSIDE: f32 = -6.0;

/// Of the code pages that hardly anybody writes.
const SELDOM: f32 = -1.0;

/// By how much the likelihood of letters is tempered: each depends on its neighbours, whose likelihood counts as well.
const TEMPER: f32 = 8.0;

/// In order of preference where two make the same text of the bytes.
static CANDIDATES: LazyLock<Vec<Candidate>> = LazyLock::new(|| {
    let [windows, koi8, ibm, koi8_u, iso, mac] =
        [WINDOWS_1251, KOI8_R, IBM866, KOI8_U, ISO_8859_5, X_MAC_CYRILLIC].map(Encoding::Whatwg);
    [windows, KZ, koi8, ibm, PT, koi8_u, iso, mac]
        .map(|encoding| {
            let chars = std::array::from_fn(|i| match encoding {
                Encoding::Table(_, table) => table[i],
                _ => encoding
                    .decode(vec![i as u8 + 0x80])
                    .ok()
                    .and_then(|t| t.chars().next())
                    .unwrap_or('\u{fffd}'),
            });
            let weights = [RU, KK, UK].map(|letters| std::array::from_fn(|i| weight(chars[i], letters)));
            let cases = chars.map(|c| match c {
                c if c.is_lowercase() => Case::Small,
                c if c.is_uppercase() => Case::Capital,
                _ => Case::None,
            });
            let prior = if [koi8_u, iso, mac].contains(&encoding) { SELDOM } else { 0.0 };
            Candidate { encoding, prior, chars, cases, weights }
        })
        .into()
});

fn weight(c: char, letters: &[(char, u16)]) -> f32 {
    let small = c.to_lowercase().next().unwrap_or(c);
    let share = match letters.iter().find(|(l, _)| *l == small) {
        Some(&(_, n)) => f32::from(n) / 10_000.0,
        None => match c {
            '«' | '»' | '—' | '–' | '№' | '…' | '\u{a0}' | '“' | '”' | '„' | '’' | '•' => {
                2e-3
            }
            '©' | '°' | '€' | '§' | '\u{ad}' | '·' | '®' | '™' => 1e-4,
            '\u{fffd}' => 1e-8,
            _ if c.is_control() => 1e-8,
            _ => 1e-5,
        },
    };
    share.ln()
}

/// Decides between the single-byte Cyrillic code pages.
fn legacy(sample: &[u8]) -> Found {
    let mut scores: Vec<(f32, &Candidate)> =
        CANDIDATES.iter().map(|c| (likelihood(c, sample) / TEMPER + c.prior, c)).collect();
    // Stable: candidates that make the same text stay in order of preference.
    scores.sort_by(|a, b| b.0.total_cmp(&a.0));
    let (best, candidate) = (scores[0].0, scores[0].1);
    let upper = sample.iter().filter(|&&b| b >= 0x80).count().max(1);
    // Below this a letter on average is not one of any of the three languages.
    if best * TEMPER / (upper as f32) < -5.0 || is_latin(sample) {
        let mut detector = chardetng::EncodingDetector::new();
        detector.feed(sample, true);
        let (guess, clear) = detector.guess_assess(None, false);
        let confidence = if clear { 0.7 } else { 0.3 };
        return Found { encoding: Encoding::Whatwg(guess), confidence, bom: 0 };
    }
    let same = |other: &Candidate| {
        sample
            .iter()
            .filter(|&&b| b >= 0x80)
            .all(|&b| candidate.chars[usize::from(b - 0x80)] == other.chars[usize::from(b - 0x80)])
    };
    let second = scores[1..].iter().find(|(_, c)| !same(c)).map_or(f32::NEG_INFINITY, |s| s.0);
    let confidence = 1.0 - 0.5 * (second - best).exp();
    Found { encoding: candidate.encoding, confidence: confidence.min(0.999), bom: 0 }
}

fn likelihood(candidate: &Candidate, sample: &[u8]) -> f32 {
    let mut sums = [0f32; 3];
    let mut cases = 0f32;
    // The last two characters of the word, and whether the word before was in capitals.
    let (mut before, mut last, mut shouted) = (Case::None, Case::None, false);
    for &b in sample {
        let mut case = Case::None;
        if b >= 0x80 {
            let i = usize::from(b - 0x80);
            for (sum, weights) in sums.iter_mut().zip(&candidate.weights) {
                *sum += weights[i];
            }
            case = candidate.cases[i];
        }
        cases += match (before, last, case) {
            (_, Case::None, Case::Capital) if !shouted => CAPITAL_FIRST,
            (Case::None, Case::Capital, Case::Capital) if !shouted => CAPITALS,
            (_, Case::Small, Case::Capital) | (Case::Capital, Case::Capital, Case::Small) => CASE_INSIDE,
            _ => 0.0,
        };
        if case != Case::None && last != Case::None {
            shouted = case == Case::Capital;
        }
        (before, last) = (if case == Case::None { Case::None } else { last }, case);
    }
    sums.into_iter().fold(f32::NEG_INFINITY, f32::max) + cases
}

/// Whether the letters of the upper half mostly stand beside those of ASCII, as `é`, `ß` and `ł` do. Cyrillic ones stand beside
/// each other.
fn is_latin(sample: &[u8]) -> bool {
    let (mut latin, mut others) = (0usize, 0usize);
    let is_letter = |b: Option<&u8>| b.is_some_and(u8::is_ascii_alphabetic);
    for (i, _) in sample.iter().enumerate().filter(|(_, b)| !b.is_ascii()) {
        let around = [i.checked_sub(1).and_then(|i| sample.get(i)), sample.get(i + 1)];
        latin += usize::from(around.into_iter().any(is_letter));
        others += usize::from(around.into_iter().flatten().any(|b| !b.is_ascii()));
    }
    latin > others
}

#[cfg(test)]
mod tests {
    use super::*;

    const RUSSIAN: &str =
        "Министр сообщил, что работа над новым законом завершена. «Это важно», — сказал он.";
    const KAZAKH: &str =
        "Үкімет отырысында жаңа заң жобасы қаралды, деп хабарлайды баспасөз қызметі. Өңірде құрғақшылық.";

    fn encode(text: &str, encoding: Encoding) -> Vec<u8> {
        match encoding {
            Encoding::Table(_, table) => text
                .chars()
                .map(|c| match c {
                    '\0'..='\x7f' => c as u8,
                    _ => 0x80 + table.iter().position(|&t| t == c).expect("in the table") as u8,
                })
                .collect(),
            Encoding::Whatwg(e) => e.encode(text).0.into_owned(),
            Encoding::Utf8 => text.as_bytes().to_vec(),
            Encoding::Utf16 => unreachable!("nothing is written in it"),
        }
    }

    #[test]
    fn finds_the_code_page() {
        for (text, encoding) in [
            (RUSSIAN, Encoding::Utf8),
            (RUSSIAN, Encoding::Whatwg(WINDOWS_1251)),
            ("Министр сообщил, что работа завершена.", Encoding::Whatwg(KOI8_R)),
            ("Министр сообщил, что работа завершена.", Encoding::Whatwg(IBM866)),
            (KAZAKH, KZ),
            (KAZAKH, PT),
        ] {
            let bytes = encode(text, encoding);
            let found = detect(&bytes, true).expect("text");
            assert_eq!(found.encoding.name(), encoding.name());
            assert!(found.confidence > 0.9, "{}: {}", encoding.name(), found.confidence);
            assert_eq!(found.encoding.decode(bytes).as_deref(), Ok(text));
        }
    }

    /// A line of a text alone is enough, also in capitals or in another alphabet.
    #[test]
    fn lines_are_read_in_what_they_were_written_in() {
        for row in include_str!("../../tests/data/encodings.tsv").lines().skip(1) {
            let (name, text) = row.split_once('\t').expect("two columns");
            let bytes = encode(text, Encoding::parse(name).expect("an encoding"));
            let found = detect(&bytes, true).expect("text");
            let as_found = (found.encoding.name(), found.encoding.decode(bytes));
            assert_eq!(as_found.1.as_deref(), Ok(text), "{name} taken for {}", as_found.0);
            assert!(found.confidence > 0.6, "{row}: {}", found.confidence);
        }
    }

    #[test]
    fn utf16_without_a_mark() {
        let bytes: Vec<u8> = RUSSIAN.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let found = detect(&bytes, true).expect("text");
        assert_eq!((found.encoding.name(), found.bom), ("utf-16le", 0));
        assert_eq!(found.encoding.decode(bytes).as_deref(), Ok(RUSSIAN));
    }

    #[test]
    fn damaged_utf8_is_not_taken_for_another_encoding() {
        let mut bytes = RUSSIAN.repeat(3).into_bytes();
        bytes[40] = 0xff;
        let found = detect(&bytes, true).expect("text");
        assert_eq!(found.encoding.name(), "utf-8");
        let bad = found.encoding.decode(bytes).expect_err("damaged");
        assert!(bad.at == 39 || bad.at == 40, "{bad:?}");
    }

    #[test]
    fn a_line_in_another_encoding_does_not_decide() {
        let good = format!("{RUSSIAN}\n").into_bytes();
        let bad = encode(&format!("{}\n", RUSSIAN.repeat(15)), Encoding::Whatwg(WINDOWS_1251));
        let mut bytes = good.repeat(40);
        bytes.extend_from_slice(&bad);
        bytes.extend_from_slice(&good.repeat(3));
        let found = detect(&bytes, true).expect("text");
        assert_eq!(found.encoding.name(), "utf-8");
        assert_eq!(found.encoding.decode(bytes).expect_err("damaged").at, good.len() * 40);
        // Nor does one in UTF-8 among many others.
        let mut bytes = bad.repeat(5);
        bytes.extend_from_slice(&good.repeat(2));
        assert_eq!(detect(&bytes, true).expect("text").encoding.name(), "windows-1251");
    }

    #[test]
    fn binary_is_no_text() {
        assert!(detect(&[0, 1, 2, 3, 255, 0, 1, 2, 200, 7, 6, 5], true).is_err());
        assert!(detect(&[0; 100], true).is_err());
        let zip = detect(b"PK\x03\x04\x14\0\x06\0", true).expect_err("no text");
        assert!(zip.at == 0 && zip.reason.starts_with("not a text but a zip file, as .docx"), "{zip:?}");
    }
}
