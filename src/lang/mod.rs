//! Languages: the names of all that can be reported, and one folder for each that is analysed.

pub(crate) mod calendar;
pub(crate) mod dates;
pub(crate) mod heads;
pub mod kk;
pub(crate) mod letters;
pub mod model;
pub mod ru;

macro_rules! languages {
    ($($(#[$doc:meta])* $variant:ident = $code:literal),+ $(,)?) => {
        /// A language that can be reported, by its ISO 639 code.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        #[non_exhaustive]
        pub enum Lang { $($(#[$doc])* $variant),+ }

        impl Lang {
            /// All of them, in order.
            pub const ALL: &'static [Lang] = &[$(Lang::$variant),+];

            /// ISO 639-1 code, or 639-3 where there is none.
            pub const fn as_str(self) -> &'static str {
                match self { $(Lang::$variant => $code),+ }
            }

            /// The language with this code.
            pub fn parse(code: &str) -> Option<Lang> {
                match code { $($code => Some(Lang::$variant),)+ _ => None }
            }
        }
    };
}

languages! {
    /// Russian.
    Ru = "ru",
    /// Kazakh.
    Kk = "kk",
    /// Ukrainian.
    Uk = "uk",
    /// Belarusian.
    Be = "be",
    /// Bulgarian.
    Bg = "bg",
    /// Macedonian.
    Mk = "mk",
    /// Serbian.
    Sr = "sr",
    /// Mongolian.
    Mn = "mn",
    /// Kyrgyz.
    Ky = "ky",
    /// Tatar.
    Tt = "tt",
    /// Bashkir.
    Ba = "ba",
    /// Chuvash.
    Cv = "cv",
    /// Yakut.
    Sah = "sah",
    /// Tajik.
    Tg = "tg",
    /// Turkish.
    Tr = "tr",
    /// Uzbek.
    Uz = "uz",
    /// English.
    En = "en",
    /// German.
    De = "de",
    /// French.
    Fr = "fr",
    /// Spanish.
    Es = "es",
    /// Azerbaijani.
    Az = "az",
    /// Italian.
    It = "it",
    /// Portuguese.
    Pt = "pt",
    /// Polish.
    Pl = "pl",
    /// Dutch.
    Nl = "nl",
    /// Armenian.
    Hy = "hy",
    /// Georgian.
    Ka = "ka",
    /// Persian.
    Fa = "fa",
    /// Hebrew.
    He = "he",
    /// Greek.
    El = "el",
    /// Hindi.
    Hi = "hi",
    /// Korean.
    Ko = "ko",
    /// Japanese.
    Ja = "ja",
    /// Chinese.
    Zh = "zh",
    /// Arabic.
    Ar = "ar",
    /// Undetermined: the text does not tell, or no language on this list.
    Und = "und",
    /// No linguistic content: numbers, links.
    Zxx = "zxx",
}

impl Lang {
    /// True for the two languages that are analysed.
    pub fn is_analysed(self) -> bool {
        matches!(self, Lang::Ru | Lang::Kk)
    }
}
