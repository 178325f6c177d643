//! Staff steer from here. The admin area itself comes with its own issue.
