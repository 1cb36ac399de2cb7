//! The two Kazakh code pages that no crate has: KZ-1048 and PT154.
//!
//! Both are ASCII below 0x80; the tables hold the upper half, U+FFFD where a byte stands for nothing. They equal
//! Python's codecs `kz1048` and `ptcp154` byte for byte (`scripts/check-codepages`).

/// The upper half of a single-byte code page.
pub type UpperHalf = [char; 128];

/// KZ-1048 (STRK1048-2002), the Kazakh relative of windows-1251.
#[rustfmt::skip]
pub const KZ_1048: UpperHalf = [
    'Ђ', 'Ѓ', '‚', 'ѓ', '„', '…', '†', '‡', '€', '‰', 'Љ', '‹', 'Њ', 'Қ', 'Һ', 'Џ',
    'ђ', '‘', '’', '“', '”', '•', '–', '—', '\u{fffd}', '™', 'љ', '›', 'њ', 'қ', 'һ', 'џ',
    '\u{a0}', 'Ұ', 'ұ', 'Ә', '¤', 'Ө', '¦', '§', 'Ё', '©', 'Ғ', '«', '¬', '\u{ad}', '®', 'Ү',
    '°', '±', 'І', 'і', 'ө', 'µ', '¶', '·', 'ё', '№', 'ғ', '»', 'ә', 'Ң', 'ң', 'ү',
    'А', 'Б', 'В', 'Г', 'Д', 'Е', 'Ж', 'З', 'И', 'Й', 'К', 'Л', 'М', 'Н', 'О', 'П',
    'Р', 'С', 'Т', 'У', 'Ф', 'Х', 'Ц', 'Ч', 'Ш', 'Щ', 'Ъ', 'Ы', 'Ь', 'Э', 'Ю', 'Я',
    'а', 'б', 'в', 'г', 'д', 'е', 'ж', 'з', 'и', 'й', 'к', 'л', 'м', 'н', 'о', 'п',
    'р', 'с', 'т', 'у', 'ф', 'х', 'ц', 'ч', 'ш', 'щ', 'ъ', 'ы', 'ь', 'э', 'ю', 'я',
];

/// PT154 (ParaType Asian Cyrillic).
#[rustfmt::skip]
pub const PT_154: UpperHalf = [
    'Җ', 'Ғ', 'Ӯ', 'ғ', '„', '…', 'Ҷ', 'Ү', 'Ҳ', 'ү', 'Ҡ', 'Ӣ', 'Ң', 'Қ', 'Һ', 'Ҹ',
    'җ', '‘', '’', '“', '”', '•', '–', '—', 'ҳ', 'ҷ', 'ҡ', 'ӣ', 'ң', 'қ', 'һ', 'ҹ',
    '\u{a0}', 'Ў', 'ў', 'Ј', 'Ө', 'Ҙ', 'Ұ', '§', 'Ё', '©', 'Ә', '«', '¬', 'ӯ', '®', 'Ҝ',
    '°', 'ұ', 'І', 'і', 'ҙ', 'ө', '¶', '·', 'ё', '№', 'ә', '»', 'ј', 'Ҫ', 'ҫ', 'ҝ',
    'А', 'Б', 'В', 'Г', 'Д', 'Е', 'Ж', 'З', 'И', 'Й', 'К', 'Л', 'М', 'Н', 'О', 'П',
    'Р', 'С', 'Т', 'У', 'Ф', 'Х', 'Ц', 'Ч', 'Ш', 'Щ', 'Ъ', 'Ы', 'Ь', 'Э', 'Ю', 'Я',
    'а', 'б', 'в', 'г', 'д', 'е', 'ж', 'з', 'и', 'й', 'к', 'л', 'м', 'н', 'о', 'п',
    'р', 'с', 'т', 'у', 'ф', 'х', 'ц', 'ч', 'ш', 'щ', 'ъ', 'ы', 'ь', 'э', 'ю', 'я',
];

/// Decodes `bytes`; the position of the first byte that stands for nothing, if there is one.
pub fn decode(bytes: &[u8], table: &UpperHalf) -> Result<String, usize> {
    let mut text = String::with_capacity(bytes.len() * 2);
    for (at, &b) in bytes.iter().enumerate() {
        match b {
            0..=0x7f => text.push(b as char),
            _ => match table[(b - 0x80) as usize] {
                '\u{fffd}' => return Err(at),
                c => text.push(c),
            },
        }
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kazakh_letters() {
        // Әә Ғғ Ққ Ңң Өө Ұұ Үү Һһ Іі as Python encodes them.
        let kz = b"\xa3\xbc\xaa\xba\x8d\x9d\xbd\xbe\xa5\xb4\xa1\xa2\xaf\xbf\x8e\x9e\xb2\xb3";
        assert_eq!(decode(kz, &KZ_1048).as_deref(), Ok("ӘәҒғҚқҢңӨөҰұҮүҺһІі"));
        let pt = b"\xaa\xba\x81\x83\x8d\x9d\x8c\x9c\xa4\xb5\xa6\xb1\x87\x89\x8e\x9e\xb2\xb3";
        assert_eq!(decode(pt, &PT_154).as_deref(), Ok("ӘәҒғҚқҢңӨөҰұҮүҺһІі"));
        assert_eq!(decode(b"a\x98", &KZ_1048), Err(1));
    }
}
