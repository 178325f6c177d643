summary-title = { $count } new posts: { $channel }
