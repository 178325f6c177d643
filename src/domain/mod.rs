//! Pure data and rules: no I/O, no SQL, no foreign formats.
