summary-title = { $count } neue Beiträge: { $channel }
own-channel = Eigene Meldungen
own-channel-whatsapp = WhatsApp-Kanal
shared-card = Geteilt: { $name } auf { $site }
linked-card = Link: { $name } ({ $site })
shared-page = Geteilt von { $site }
