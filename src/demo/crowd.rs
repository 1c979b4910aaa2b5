//! The made-up county's people and places: hundreds of thousands of them, each made when asked for and the same
//! each time. Frequent names are frequent as in life, households share name, address and often the telephone.

use super::stories::Village;
use crate::domain::idno;
use fastrand::Rng;
use std::sync::LazyLock;

/// Things of which the first come up most often, the others ever more rarely.
#[derive(Debug)]
pub struct Ranked<T> {
    items: Vec<T>,
    sums: Vec<u32>,
}

impl<T> Ranked<T> {
    /// Ranks things as they stand; the first few are about equally frequent.
    pub fn new(items: Vec<T>) -> Self {
        let weights =
            (0..u32::try_from(items.len()).unwrap_or(u32::MAX)).map(|rank| 1.0 / (f64::from(rank) + 3.0).powf(1.05));
        let total: f64 = weights.clone().sum();
        let mut sum = 0.0;
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // a share of all that a u32 can be
        let sums = weights.map(|weight| {
            sum += weight / total;
            (sum * f64::from(u32::MAX)) as u32
        });
        Self { sums: sums.collect(), items }
    }

    /// Picks one.
    pub fn pick(&self, rng: &mut Rng) -> &T {
        let wanted = rng.u32(..);
        let rank = self.sums.partition_point(|sum| *sum < wanted);
        &self.items[rank.min(self.items.len() - 1)]
    }
}

/// The words that names and stories are made of.
pub struct Words {
    surnames: Ranked<char>,
    men: [Ranked<char>; 2],
    women: [Ranked<char>; 2],
    hamlets: Vec<&'static str>,
    /// Characters that firms like to have in their names.
    pub marks: Ranked<char>,
    /// What people fall out about.
    pub things: Ranked<&'static str>,
    /// What they are to each other.
    pub ties: Ranked<&'static str>,
}

/// The words, read once.
pub static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let letters = |text: &str| Ranked::new(text.trim().chars().collect());
    Words {
        surnames: letters(include_str!("words/surnames.txt")),
        men: [letters(include_str!("words/men.txt")), letters(include_str!("words/men2.txt"))],
        women: [letters(include_str!("words/women.txt")), letters(include_str!("words/women2.txt"))],
        hamlets: include_str!("words/hamlets.txt").split_whitespace().collect(),
        marks: letters(include_str!("words/marks.txt")),
        things: Ranked::new(include_str!("words/things.txt").split_whitespace().collect()),
        ties: Ranked::new(include_str!("words/ties.txt").split_whitespace().collect()),
    }
});

/// How many live in a household, and how many households in a hamlet.
const HOUSEHOLD: u64 = 3;
const HAMLET: u64 = 40;

/// The first three digits of the made-up mobile numbers; the fourth is always 0.
const PREFIXES: &[u32] = &[
    139, 138, 187, 182, 136, 137, 135, 150, 151, 158, 159, 152, 188, 183, 184, 147, 178, 198, 130, 131, 132, 155, 156,
    185, 186, 176, 175, 166, 133, 153, 180, 181, 189, 177, 173, 199, 191, 193, 134, 157, 145, 149, 167, 190, 195, 197,
];

/// Somebody of the county.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Soul {
    /// The name.
    pub name: String,
    /// The identity number, of a region that does not exist.
    pub id_no: String,
    /// The telephone number.
    pub phone: String,
    /// The address.
    pub place: String,
    /// The village, by its place in the county's list.
    pub village: usize,
}

/// The county's people.
#[derive(Debug)]
pub struct Crowd {
    seed: u64,
    size: u64,
    year: i32,
    villages: Vec<Village>,
    prefixes: Ranked<u32>,
}

impl Crowd {
    /// Makes a county of about so many people, as old as they are in a year.
    pub fn new(seed: u64, size: u64, year: i32, villages: Vec<Village>) -> Self {
        Self { seed, size: size.max(HOUSEHOLD * HAMLET), year, villages, prefixes: Ranked::new(PREFIXES.to_vec()) }
    }

    /// Returns how many people there are.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Returns a village by its place in the list.
    pub fn village(&self, place: usize) -> &Village {
        &self.villages[place]
    }

    /// Returns a person by number, always the same one.
    pub fn soul(&self, number: u64) -> Soul {
        let household = number / HOUSEHOLD;
        let (mut home, mut own) = (self.chance(1, household), self.chance(2, number));
        let (village, hamlet) = self.hamlet(household / HAMLET);
        let member = number % HOUSEHOLD;
        let family = *WORDS.surnames.pick(&mut home);
        let man = if member == 2 { own.bool() } else { member == 0 };
        // The wife keeps her own name; the child has the father's.
        let surname = if member == 1 { *WORDS.surnames.pick(&mut own) } else { family };
        let (first, second) = if man { (&WORDS.men[0], &WORDS.men[1]) } else { (&WORDS.women[0], &WORDS.women[1]) };
        let mut name = String::with_capacity(12);
        name.push(surname);
        if own.u32(..100) < 82 {
            name.push(*first.pick(&mut own));
        }
        name.push(*second.pick(&mut own));
        let shared = self.phone(&mut home);
        let phone = if member > 0 && own.u32(..10) < 3 { shared } else { self.phone(&mut own) };
        let age = if member == 2 { home.i32(18..35) } else { home.i32(35..80) };
        let (year, order) = (self.year - age - own.i32(0..3), own.u32(0..500) * 2 + u32::from(man));
        let (month, day) = (own.u32(1..=12), own.u32(1..=28));
        let region = 629_921 + home.u32(0..40).saturating_sub(33);
        let mut id_no = format!("{region}{year}{month:02}{day:02}{order:03}");
        id_no.push(idno::check_digit(&id_no));
        let home = &self.villages[village];
        let place =
            format!("{}{}{}社{}号", home.township_name, home.name, WORDS.hamlets[hamlet], household % HAMLET + 1);
        Soul { name, id_no, phone, place, village }
    }

    /// Returns a place of the county where things happen.
    pub fn spot(&self, rng: &mut Rng, village: usize) -> String {
        let home = &self.villages[village];
        format!("{}{}", home.name, WORDS.hamlets[rng.usize(..WORDS.hamlets.len())])
    }

    /// Where a block of households lies: a few villages are large.
    fn hamlet(&self, block: u64) -> (usize, usize) {
        let mut rng = self.chance(3, block);
        let share = rng.f64() * rng.f64();
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss)]
        let village = (share * self.villages.len() as f64) as usize;
        (village.min(self.villages.len() - 1), rng.usize(..WORDS.hamlets.len()))
    }

    fn phone(&self, rng: &mut Rng) -> String {
        format!("{}0{:07}", self.prefixes.pick(rng), rng.u32(..10_000_000))
    }

    fn chance(&self, what: u64, number: u64) -> Rng {
        let mixed = (number ^ self.seed.rotate_left(32)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        Rng::with_seed(mixed ^ (mixed >> 29) ^ what.wrapping_mul(0xbf58_476d_1ce4_e5b9))
    }
}
