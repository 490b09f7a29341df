//! The six languages of the portal: a closed table, an index into it, and a total map over it.
//!
//! Knows nothing of: articles, files, messages.

/// One of the six content languages: a small index into a fixed table.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Lang(u8);

struct Row {
    id: &'static str,
    tag: &'static str,
    og_locale: &'static str,
    icu: &'static str,
    autonym: &'static str,
}

const TABLE: [Row; 6] = [
    Row { id: "vi", tag: "vi", og_locale: "vi_VN", icu: "vi", autonym: "Tiếng Việt" },
    Row { id: "en", tag: "en", og_locale: "en_GB", icu: "en-GB", autonym: "English" },
    Row { id: "ko", tag: "ko", og_locale: "ko_KR", icu: "ko", autonym: "한국어" },
    Row { id: "km", tag: "km", og_locale: "km_KH", icu: "km", autonym: "ភាសាខ្មែរ" },
    Row { id: "ja", tag: "ja", og_locale: "ja_JP", icu: "ja", autonym: "日本語" },
    Row { id: "zh", tag: "zh-Hans", og_locale: "zh_CN", icu: "zh-Hans", autonym: "简体中文" },
];

impl Lang {
    /// Vietnamese, the language most articles are written in.
    pub const VI: Lang = Lang(0);
    /// English.
    pub const EN: Lang = Lang(1);
    /// Korean.
    pub const KO: Lang = Lang(2);
    /// Khmer.
    pub const KM: Lang = Lang(3);
    /// Japanese.
    pub const JA: Lang = Lang(4);
    /// Chinese in simplified characters.
    pub const ZH: Lang = Lang(5);
    /// All six, in the order in which they are shown everywhere.
    pub const ALL: [Lang; 6] = [Lang::VI, Lang::EN, Lang::KO, Lang::KM, Lang::JA, Lang::ZH];

    /// Finds a language by its id (`vi`, `en`, `ko`, `km`, `ja`, `zh`): the name of files, folders and URLs.
    pub fn from_id(id: &str) -> Option<Lang> {
        Lang::ALL.into_iter().find(|lang| lang.id() == id)
    }

    /// The id used in file names, URLs and `--lang`.
    pub fn id(self) -> &'static str {
        self.row().id
    }

    /// The BCP 47 tag used in `lang` and `hreflang` (`zh-Hans` for Chinese).
    pub fn tag(self) -> &'static str {
        self.row().tag
    }

    /// The value of `og:locale`.
    pub fn og_locale(self) -> &'static str {
        self.row().og_locale
    }

    /// The locale that collation and plural rules are asked for.
    pub fn icu(self) -> &'static str {
        self.row().icu
    }

    /// The language's name in itself, as a language switch shows it.
    pub fn autonym(self) -> &'static str {
        self.row().autonym
    }

    fn row(self) -> &'static Row {
        &TABLE[usize::from(self.0)]
    }
}

impl std::fmt::Debug for Lang {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.id())
    }
}

/// One value for each of the six languages; looking up can't fail.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LangMap<T>([T; 6]);

impl<T> LangMap<T> {
    /// Makes a map by asking for each language's value.
    pub fn from_fn(mut value: impl FnMut(Lang) -> T) -> LangMap<T> {
        LangMap(Lang::ALL.map(&mut value))
    }

    /// Iterates in the order of [`Lang::ALL`].
    pub fn iter(&self) -> impl Iterator<Item = (Lang, &T)> {
        Lang::ALL.into_iter().zip(&self.0)
    }
}

impl LangMap<String> {
    /// The words of a language; where they are missing, the Vietnamese ones.
    pub fn words(&self, lang: Lang) -> &str {
        if self[lang].is_empty() { &self[Lang::VI] } else { &self[lang] }
    }

    /// Whether no language has any words.
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(String::is_empty)
    }
}

impl<T> std::ops::Index<Lang> for LangMap<T> {
    type Output = T;
    fn index(&self, lang: Lang) -> &T {
        &self.0[usize::from(lang.0)]
    }
}

impl<T> std::ops::IndexMut<Lang> for LangMap<T> {
    fn index_mut(&mut self, lang: Lang) -> &mut T {
        &mut self.0[usize::from(lang.0)]
    }
}
