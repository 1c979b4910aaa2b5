//! The key of an encrypted file (文件密钥): one line in a file of its own, and the same line on paper.
//!
//! `yichuang-key-1` and 14 groups of five letters and figures without those that are taken for each other (Crockford's
//! base 32). The fifth of each group is a check of the four before it and of the group's place, so that a slip in typing
//! from paper is found where it is; the last group is a check of the whole key, and serves as its label.

use super::refusal::Refusal;
use crate::refuse;
use std::fmt;

/// What stands before the groups, for those that come later to know the form.
const HEAD: &str = "yichuang-key-1";

/// How many groups hold the key: 256 bits, 20 in a group.
const GROUPS: usize = 13;

const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// A key of 256 bits; it shows itself nowhere.
#[derive(Clone, PartialEq, Eq)]
pub struct FileKey([u8; 32]);

impl fmt::Debug for FileKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FileKey(..)")
    }
}

impl FileKey {
    /// Makes a key of bytes that nobody can guess.
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Reads a key as it stands in its file or was typed in from paper: small letters, blanks and hyphens do not matter.
    ///
    /// # Errors
    /// Says that it is no key, how many characters there are, or in which group the slip is.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        let text = text.trim().to_ascii_uppercase();
        let rest = text.strip_prefix(&HEAD.to_ascii_uppercase()).ok_or_else(|| refuse!("key_form"))?;
        let typed: Vec<char> = rest.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
        if typed.len() != (GROUPS + 1) * 5 {
            return Err(refuse!("key_length", found = typed.len(), wanted = (GROUPS + 1) * 5));
        }
        let mut bits = Vec::with_capacity(GROUPS * 20);
        let mut last = 0;
        for (place, group) in typed.chunks(5).enumerate() {
            let wrong = || refuse!("key_group", group = place + 1);
            let digits = group.iter().map(|c| digit(*c)).collect::<Option<Vec<_>>>().ok_or_else(wrong)?;
            last = digits[..4].iter().fold(0, |sum, digit| sum << 5 | digit);
            if digits[4] != check(place, last) {
                return Err(wrong());
            }
            bits.extend((0..20).rev().map(|bit| u8::from(last >> bit & 1 == 1)));
        }
        let mut key = [0; 32];
        for (byte, bits) in key.iter_mut().zip(bits.chunks(8)) {
            *byte = bits.iter().fold(0, |sum, bit| sum << 1 | bit);
        }
        let key = Self(key);
        if key.sum() == last && bits[256..GROUPS * 20] == [0; 4] { Ok(key) } else { Err(refuse!("key_sum")) }
    }

    /// Returns the line that the key's file holds, and the paper.
    pub fn line(&self) -> String {
        let bit = |at: usize| self.0.get(at / 8).map_or(0, |byte| u32::from(byte >> (7 - at % 8) & 1));
        let values = (0..GROUPS).map(|group| (0..20).fold(0, |sum, at| sum << 1 | bit(group * 20 + at)));
        let groups: Vec<_> = values.chain([self.sum()]).enumerate().map(|(place, value)| group(place, value)).collect();
        format!("{HEAD} {}", groups.join("-"))
    }

    /// Returns what tells one key from another and gives nothing of it away: its last group.
    pub fn label(&self) -> String {
        group(GROUPS, self.sum())
    }

    /// Returns the key as `SQLCipher` takes it without deriving another from it.
    pub(crate) fn raw(&self) -> String {
        format!("x'{}'", blake3::Hash::from_bytes(self.0).to_hex())
    }

    /// Returns 20 bits of a digest of the whole key.
    fn sum(&self) -> u32 {
        digest(blake3::Hasher::new_derive_key("yichuang 2026-11 label of a file key").update(&self.0)) & 0xF_FFFF
    }
}

fn digest(hasher: &blake3::Hasher) -> u32 {
    hasher.finalize().as_bytes()[..4].iter().fold(0, |sum, byte| sum << 8 | u32::from(*byte))
}

fn check(place: usize, value: u32) -> u32 {
    digest(blake3::Hasher::new().update(format!("{place}.{value}").as_bytes())) & 31
}

fn group(place: usize, value: u32) -> String {
    let four = [15, 10, 5, 0].map(|shift| value >> shift & 31);
    four.into_iter().chain([check(place, value)]).map(|digit| char::from(LETTERS[digit as usize])).collect()
}

fn digit(c: char) -> Option<u32> {
    let c = match c {
        'O' => '0',
        'I' | 'L' => '1',
        c => c,
    };
    (0..).zip(LETTERS).find(|(_, letter)| char::from(**letter) == c).map(|(digit, _)| digit)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn key() -> FileKey {
        FileKey::new(std::array::from_fn(|at| u8::try_from(at * 7 + 1).unwrap()))
    }

    fn fault(text: &str) -> Refusal {
        FileKey::parse(text).unwrap_err()
    }

    #[test]
    fn a_key_is_a_line_that_can_be_typed_in_from_paper() {
        let line = key().line();
        assert_eq!(line.len(), HEAD.len() + 1 + 14 * 5 + 13, "{line}");
        assert!(line.ends_with(&key().label()));
        assert_eq!(FileKey::parse(&line), Ok(key()));
        let groups = line[HEAD.len()..].to_lowercase().replace('-', " ").replace('0', "o").replace('1', "l");
        assert_eq!(FileKey::parse(&format!(" Yichuang-Key-1  {groups}\r\n")), Ok(key()));
    }

    #[test]
    fn a_slip_is_found_where_it_is() {
        let line = key().line();
        assert_eq!(fault("hunter2").code, "key_form");
        assert_eq!(fault(&line[..line.len() - 1]).code, "key_length");
        let mut wrong = line.clone();
        let at = HEAD.len() + 1 + 6 * 4 + 2;
        wrong.replace_range(at..=at, if &line[at..=at] == "7" { "8" } else { "7" });
        assert_eq!(fault(&wrong), refuse!("key_group", group = 5));
        assert_eq!(fault(&line.replace(&line[15..20], "UUUUU")), refuse!("key_group", group = 1));
    }

    #[test]
    fn a_key_shows_itself_nowhere() {
        assert_eq!(format!("{:?}", Some(key())), "Some(FileKey(..))");
    }

    proptest! {
        #[test]
        fn every_key_is_read_back_as_it_was(bytes: [u8; 32]) {
            let key = FileKey::new(bytes);
            prop_assert_eq!(FileKey::parse(&key.line()), Ok(key));
        }

        #[test]
        fn no_text_whatever_makes_it_panic(text in "\\PC{0,90}") {
            let _ = FileKey::parse(&format!("{HEAD} {text}"));
        }
    }
}
