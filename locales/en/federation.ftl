note-read-more = Continue reading at { $host }
note-permalink = Post at { $host }
instance-actor-name = { $town }: server
instance-actor-summary = This account belongs to the server. It fetches data from other servers and writes no posts.
profile-website = Website
profile-imprint = Legal notice
arms-alt = Coat of arms: { $town }
note-more-pictures = All pictures at { $host }
