//! Numbers and words as bytes: variable-length integers (LEB128) and words that share their beginning with the one before.
//!
//! Knows nothing of: what they mean.

/// Appends a number: seven bits a byte, the lowest first.
pub fn put(out: &mut Vec<u8>, mut number: u32) {
    while number >= 0x80 {
        out.push((number & 0x7f | 0x80) as u8);
        number >>= 7;
    }
    out.push(number as u8);
}

/// Appends bytes with their length before them.
pub fn put_bytes(out: &mut Vec<u8>, bytes: &[u8]) {
    put(out, u32::try_from(bytes.len()).unwrap_or(u32::MAX));
    out.extend_from_slice(bytes);
}

/// Appends a word as what it shares with the one before, and the rest.
pub fn put_word(out: &mut Vec<u8>, before: &[u8], word: &[u8]) {
    let shared = before.iter().zip(word).take_while(|(a, b)| a == b).count();
    put(out, u32::try_from(shared).unwrap_or(0));
    put_bytes(out, &word[shared..]);
}

/// Reads what the functions above wrote. Reading past the end gives zeros and empty words.
pub struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    /// Reads from the beginning.
    pub fn new(bytes: &'a [u8]) -> Reader<'a> {
        Reader { bytes, at: 0 }
    }

    /// Whether nothing is left.
    pub fn is_done(&self) -> bool {
        self.at >= self.bytes.len()
    }

    /// How many bytes are read.
    pub fn place(&self) -> u32 {
        u32::try_from(self.at).unwrap_or(u32::MAX)
    }

    /// The next number.
    pub fn number(&mut self) -> u32 {
        let (mut number, mut shift) = (0_u32, 0);
        while let Some(byte) = self.bytes.get(self.at) {
            self.at += 1;
            number |= u32::from(byte & 0x7f).checked_shl(shift).unwrap_or(0);
            shift += 7;
            if byte & 0x80 == 0 {
                break;
            }
        }
        number
    }

    /// The next bytes with a length.
    pub fn bytes(&mut self) -> &'a [u8] {
        let length = self.number() as usize;
        let end = (self.at + length).min(self.bytes.len());
        let bytes = &self.bytes[self.at.min(end)..end];
        self.at = end;
        bytes
    }

    /// Turns the word before into the next one.
    pub fn word(&mut self, word: &mut Vec<u8>) {
        word.truncate(self.number() as usize);
        word.extend_from_slice(self.bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::{Reader, put, put_word};

    #[test]
    fn what_is_written_is_read() {
        let mut out = Vec::new();
        let numbers = [0, 1, 127, 128, 300, 70_000, u32::MAX];
        numbers.iter().for_each(|n| put(&mut out, *n));
        let words = ["đất", "đất đai", "ខេត្ត", "국경", "国境"];
        let mut before = "";
        for word in words {
            put_word(&mut out, before.as_bytes(), word.as_bytes());
            before = word;
        }
        let mut reader = Reader::new(&out);
        numbers.iter().for_each(|n| assert_eq!(reader.number(), *n));
        let mut word = Vec::new();
        for expect in words {
            reader.word(&mut word);
            assert_eq!(word, expect.as_bytes());
        }
        assert!(reader.is_done() && reader.number() == 0 && reader.bytes().is_empty());
    }
}
