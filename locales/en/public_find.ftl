page-search = Search
page-search-label = What are you looking for?
page-search-help = Part of a word is enough. “Sperrung” also finds “Straßensperrung”.
page-search-do = Search
page-search-none = Nothing found.
page-search-found = { $count ->
    [one] One result.
   *[other] { $count } results.
}
page-search-most = More than { $count } results. The newest are shown here.
page-search-try = Try a shorter or a different word, or look in the archive.
page-search-taken = Narrowed down to
page-search-without = { $name } (remove)
page-search-narrow = Narrow down
page-search-channels = Channels
page-search-topics = Topics
page-search-districts = Districts
page-search-years = Years
page-archive = Archive
page-archive-to = Archive: all posts by month
page-archive-lead = All posts by month.
page-lead-month = All posts of this month, newest first.
page-holding = In force today
page-lead-holding = Closures, deadlines and changed opening hours that apply today.
page-events = Events
page-events-lead = What is coming up, the next date first.
page-events-none = There is no event coming up.
page-event-file = Add to calendar
page-events-file = All events for your calendar
