//! Every public URL is a function here.
