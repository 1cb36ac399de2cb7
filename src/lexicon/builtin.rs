//! The entity files that are part of the program, in one table.

/// Entity lexicons in the order they are read; a match of an earlier file wins over an equal one of a later.
pub(super) const ENTITIES: &[(&str, &str)] = &[
    ("entities/countries.tsv", include_str!("../../lexicons/entities/countries.tsv")),
    ("entities/places-kz.tsv", include_str!("../../lexicons/entities/places-kz.tsv")),
    ("entities/places-ru.tsv", include_str!("../../lexicons/entities/places-ru.tsv")),
    ("entities/places-world.tsv", include_str!("../../lexicons/entities/places-world.tsv")),
    ("entities/orgs-igo.tsv", include_str!("../../lexicons/entities/orgs-igo.tsv")),
    ("entities/orgs-kz.tsv", include_str!("../../lexicons/entities/orgs-kz.tsv")),
    ("entities/orgs-ru.tsv", include_str!("../../lexicons/entities/orgs-ru.tsv")),
    ("entities/orgs-world.tsv", include_str!("../../lexicons/entities/orgs-world.tsv")),
    ("entities/media.tsv", include_str!("../../lexicons/entities/media.tsv")),
    ("entities/persons-kz.tsv", include_str!("../../lexicons/entities/persons-kz.tsv")),
    ("entities/persons-ru.tsv", include_str!("../../lexicons/entities/persons-ru.tsv")),
    ("entities/persons-world.tsv", include_str!("../../lexicons/entities/persons-world.tsv")),
    ("entities/roles.tsv", include_str!("../../lexicons/entities/roles.tsv")),
    ("entities/events.tsv", include_str!("../../lexicons/entities/events.tsv")),
];
