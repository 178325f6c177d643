summary-title = { $count } neue Beiträge: { $channel }
own-channel = Eigene Meldungen
