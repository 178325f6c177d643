page-search = Suche
page-search-label = Wonach suchen Sie?
page-search-help = Ein Teil eines Wortes genügt. „Sperrung“ findet auch „Straßensperrung“.
page-search-do = Suchen
page-search-none = Keine Treffer.
page-search-found = { $count ->
    [one] Ein Treffer.
   *[other] { $count } Treffer.
}
page-search-most = Mehr als { $count } Treffer. Die neuesten stehen hier.
page-search-try = Versuchen Sie ein kürzeres oder ein anderes Wort, oder sehen Sie im Archiv nach.
page-search-taken = Eingegrenzt auf
page-search-without = { $name } (Eingrenzung aufheben)
page-search-narrow = Eingrenzen
page-search-channels = Kanäle
page-search-topics = Themen
page-search-districts = Ortsteile
page-search-years = Jahre
page-archive = Archiv
page-archive-to = Archiv: alle Beiträge nach Monaten
page-archive-lead = Alle Beiträge nach Monaten.
page-lead-month = Alle Beiträge aus diesem Monat, neueste zuerst.
page-holding = Was gilt heute
page-lead-holding = Sperrungen, Fristen und geänderte Öffnungszeiten, die heute gelten.
page-events = Termine
page-events-lead = Was ansteht, der nächste Termin zuerst.
page-events-none = Noch steht kein Termin an.
page-event-file = In Kalender übernehmen
page-events-file = Alle Termine für Ihren Kalender
