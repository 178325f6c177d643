audit-who-machine = Automatik
audit-who-cli = { $name } (Kommandozeile)
audit-who-staff = { $name }
audit-hidden = Beitrag { $about } verborgen: Er sieht in allen Kanälen zurückgezogen aus ({ $channel }).
audit-shown-again = Beitrag { $about } wieder gezeigt: Er steht weiter in { $channel }.
audit-share-withdrawn = Beitrag { $about } bleibt ohne den Anteil von { $channel }: dort zurückgezogen ({ $evidence }).
audit-withdrawn = Beitrag { $about } endgültig zurückgezogen ({ $evidence }).
audit-merged = Eine Meldung aus { $channel } kam zu Beitrag { $about }.
audit-joined = Beitrag { $others } mit Beitrag { $about } zusammengelegt.
audit-split = Beitrag { $about } getrennt. Neu: { $others }.
audit-removed = Beitrag { $about } sofort entfernt.
audit-retracted = Beitrag { $about } zurückgeholt.
audit-held = { $channel }: { $count ->
    [one] Eine Änderung
   *[other] { $count } Änderungen
 } angehalten (Nr. { $about }).
audit-released = { $channel }: { $count ->
    [one] Eine angehaltene Änderung
   *[other] { $count } angehaltene Änderungen
 } freigegeben (Nr. { $about }).
audit-rejected = { $channel }: { $count ->
    [one] Eine angehaltene Änderung
   *[other] { $count } angehaltene Änderungen
 } verworfen (Nr. { $about }).
audit-asked = { $channel }: Ein neuer Beitrag wartet auf Freigabe (Nr. { $about }).
audit-approved = { $channel }: Ein neuer Beitrag freigegeben (Nr. { $about }).
audit-turned-down = { $channel }: Ein neuer Beitrag abgelehnt (Nr. { $about }).
audit-left-out = Beitrag { $about } zurückgezogen. { $rule }
audit-share-left-out = Beitrag { $about } bleibt ohne den Anteil von { $channel }. { $rule }
audit-closed = { $channel }: Das Konto wurde geschlossen (Nr. { $about }).
audit-void = { $channel }: Die angehaltene Änderung Nr. { $about } hat sich erledigt.
audit-source-paused = Kanal { $about } pausiert.
audit-source-resumed = Kanal { $about } wieder aufgenommen.
audit-source-retired = Kanal { $about } eingestellt.
audit-source-removed = Kanal { $about } entfernt.
audit-login-removed = Anmeldung bei der Plattform für Kanal { $about } zurückgegeben und gelöscht.
audit-source-set = Kanal { $about }: Einstellungen geändert ({ $names }).
audit-town-published = Ort veröffentlicht.
audit-who-cli-nobody = Kommandozeile (ohne Anmeldename)
audit-post-named = „{ $heading }“
audit-edited = Beitrag { $about } von Hand geändert: { $fields }.
audit-edit-lifted = Beitrag { $about } folgt wieder seiner Quelle: { $fields }.
audit-doubted = { $channel }: Ein neuer Beitrag könnte dasselbe sagen wie ein anderer (Nr. { $about }).
audit-doubt-joined = { $channel }: Zwei Beiträge sind dieselbe Meldung (Nr. { $about }).
audit-doubt-parted = { $channel }: Zwei Beiträge sind verschiedene Meldungen (Nr. { $about }).
audit-overridden = { $channel }: Die Quelle hat geändert, was hier von Hand geschrieben steht (Nr. { $about }).
audit-words-taken = { $channel }: Die Fassung der Quelle übernommen (Nr. { $about }).
audit-words-kept = { $channel }: Bei der eigenen Fassung geblieben (Nr. { $about }).
audit-staff-invited = { $about } eingeladen oder mit einer weiteren Rolle versehen: { $role }.
audit-staff-renewed = { $about } darf ein neues Passwort wählen.
audit-staff-ended = { $about } arbeitet nicht mehr für diesen Ort.
audit-warned = Warnung { $about } ausgegeben.
audit-warned-alone = Warnung { $about } allein ausgegeben. Begründung: { $reason }
audit-warning-asked = Warnung zur Bestätigung durch eine zweite Person vorgelegt.
audit-warning-changed = Warnung { $about } geändert.
audit-warning-ended = Entwarnung für { $about } gegeben.
audit-password-chosen = { $about } hat ein Passwort gewählt.
audit-proof-set = { $about } hat einen zweiten Nachweis für die Anmeldung eingerichtet.
audit-codes-renewed = { $about } hat neue Notfall-Codes bekommen.
audit-code-used = { $about } hat sich mit einem Notfall-Code ausgewiesen.
audit-proof-reset = Der zweite Nachweis von { $about } wurde zurückgesetzt.
audit-draft-handed-in = Entwurf „{ $about }“ zur Freigabe gegeben.
audit-draft-returned = Entwurf „{ $about }“ zurückgegeben.
audit-draft-planned = Entwurf „{ $about }“ freigegeben. Er erscheint zur geplanten Zeit.
audit-draft-published = Eigener Beitrag { $about } veröffentlicht.
audit-draft-deleted = Entwurf „{ $about }“ gelöscht.
