event-cancelled = Abgesagt
event-moved = Verschoben
event-at = { $date }, { $from } Uhr
event-from-to = { $date }, { $from } bis { $to } Uhr
event-span = { $date }, { $from } Uhr, bis { $until }, { $to } Uhr
event-all-day = { $date }, ganztägig
event-days = { $date }, bis { $until }
event-was = War am { $date }
event-series-next = { $series }, nächster Termin: { $date }
event-series-from = { $series }, ab { $date }
event-series-over = { $series }, keine weiteren Termine (zuerst { $date })
event-several = mehrere Termine
event-and = { $first } und { $last }
event-daily = { $count ->
    [one] jeden Tag
   *[other] alle { $count } Tage
}
event-weekly = { $count ->
    [one] jeden { $days }
   *[other] alle { $count } Wochen am { $days }
}
event-monthly = { $count ->
    [one] jeden Monat am { $day }.
   *[other] alle { $count } Monate am { $day }.
}
event-monthly-nth = { $count ->
    [one] jeden { $nth } { $day } im Monat
   *[other] alle { $count } Monate am { $nth } { $day }
}
event-yearly = { $count ->
    [one] jedes Jahr
   *[other] alle { $count } Jahre
}
event-nth-1 = ersten
event-nth-2 = zweiten
event-nth-3 = dritten
event-nth-4 = vierten
event-nth-last = letzten
recording-listen = Anhören
recording-listen-for = { $count ->
    [one] Anhören, eine Minute
   *[other] Anhören, { $count } Minuten
}
recording-watch = Ansehen
recording-watch-for = { $count ->
    [one] Ansehen, eine Minute
   *[other] Ansehen, { $count } Minuten
}
