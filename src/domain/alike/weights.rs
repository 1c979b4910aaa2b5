//! The one table of what each likeness is worth.
//!
//! The figures were chosen by measuring on the labelled set of `benches/alike.rs` (`cargo bench --bench alike`
//! prints recall and precision for each kind of pair), starting from one thought: ten points on *who* and *what*
//! together are as good as certain, and no single clue but an identity number gives ten.

/// What each likeness is worth, and from where on it counts for a verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Weights {
    /// The same identity number: nobody else has it.
    pub same_id: i32,
    /// Two different sound identity numbers: not the same person, whatever the name says.
    pub other_id: i32,
    /// The same telephone: the same person, or one who shares the household's.
    pub same_phone: i32,
    /// The same name of a person: namesakes are common.
    pub same_name: i32,
    /// The same organisation, however its name is shortened.
    pub same_organisation: i32,
    /// A name that sounds the same and is written otherwise (王晓明 / 王小明).
    pub same_sound: i32,
    /// A name that sounds nearly the same (zh/z, n/l, ang/an).
    pub near_sound: i32,
    /// A name of three or more characters with one of them different.
    pub one_character: i32,
    /// The same address down to the house.
    pub same_household: i32,
    /// The same village or community.
    pub same_village: i32,
    /// Two different villages: namesakes live everywhere.
    pub other_village: i32,
    /// The narrative, when it is the same word for word; less in proportion.
    pub narrative: i32,
    /// Both name an opponent and it is somebody else.
    pub other_opponent: i32,
    /// The same representative or agent.
    pub same_representative: i32,
    /// From how many points on somebody is taken for the same person.
    pub a_person: i32,
    /// From how many points on, together with a like matter, the same person is at least possible.
    pub maybe_a_person: i32,
    /// How many points of who and what make a strong verdict.
    pub strong: i32,
    /// From how many points on it is worth a line on the screen.
    pub shown: i32,
    /// From how many hundredths of likeness on a narrative may tell of the same matter.
    pub like: i32,
    /// From how many hundredths on it does so where the opponent is an organisation, which quarrels with many.
    pub like_about_organisation: i32,
    /// From how many hundredths on it does so where no opponent is named.
    pub like_alone: i32,
    /// From how many hundredths on matters of different people make a series.
    pub like_in_series: i32,
}

/// The weights in force.
pub const WEIGHTS: Weights = Weights {
    same_id: 12,
    other_id: -12,
    same_phone: 5,
    same_name: 4,
    same_organisation: 5,
    same_sound: 3,
    near_sound: 2,
    one_character: 1,
    same_household: 3,
    same_village: 2,
    other_village: -3,
    narrative: 10,
    other_opponent: -4,
    same_representative: 3,
    a_person: 6,
    maybe_a_person: 3,
    strong: 10,
    shown: 3,
    like: 12,
    like_about_organisation: 25,
    like_alone: 30,
    like_in_series: 35,
};
