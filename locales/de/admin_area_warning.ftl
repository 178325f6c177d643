# Warnung ausgeben, ändern, beenden
desk-warn = Warnung ausgeben
desk-warn-nav = Warnung
desk-warn-lead = Wovor warnen Sie? Danach sehen Sie fertige Texte, die Sie anpassen können.
desk-warn-adjust = Passen Sie die Texte an. Danach sehen Sie die Warnung, bevor sie erscheint.
desk-warn-write = Schreiben Sie kurze Sätze. Danach sehen Sie die Warnung, bevor sie erscheint.
desk-warn-happening = Was ist passiert?
desk-warn-happening-missing = Schreiben Sie, was passiert ist.
desk-warn-advice = Was sollen die Menschen tun?
desk-warn-advice-missing = Schreiben Sie, was die Menschen tun sollen.
desk-warn-long = Dieser Text ist zu lang. Es passen { $count } Zeichen.
desk-warn-until = Gilt bis
desk-warn-until-hint = Tag und Uhrzeit, zum Beispiel 01.12.2026 18:00. Auch „18:00“ oder „morgen 8:00“ geht.
desk-warn-until-unread = Geben Sie Tag und Uhrzeit so ein: 01.12.2026 18:00
desk-warn-until-past = Diese Zeit ist schon vorbei.
desk-warn-until-far = Eine Warnung gilt höchstens ein Jahr.
desk-warn-places = Wo?
desk-warn-places-hint = Ortsteile oder Straßen, mit Komma getrennt. Leer heißt: überall.
desk-warn-places-many = Nennen Sie höchstens { $count } Orte.
desk-warn-level = Wie ernst ist es?
desk-warn-exercise = Das ist eine Übung
desk-warn-exercise-hint = Die Warnung erscheint wirklich, aber überall mit dem Wort ÜBUNG.
desk-warn-look = Prüfen
desk-warn-check = Noch nicht veröffentlicht. Bitte prüfen Sie die Warnung.
desk-warn-now = Jetzt warnen
desk-warn-ask = Zur Bestätigung geben
desk-warn-two = Eine zweite Person muss die Warnung bestätigen. Erst dann erscheint sie.
desk-warn-again = Noch etwas ändern
desk-warn-other = Etwas anderes
desk-warn-waiting = Wartet auf Bestätigung: { $title }
desk-warn-runs = Warnung läuft: { $title }
desk-warn-waits = Warnung bestätigen
desk-warn-asked = Geschrieben von { $who }, { $at }.
desk-warn-confirm = Bestätigen und warnen
desk-warn-refuse = Nicht warnen
desk-warn-refused = Die Warnung wurde nicht ausgegeben.
desk-warn-alone-early = Eine zweite Person muss bestätigen. Ab { $from } können Sie mit einer Begründung allein warnen.
desk-warn-alone = Noch hat niemand bestätigt. Sie können jetzt allein warnen. Ihre Begründung steht danach im Protokoll.
desk-warn-reason = Warum warnen Sie allein?
desk-warn-reason-missing = Geben Sie eine Begründung an.
desk-warn-done = Die Warnung ist veröffentlicht.
desk-warn-changed = Die Warnung ist geändert.
desk-warn-ended = Die Entwarnung ist veröffentlicht.
desk-warn-same = Es hat sich nichts geändert.
desk-warn-meanwhile = Jemand anderes hat die Warnung gerade geändert. Bitte prüfen Sie den Stand.
desk-warn-over = Diese Warnung ist beendet.
desk-warn-running = Die Warnung gilt bis { $until }.
desk-warn-page = Öffentliche Seite
desk-warn-page-after = Nach { $seconds } Sekunden zu sehen
desk-warn-server = Andere Server
desk-warn-servers = { $count } von { $all } erreicht
desk-warn-servers-none = Diesem Ort folgt noch niemand von einem anderen Server.
desk-warn-missing = Wer fehlt noch?
desk-warn-server-waits = ist unterwegs
desk-warn-server-again = nicht erreichbar, wird wiederholt
desk-warn-server-no = hat nicht angenommen
desk-warn-reload = Stand neu laden
desk-warn-end = Entwarnung
desk-warn-end-text = Was sollen die Menschen wissen?
desk-warn-end-submit = Entwarnung geben
desk-warn-closing = Die Gefahr ist vorbei. Sie müssen nichts mehr beachten.
desk-warn-closing-missing = Schreiben Sie einen Satz, höchstens { $count } Zeichen.
desk-warn-change = Warnung ändern
desk-warn-change-text = Wer die Warnung schon hat, bekommt die Änderung. Neue Zeit und neuer Ort kommen auch als Antwort.
desk-warn-change-submit = Änderung veröffentlichen

