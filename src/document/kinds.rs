//! The closed lists that lexicons share with documents: types of entities and grammatical cases.
//!
//! Names nothing else of the crate, so that the build script, which compiles the lexicons, can read it too.

macro_rules! named {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$vdoc])* $variant),+ }

        impl $name {
            /// All of them, in order.
            pub const ALL: &'static [$name] = &[$($name::$variant),+];

            /// The name used in outputs and lexicons.
            pub const fn as_str(self) -> &'static str {
                match self { $($name::$variant => $text),+ }
            }

            /// The one with this name.
            pub fn parse(name: &str) -> Option<$name> {
                match name { $($text => Some($name::$variant),)+ _ => None }
            }
        }
    };
}

pub(super) use named;

named! {
    /// What an entity is.
    EntityType {
        /// A person.
        Per = "PER",
        /// A place.
        Loc = "LOC",
        /// An organisation.
        Org = "ORG",
        /// An office or title.
        Role = "ROLE",
        /// A summit, forum, day, treaty, war.
        Event = "EVENT",
        /// A date.
        Date = "DATE",
        /// A sum of money.
        Money = "MONEY",
        /// A percentage.
        Percent = "PERCENT",
    }
}

named! {
    /// A grammatical case, of Russian (six) and Kazakh (seven) together.
    Case {
        /// Nominative (именительный, атау).
        Nom = "nom",
        /// Genitive (родительный, ілік).
        Gen = "gen",
        /// Dative (дательный, барыс).
        Dat = "dat",
        /// Accusative (винительный, табыс).
        Acc = "acc",
        /// Instrumental (творительный, көмектес).
        Ins = "ins",
        /// Prepositional or locative (предложный, жатыс).
        Loc = "loc",
        /// Ablative (шығыс).
        Abl = "abl",
    }
}
