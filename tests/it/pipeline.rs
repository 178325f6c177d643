//! From a website to the page and to a follower's server: the main job, end to end, on both engines.

mod audit;
mod brakes;
mod closed;
mod council;
mod doubts;
mod events;
mod failures;
mod followers;
mod graph;
mod journey;
mod lateness;
mod merging;
mod newsletter;
mod overrides;
mod pictures;
mod platforms;
mod pushes;
mod restore;
mod retention;
mod rules;
mod salzkotten;
mod validity;
mod warnings;
mod website;
