//! What countries are called, in each language and in the order in which its readers look for them.
//!
//! Names and order are those of Unicode's Common Locale Data Repository (release 48, short forms for Hong Kong, Macao and
//! Palestine). A place is in the list because a journey can lead there; neither its being there nor its name says whose
//! it is.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::csv::{self, TableError};
use super::facts::Place;

/// The names of all places in one language.
#[derive(Debug, Clone)]
pub struct Names {
    list: Vec<(Place, String)>,
    by_place: BTreeMap<Place, usize>,
}

macro_rules! builtin {
    ($($code:literal),*) => {
        [$(($code, include_str!(concat!("../../../../config/travel/names/", $code, ".csv")))),*]
    };
}

/// English first: it decides which places there are.
const BUILTIN: [(&str, &str); 10] = builtin!("en", "zh-Hans", "zh-Hant", "ug", "fa", "ru", "ar", "kk", "tr", "vi");

static NAMES: LazyLock<Vec<(&'static str, Names)>> = LazyLock::new(|| {
    let read = |text| Names::parse(text).unwrap_or_else(|error| unreachable!("the embedded names are tested: {error}"));
    BUILTIN.into_iter().map(|(code, text)| (code, read(text))).collect()
});

impl Names {
    /// The names in a language by its tag (BCP 47); English for one that there is no list of.
    #[must_use]
    pub fn of(code: &str) -> &'static Self {
        let all = &*NAMES;
        &all.iter().find(|(known, _)| *known == code).unwrap_or(&all[0]).1
    }

    /// Reads a list.
    ///
    /// # Errors
    /// Says in which line and column something is wrong.
    pub fn parse(text: &str) -> Result<Self, TableError> {
        let rows = csv::rows("names", text, ["place", "name"])?;
        let mut names = Self { list: Vec::with_capacity(rows.len()), by_place: BTreeMap::new() };
        for [place, name] in &rows {
            let code = Place::parse(&place.text).ok_or_else(|| place.wrong("a place is two capital letters"))?;
            if name.is_empty() {
                return Err(name.wrong("what is it called?"));
            }
            if names.by_place.insert(code, names.list.len()).is_some() {
                return Err(place.wrong(format!("{code} has a name already")));
            }
            names.list.push((code, name.text.clone()));
        }
        Ok(names)
    }

    /// What a place is called, if there is such a place.
    #[must_use]
    pub fn name(&self, place: Place) -> Option<&str> {
        self.by_place.get(&place).and_then(|at| self.list.get(*at)).map(|(_, name)| name.as_str())
    }

    /// All places, in the order in which readers of this language look for them.
    #[must_use]
    pub fn all(&self) -> &[(Place, String)] {
        &self.list
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_has_a_name_in_every_language() {
        let english = Names::of("en");
        assert_eq!(english.all().len(), 243);
        for (code, _) in BUILTIN {
            let names = Names::of(code);
            assert_eq!(names.all().len(), english.all().len(), "{code}");
            assert!(english.all().iter().all(|(place, _)| names.name(*place).is_some()), "{code}");
        }
        assert_eq!(Names::of("xx").name(Place::parse("NA").unwrap()), Some("Namibia"));
        assert_eq!(Names::of("ug").name(Place::parse("TR").unwrap()), Some("تۈركىيە"));
    }

    #[test]
    fn places_of_disputed_standing_are_called_by_short_names_alone() {
        let named = ["HK", "MO", "TW", "PS", "XK"].map(|code| Names::of("en").name(Place::parse(code).unwrap()).unwrap());
        assert_eq!(named, ["Hong Kong", "Macao", "Taiwan", "Palestine", "Kosovo"]);
    }
}