# Fertige Texte
desk-warn-happening-hochwasser = Bäche und Flüsse führen Hochwasser. Straßen, Keller und Gebäude können überflutet werden.
desk-warn-advice-hochwasser = Halten Sie sich von Gewässern und überfluteten Straßen fern. Gehen Sie nicht in Keller und Tiefgaragen. Bringen Sie Menschen und Tiere in höhere Stockwerke. In Lebensgefahr wählen Sie 112.
desk-warn-happening-trinkwasser = Das Trinkwasser ist verunreinigt. Es darf nur abgekocht verwendet werden.
desk-warn-advice-trinkwasser = Kochen Sie Trinkwasser einmal sprudelnd auf und lassen Sie es 10 Minuten abkühlen. Nehmen Sie nur abgekochtes Wasser zum Trinken, Kochen und Zähneputzen. Zum Duschen und Waschen können Sie es ohne Abkochen nutzen. Schlucken Sie dabei kein Wasser.
desk-warn-happening-stromausfall = Der Strom ist ausgefallen. Wie lange das dauert, wissen wir noch nicht.
desk-warn-advice-stromausfall = Schalten Sie Herd und Heizgeräte aus. Nutzen Sie ein Radio mit Batterien. Sehen Sie nach Nachbarinnen und Nachbarn, die Hilfe brauchen. Im Notfall wählen Sie 112. Geht das Telefon nicht, gehen Sie zur Feuerwehr.
desk-warn-happening-bombenfund = Eine Bombe aus dem Zweiten Weltkrieg wurde gefunden. Sie wird entschärft.
desk-warn-advice-bombenfund = Verlassen Sie das Sperrgebiet und bleiben Sie draußen, bis die Entwarnung kommt. Folgen Sie den Anweisungen von Polizei und Ordnungsamt. Nehmen Sie Ausweis, Medikamente und warme Kleidung mit.
desk-warn-happening-unwetter = Ein schweres Unwetter zieht auf. Es kann Sturm, Starkregen und Hagel geben.
desk-warn-advice-unwetter = Bleiben Sie im Haus und schließen Sie Fenster und Türen. Meiden Sie Wälder, Bäume und Gerüste. Fahren Sie nur, wenn es sein muss.
desk-warn-happening-brand = Bei einem Großbrand entsteht giftiger Rauch.
desk-warn-advice-brand = Gehen Sie ins Haus. Schließen Sie Fenster und Türen. Schalten Sie Lüftung und Klimaanlage aus. Halten Sie die Straßen für Rettungskräfte frei. Rufen Sie die 112 nur im Notfall an.
desk-warn-happening-sonstiges = {""}
desk-warn-advice-sonstiges = {""}

# Bildbeschreibungen
desk-alt = Bildbeschreibungen
desk-alt-nav = Bilder
desk-alt-left = { $count ->
    [one] Noch ein Bild ohne Beschreibung
   *[other] Noch { $count } Bilder ohne Beschreibung
}
desk-alt-only = Bei diesem Beitrag steht die Nachricht nur im Bild. Schreiben Sie auch ab, was darauf steht.
desk-alt-text = Was ist auf dem Bild zu sehen?
desk-alt-hint = Ein bis zwei Sätze, höchstens etwa { $count } Zeichen. Beginnen Sie nicht mit „Bild von“.
desk-alt-missing = Schreiben Sie eine Beschreibung, oder wählen Sie „Nur Schmuck“.
desk-alt-long = Diese Beschreibung ist zu lang. Es passen { $count } Zeichen.
desk-alt-save = Speichern und nächstes
desk-alt-skip = Überspringen
desk-alt-decoration = Nur Schmuck
desk-alt-saved = Die Beschreibung ist gespeichert.
desk-alt-decoration-saved = Das Bild gilt als Schmuck. Danach wird nicht mehr gefragt.
desk-alt-post = Der Beitrag dazu
desk-alt-examples = So klingen gute Beschreibungen
desk-alt-example-1 = Drei Feuerwehrleute stehen vor dem neuen Löschfahrzeug auf dem Marktplatz.
desk-alt-example-2 = Plakat: Weihnachtsmarkt am 5. und 6. Dezember, 14 bis 20 Uhr, Schlosshof, Eintritt frei.
desk-alt-example-3 = Karte der Umleitung: Die Hauptstraße ist zwischen Kirche und Bahnhof gesperrt. Autos fahren über den Mühlweg.
desk-alt-skipped = { $count ->
    [one] Ein Bild haben Sie übersprungen.
   *[other] { $count } Bilder haben Sie übersprungen.
}
desk-alt-from-start = Von vorn beginnen
desk-alt-done = Alle Bilder sind beschrieben.
