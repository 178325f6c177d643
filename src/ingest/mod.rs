//! 2. It becomes ours: clean, language, media, merge. In goes an Item, out comes what publish/ needs to compose a post.
