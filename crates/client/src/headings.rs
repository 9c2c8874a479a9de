//! The six headings of an agenda in the language that the program speaks. One that the pair has made is a text of
//! people, and stays as it is.

use agenda::Category;
use language::say;

/// The heading of a category.
#[must_use]
pub fn heading(category: &Category) -> String {
    match category {
        Category::General => say!("heading-general"),
        Category::Alignment => say!("heading-alignment"),
        Category::Progress => say!("heading-progress"),
        Category::Relationships => say!("heading-relationships"),
        Category::Aspirations => say!("heading-aspirations"),
        Category::NextSteps => say!("heading-next-steps"),
        Category::Other(word) => word.clone(),
    }
}

/// The heading of a section of an agenda, by its word and as it stands there.
#[must_use]
pub fn section_heading(word: &str, stands: &str) -> String {
    let Ok(category) = word.parse::<Category>();
    if category.heading() == stands { heading(&category) } else { stands.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_say_what_they_always_said_and_renamed_ones_stay() {
        for category in &Category::ALL {
            assert_eq!(heading(category), category.heading());
        }
        assert_eq!(section_heading("progress", "Progress"), "Progress");
        assert_eq!(section_heading("progress", "How it goes"), "How it goes");
    }
}
