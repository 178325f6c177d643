# Was Leserinnen und Leser über die Herkunft einer Meldung erfahren.
post-here-since = Hier seit { $day }
