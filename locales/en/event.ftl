event-cancelled = Cancelled
event-moved = Postponed
event-at = { $date }, { $from }
event-from-to = { $date }, { $from } to { $to }
event-span = { $date }, { $from }, to { $until }, { $to }
event-all-day = { $date }, all day
event-days = { $date }, to { $until }
event-was = Was on { $date }
event-series-next = { $series }, next date: { $date }
event-series-from = { $series }, from { $date }
event-series-over = { $series }, no further dates (first { $date })
event-several = several dates
event-and = { $first } and { $last }
event-daily = { $count ->
    [one] every day
   *[other] every { $count } days
}
event-weekly = { $count ->
    [one] every { $days }
   *[other] every { $count } weeks on { $days }
}
event-monthly = { $count ->
    [one] on day { $day } of every month
   *[other] on day { $day } of every { $count } months
}
event-monthly-nth = { $count ->
    [one] every { $nth } { $day } of the month
   *[other] on the { $nth } { $day } of every { $count } months
}
event-yearly = { $count ->
    [one] every year
   *[other] every { $count } years
}
event-nth-1 = first
event-nth-2 = second
event-nth-3 = third
event-nth-4 = fourth
event-nth-last = last
recording-listen = Listen
recording-listen-for = { $count ->
    [one] Listen, one minute
   *[other] Listen, { $count } minutes
}
recording-watch = Watch
recording-watch-for = { $count ->
    [one] Watch, one minute
   *[other] Watch, { $count } minutes
}
