note-read-more = Weiterlesen auf { $host }
note-permalink = Beitrag auf { $host }
instance-actor-name = { $town }: Server
instance-actor-summary = Dieses Konto gehört dem Server. Es holt Angaben bei anderen Servern ab und schreibt keine Beiträge.
profile-website = Website
profile-imprint = Impressum
arms-alt = Wappen: { $town }
note-more-pictures = Alle Bilder auf { $host }
