//! What a town's own staff warn of, and what they write that no warning service does. Kept in an item
//! ([`super::item::ItemWarning`]); [`super::own_warning`] reads it back.

use serde::{Deserialize, Serialize};

use super::stored::stored_enum;

stored_enum! {
    /// What staff warn of. Each has prefilled words.
    Hazard {
        Flood = "hochwasser",
        /// Tap water is to be boiled.
        Water = "trinkwasser",
        Power = "stromausfall",
        Bomb = "bombenfund",
        Storm = "unwetter",
        Fire = "brand",
        Other = "sonstiges",
    }
}

/// What staff wrote of a warning of their own, beside what every warning has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnWords {
    pub hazard: Hazard,
    /// What happens.
    pub happening: String,
    /// Why it is over.
    pub closing: Option<String>,
    /// Who of the staff warns: their ULID.
    pub by: Option<String>,
}
