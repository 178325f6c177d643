summary-title = { $count } neue Beiträge: { $channel }
