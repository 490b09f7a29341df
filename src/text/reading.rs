//! Reading time, counted per run of script: one foreign word doesn't flip a page.
//!
//! Rates, for one minute: Latin words 228, Han characters 255 and kana 357 (Trauzettel-Klosinski, Dietz: Standardized
//! assessment of reading performance, IOVS 2012: English, Chinese, Japanese); Vietnamese syllables, Hangul syllables and
//! Khmer clusters are our estimates from the same relation of syllables to words.
//!
//! Knows nothing of: Markdown, pages.

use super::cluster::{COENG, extends};
use super::script::{Script, script};

/// Vietnamese writes each syllable as a word of its own: about 1.4 of them carry what an English word carries.
const LATIN_WORDS: f32 = 228.0;
const VIETNAMESE_SYLLABLES: f32 = 320.0;
const HAN: f32 = 255.0;
const KANA: f32 = 357.0;
const HANGUL: f32 = 500.0;
const KHMER_CLUSTERS: f32 = 420.0;

/// How much there is to read, per script.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Words of Latin script without Vietnamese marks, numbers included.
    pub latin: u32,
    /// Words of Latin script with a Vietnamese mark.
    pub vietnamese: u32,
    /// Chinese characters.
    pub han: u32,
    /// Kana.
    pub kana: u32,
    /// Hangul syllables.
    pub hangul: u32,
    /// Khmer clusters.
    pub khmer: u32,
}

impl Counts {
    /// Counts one more piece of text; a word never spans two pieces.
    pub fn add(&mut self, text: &str) {
        let (mut in_word, mut marked, mut previous) = (false, false, ' ');
        for c in text.chars().chain([' ']) {
            if c.is_ascii_alphanumeric() {
                (in_word, previous) = (true, c);
                continue;
            }
            let class = script(c);
            let subscript = std::mem::replace(&mut previous, c) == COENG;
            if class == Script::Letter {
                in_word = true;
                marked |= is_vietnamese(c);
                continue;
            }
            if in_word {
                *if marked { &mut self.vietnamese } else { &mut self.latin } += 1;
                (in_word, marked) = (false, false);
            }
            match class {
                Script::Han => self.han += 1,
                Script::Kana => self.kana += 1,
                Script::Hangul => self.hangul += 1,
                Script::Khmer if !extends(c) && !subscript => self.khmer += 1,
                _ => {}
            }
        }
    }

    /// All of it: words of alphabets, and characters or clusters of the other scripts.
    pub fn total(&self) -> usize {
        let Counts { latin, vietnamese, han, kana, hangul, khmer } = *self;
        [latin, vietnamese, han, kana, hangul, khmer].iter().map(|count| *count as usize).sum()
    }

    /// Whole minutes to read it, at least one.
    pub fn minutes(&self) -> u32 {
        // Unmarked words inside a Vietnamese text are Vietnamese too.
        let (latin, vietnamese) =
            if self.vietnamese * 4 > self.latin { (0, self.latin + self.vietnamese) } else { (self.latin, self.vietnamese) };
        let rate = |count: u32, per_minute: f32| f64::from(count) / f64::from(per_minute);
        let minutes = rate(latin, LATIN_WORDS)
            + rate(vietnamese, VIETNAMESE_SYLLABLES)
            + rate(self.han, HAN)
            + rate(self.kana, KANA)
            + rate(self.hangul, HANGUL)
            + rate(self.khmer, KHMER_CLUSTERS);
        (1..=600).find(|whole| f64::from(*whole) >= minutes).unwrap_or(600)
    }
}

fn is_vietnamese(c: char) -> bool {
    matches!(c, 'đ' | 'Đ' | 'ă' | 'Ă' | 'â' | 'Â' | 'ê' | 'Ê' | 'ô' | 'Ô' | 'ơ' | 'Ơ' | 'ư' | 'Ư' | '\u{1ea0}'..='\u{1ef9}')
}

#[cfg(test)]
mod tests {
    use super::Counts;

    fn counts(text: &str) -> Counts {
        let mut counts = Counts::default();
        counts.add(text);
        counts
    }

    #[test]
    fn each_script_counts_in_its_own_unit() {
        assert_eq!(counts("Cộng đồng ASEAN 2025"), Counts { vietnamese: 2, latin: 2, ..Counts::default() });
        assert_eq!(counts("ASEAN共同体です"), Counts { latin: 1, han: 3, kana: 2, ..Counts::default() });
        assert_eq!(counts("동나이시"), Counts { hangul: 4, ..Counts::default() });
        assert_eq!(counts("ក្រចេះ\u{200b}ក្រចេះ"), Counts { khmer: 4, ..Counts::default() });
    }

    #[test]
    fn the_same_article_takes_about_as_long_in_each_language() {
        // Twenty times the same sentence in the six languages.
        let sentences = [
            "Tỉnh Đồng Nai và tỉnh Kratié bàn về hợp tác biên giới qua cửa khẩu quốc tế Hoa Lư.",
            "Dong Nai and Kratié provinces discussed border cooperation through the Hoa Lu international border gate.",
            "동나이성과 크라티에주는 호아르 국제 국경관문을 통한 국경 협력을 논의했습니다.",
            "ខេត្តដុងណៃ និងខេត្តក្រចេះ បានពិភាក្សាអំពីកិច្ចសហប្រតិបត្តិការព្រំដែនតាមច្រកទ្វារអន្តរជាតិហ័រលឺ។",
            "ドンナイ省とクラチエ州は、ホアルー国際国境ゲートを通じた国境協力について協議しました。",
            "同奈省与桔井省就通过华闾国际口岸开展边境合作进行了讨论。",
        ];
        let minutes: Vec<u32> = sentences.iter().map(|s| counts(&s.repeat(60)).minutes()).collect();
        let (least, most) = (minutes.iter().min().unwrap(), minutes.iter().max().unwrap());
        assert!(most <= &(least * 2), "{minutes:?}");
    }
}
