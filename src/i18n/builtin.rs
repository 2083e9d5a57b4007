//! The catalogue files, as they were when the program was built.

/// The files of one language.
pub struct Source<'a> {
    /// `meta.toml`.
    pub meta: &'a str,
    /// The Fluent files, joined in this order; no id may stand in two of them.
    pub messages: &'a [&'a str],
}

macro_rules! language {
    ($folder:literal $(, $more:literal)*) => {
        Source {
            meta: include_str!(concat!("../../templates/locale/", $folder, "/meta.toml")),
            messages: &[
                include_str!(concat!("../../templates/locale/", $folder, "/ui.ftl")),
                include_str!(concat!("../../templates/locale/", $folder, "/categories.ftl")),
                include_str!(concat!("../../templates/locale/", $folder, "/guidance.ftl")),
                include_str!(concat!("../../templates/locale/", $folder, "/script.ftl")),
                include_str!(concat!("../../templates/locale/", $folder, "/travel.ftl")),
                $(include_str!(concat!("../../templates/locale/", $folder, "/", $more)),)*
            ],
        }
    };
}

/// English first: it stands in for what another language lacks. The desk's own words are in English alone so far: staff
/// are few and are trained, and a wrong word there can do more harm than a foreign one.
pub(super) const SOURCES: &[Source<'static>] = &[
    language!("en", "desk.ftl", "desk-case.ftl"),
    language!("zh-Hans"),
    language!("zh-Hant"),
    language!("ug"),
    language!("fa"),
    language!("ru"),
    language!("ar"),
    language!("kk"),
    language!("tr"),
    language!("vi"),
];
