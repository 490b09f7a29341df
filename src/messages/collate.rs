//! The order of words in each language: the Vietnamese alphabet, pinyin, hangul, Khmer, kana.
//!
//! Japanese sorts by readings: the caller passes `yomi` where it has one.
//!
//! Knows nothing of: what is sorted.

use std::cmp::Ordering;
use std::sync::LazyLock;

use icu_collator::options::CollatorOptions;
use icu_collator::{Collator, CollatorBorrowed};
use icu_locale_core::Locale;

use crate::language::{Lang, LangMap};

static COLLATORS: LazyLock<LangMap<Option<CollatorBorrowed<'static>>>> = LazyLock::new(|| {
    LangMap::from_fn(|lang| {
        let locale: Locale = lang.icu().parse().ok()?;
        Collator::try_new((&locale).into(), CollatorOptions::default()).ok()
    })
});

/// Compares two words in the order of a language; equal ones fall back to code points, so that the order is total.
pub fn compare(lang: Lang, a: &str, b: &str) -> Ordering {
    let order = COLLATORS[lang].as_ref().map_or(Ordering::Equal, |collator| collator.compare(a, b));
    order.then_with(|| a.cmp(b))
}

#[cfg(test)]
mod tests {
    use super::{COLLATORS, compare};
    use crate::language::Lang;

    #[test]
    fn each_language_sorts_by_its_own_alphabet() {
        assert!(Lang::ALL.into_iter().all(|lang| COLLATORS[lang].is_some()));
        let check = |lang: Lang, expect: &[&str]| {
            let mut words = expect.to_vec();
            words.reverse();
            words.sort_by(|a, b| compare(lang, a, b));
            assert_eq!(words, expect);
        };
        check(Lang::VI, &["an", "án", "ăn", "ân", "cam", "dan", "đan", "đất", "xa", "y"]);
        check(Lang::EN, &["Brunei", "Cambodia", "Viet Nam"]);
        check(Lang::KO, &["가구", "나라", "다리", "하늘"]);
        check(Lang::KM, &["កម្ពុជា", "ខេត្ត", "ថៃ", "វៀតណាម"]);
        check(Lang::JA, &["かんこう", "ぎょうせい", "とうし", "ニュース"]);
        check(Lang::ZH, &["重庆", "东盟", "河内", "中国"]);
    }
}
