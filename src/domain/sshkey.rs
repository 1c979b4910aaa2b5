//! Public keys of officers (SSH 公钥), as OpenSSH writes them on one line.
//!
//! A key says who comes in over SSH, so it is read to the last byte: what is cut off, glued together, weak or
//! private is refused, with what it is instead.

use super::ids::OfficerId;
use super::refusal::Refusal;
use crate::refuse;
use crate::text::sanitise_line;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// The least length of an RSA key, in bits.
const RSA_BITS: usize = 2048;

/// The longest comment kept, in characters.
const LONGEST_COMMENT: usize = 80;

/// The key an officer comes in with over SSH.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OfficerKey {
    /// Whose it is.
    pub officer: OfficerId,
    /// Its kind and its bytes, as they stand in `authorized_keys`: `ssh-ed25519 AAAA…`.
    pub public: String,
    /// The fingerprint as `ssh-keygen -l` prints it: `SHA256:…`.
    pub fingerprint: String,
    /// What its owner wrote behind it, such as the name of the computer; empty if nothing.
    #[serde(default)]
    pub comment: String,
}

/// What the blob of each kind of key holds behind its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    Ed25519,
    Ecdsa(&'static str, usize),
    Rsa,
    /// One kept in a token, which is followed by the name of what it is for.
    InToken(&'static Shape),
}

/// The kinds there are; DSA and certificates are not among them.
const KINDS: &[(&str, Shape)] = &[
    ("ssh-ed25519", Shape::Ed25519),
    ("ecdsa-sha2-nistp256", Shape::Ecdsa("nistp256", 65)),
    ("ecdsa-sha2-nistp384", Shape::Ecdsa("nistp384", 97)),
    ("ecdsa-sha2-nistp521", Shape::Ecdsa("nistp521", 133)),
    ("ssh-rsa", Shape::Rsa),
    ("sk-ssh-ed25519@openssh.com", Shape::InToken(&Shape::Ed25519)),
    ("sk-ecdsa-sha2-nistp256@openssh.com", Shape::InToken(&Shape::Ecdsa("nistp256", 65))),
];

/// Tells whether a word is the name of a kind of key that is accepted.
pub fn is_kind(word: &str) -> bool {
    KINDS.iter().any(|(kind, _)| *kind == word)
}

impl OfficerKey {
    /// Reads the text of a public key file.
    ///
    /// # Errors
    /// Refuses private keys, several keys, options before the key, unknown kinds, damaged and weak keys.
    pub fn read(officer: &OfficerId, text: &str) -> Result<Self, Refusal> {
        if text.contains("PRIVATE KEY") || text.contains("PuTTY-User-Key-File") {
            return Err(refuse!("key_private"));
        }
        if text.contains("BEGIN SSH2 PUBLIC KEY") {
            return Err(refuse!("key_of_other_program"));
        }
        let lines = text.trim_start_matches('\u{feff}').lines().map(str::trim);
        let mut lines = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
        let line = lines.next().ok_or_else(|| refuse!("key_none"))?;
        if lines.next().is_some() {
            return Err(refuse!("key_several"));
        }
        let mut words = line.split_ascii_whitespace();
        let kind = words.next().unwrap_or_default();
        let Some((_, shape)) = KINDS.iter().find(|(known, _)| *known == kind) else {
            return Err(if words.any(is_kind) { refuse!("key_with_options") } else { unknown(kind) });
        };
        let encoded = words.next().unwrap_or_default();
        let comment = words.collect::<Vec<_>>().join(" ");
        let comment = sanitise_line(&comment).chars().take(LONGEST_COMMENT).collect();
        let blob = STANDARD.decode(encoded).map_err(|_| refuse!("key_damaged"))?;
        let mut wire = Wire(&blob);
        if wire.string() != Some(kind.as_bytes()) || !wire.holds(*shape)? || !wire.0.is_empty() {
            return Err(refuse!("key_damaged"));
        }
        Ok(Self {
            officer: officer.clone(),
            public: format!("{kind} {}", STANDARD.encode(&blob)),
            fingerprint: fingerprint(&blob),
            comment,
        })
    }
}

/// Returns the fingerprint of the bytes that stand in a line of `authorized_keys`; `None` if they are none.
pub fn fingerprint_of(encoded: &str) -> Option<String> {
    Some(fingerprint(&STANDARD.decode(encoded).ok()?))
}

fn fingerprint(blob: &[u8]) -> String {
    format!("SHA256:{}", STANDARD_NO_PAD.encode(Sha256::digest(blob)))
}

fn unknown(kind: &str) -> Refusal {
    let shown: String = sanitise_line(kind).chars().take(40).collect();
    refuse!("key_kind_unknown", kind = shown)
}

/// The bytes of a key: lengths of four bytes, each followed by so many bytes.
struct Wire<'a>(&'a [u8]);

