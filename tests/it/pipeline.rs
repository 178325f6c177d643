//! From a website to the page and to a follower's server: the main job, end to end, on both engines.

mod audit;
mod brakes;
mod closed;
mod doubts;
mod failures;
mod followers;
mod journey;
mod lateness;
mod merging;
mod pictures;
mod pushes;
mod restore;
mod retention;
mod rules;
mod salzkotten;
mod validity;
