summary-title = { $count } new posts: { $channel }
own-channel = Own messages
own-channel-whatsapp = WhatsApp channel
shared-card = Shared: { $name } on { $site }
linked-card = Link: { $name } ({ $site })
shared-page = Shared from { $site }
