# What readers learn about where a message comes from.
post-here-since = Here since { $day }