impl<'a> Wire<'a> {
    fn string(&mut self) -> Option<&'a [u8]> {
        let (length, rest) = self.0.split_first_chunk::<4>()?;
        let (string, rest) = rest.split_at_checked(usize::try_from(u32::from_be_bytes(*length)).ok()?)?;
        self.0 = rest;
        Some(string)
    }

    /// Returns how many bits a positive number has; `None` where there is no such number.
    fn bits(&mut self) -> Option<usize> {
        let number = self.string()?;
        if number.first().is_none_or(|first| *first >= 0x80) {
            return None;
        }
        let digits = &number[usize::from(number[0] == 0)..];
        let first = digits.first()?;
        Some(digits.len() * 8 - first.leading_zeros() as usize)
    }

    fn holds(&mut self, shape: Shape) -> Result<bool, Refusal> {
        Ok(match shape {
            Shape::Ed25519 => self.string().is_some_and(|key| key.len() == 32),
            Shape::Ecdsa(curve, length) => {
                self.string() == Some(curve.as_bytes())
                    && self.string().is_some_and(|point| point.len() == length && point[0] == 4)
            }
            Shape::Rsa => {
                let (Some(_), Some(bits)) = (self.bits(), self.bits()) else { return Ok(false) };
                if bits < RSA_BITS {
                    return Err(refuse!("key_too_weak", bits = bits, least = RSA_BITS));
                }
                true
            }
            Shape::InToken(key) => self.holds(*key)? && self.string().is_some_and(|what| !what.is_empty()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Made for these tests; their private halves were thrown away.
    const ED25519: &str =
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIL+M1rP58LFiJjUDddX0tb14MlI2VJSfAUckRYiaodDl wang@desk-1";

    fn string(bytes: &[u8]) -> Vec<u8> {
        [&u32::try_from(bytes.len()).unwrap().to_be_bytes(), bytes].concat()
    }

    fn line(kind: &str, parts: &[&[u8]]) -> String {
        let parts = std::iter::once(kind.as_bytes()).chain(parts.iter().copied());
        format!("{kind} {} 一号窗口", STANDARD.encode(parts.flat_map(string).collect::<Vec<_>>()))
    }

    fn read(text: &str) -> Result<OfficerKey, &'static str> {
        OfficerKey::read(&"wang".into(), text).map_err(|refusal| refusal.code)
    }

    #[test]
    fn the_fingerprint_is_the_one_that_ssh_keygen_prints() {
        let key = read(&format!("\u{feff}# mine\r\n{ED25519}\r\n")).unwrap();
        assert_eq!(key.fingerprint, "SHA256:NJ8jup/LzPzybDfTFxaYh5qIV+tmdjsnbV4Xop0La84");
        assert_eq!((key.comment.as_str(), format!("{} wang@desk-1", key.public).as_str()), ("wang@desk-1", ED25519));
        assert_eq!(fingerprint_of(key.public.split(' ').nth(1).unwrap()), Some(key.fingerprint));
    }

    #[test]
    fn each_kind_is_read_to_its_last_byte() {
        let (ed, point, app) = ([7_u8; 32], [&[4_u8][..], &[9; 64]].concat(), b"ssh:");
        let rsa = [&[0_u8, 0x80][..], &[1; 255]].concat();
        for good in [
            line("ssh-ed25519", &[&ed]),
            line("ecdsa-sha2-nistp256", &[b"nistp256", &point]),
            line("ssh-rsa", &[&[1, 0, 1], &rsa]),
            line("sk-ssh-ed25519@openssh.com", &[&ed, app]),
            line("sk-ecdsa-sha2-nistp256@openssh.com", &[b"nistp256", &point, app]),
        ] {
            assert_eq!(read(&good).map(|key| key.comment), Ok("一号窗口".to_owned()), "{good}");
        }
        for bad in [
            line("ssh-ed25519", &[&ed[1..]]),
            line("ssh-ed25519", &[&ed, b"more"]),
            line("ecdsa-sha2-nistp256", &[b"nistp384", &point]),
            line("sk-ssh-ed25519@openssh.com", &[&ed]),
            line("ssh-rsa", &[&[1, 0, 1]]),
            ED25519.replacen("ssh-ed25519", "ssh-rsa", 1),
            ED25519.replace("AAAAC3", "AAAAC4"),
            ED25519.replace("odDl ", "odD "),
        ] {
            assert_eq!(read(&bad), Err("key_damaged"), "{bad}");
        }
        assert_eq!(read(&line("ssh-rsa", &[&[1, 0, 1], &[0x7f; 128]])), Err("key_too_weak"));
    }

    #[test]
    fn what_is_no_public_key_is_named() {
        assert_eq!(read("-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXkt\n"), Err("key_private"));
        assert_eq!(read("PuTTY-User-Key-File-3: ssh-ed25519\n"), Err("key_private"));
        assert_eq!(read("---- BEGIN SSH2 PUBLIC KEY ----\nAAAA\n"), Err("key_of_other_program"));
        assert_eq!(read(&format!("{ED25519}\n{ED25519}\n")), Err("key_several"));
        assert_eq!(read(&format!("command=\"sh\" {ED25519}")), Err("key_with_options"));
        assert_eq!(read(&format!("restrict {ED25519}")), Err("key_with_options"));
        assert_eq!(read("ssh-dss AAAAB3NzaC1kc3M="), Err("key_kind_unknown"));
        assert_eq!(read("ssh-ed25519-cert-v01@openssh.com AAAA"), Err("key_kind_unknown"));
        assert_eq!(read(" \n# nothing\n"), Err("key_none"));
    }

    proptest! {
        #[test]
        fn no_text_whatever_makes_it_panic(text in "\\PC{0,60}", bytes in proptest::collection::vec(any::<u8>(), 0..80)) {
            let _ = read(&text);
            for (kind, _) in KINDS {
                let _ = read(&format!("{kind} {}", STANDARD.encode(&bytes)));
                let _ = read(&line(kind, &[&bytes]));
            }
        }
    }
}
