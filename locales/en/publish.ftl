summary-title = { $count } new posts: { $channel }
own-channel = Own messages
