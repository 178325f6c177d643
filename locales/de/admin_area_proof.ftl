# Der zweite Nachweis beim Anmelden
desk-proof = Zweiter Nachweis
desk-proof-lead = Ihr Passwort stimmt. Zeigen Sie jetzt noch, dass Sie Ihr Telefon haben.
desk-proof-code = Zahl vom Telefon oder Notfall-Code
desk-proof-code-hint = Öffnen Sie auf dem Telefon die App mit den Zahlen. Ist das Telefon weg, nehmen Sie einen der gedruckten Codes.
desk-proof-submit = Weiter
desk-proof-missing = Geben Sie die Zahl vom Telefon oder einen Notfall-Code ein.
desk-proof-wrong = Das passt nicht. Jede Zahl und jeder Code gilt nur einmal. Warten Sie, bis das Telefon eine neue Zahl zeigt.
desk-proof-reset = Zweiten Nachweis zurücksetzen
desk-proof-reset-text = Wenn Telefon und gedruckte Codes weg sind: { $name } wird überall abgemeldet und richtet beim nächsten Anmelden ein neues Telefon ein. Fragen Sie vorher persönlich nach.
desk-proof-reset-now = Jetzt zurücksetzen
desk-proof-was-reset = Der zweite Nachweis ist zurückgesetzt.
desk-own-proof = Zweiter Nachweis
desk-own-proof-lead = Ein Passwort allein reicht hier nicht. Ihr Telefon zeigt Ihnen künftig bei jedem Anmelden eine Zahl.
desk-own-proof-again = Richten Sie jetzt das andere Telefon ein. Bis dahin gilt das bisherige.
desk-own-proof-step-app = Öffnen Sie auf dem Telefon eine App, die Zahlen für das Anmelden zeigt. Viele Telefone haben sie schon in ihren Passwörtern. Sonst hilft zum Beispiel FreeOTP oder Aegis.
desk-own-proof-step-scan = Fügen Sie dort einen neuen Eintrag hinzu und halten Sie die Kamera auf dieses Bild.
desk-own-proof-picture = Bild für die Kamera des Telefons. Dasselbe steht darunter als Text.
desk-own-proof-text = Ohne Kamera geben Sie diesen Schlüssel ein:
desk-own-proof-here = Die App ist auf diesem Gerät: dort öffnen
desk-own-proof-step-number = Geben Sie die Zahl ein, die das Telefon jetzt zeigt. Erst dann gilt es.
desk-own-proof-number = Zahl vom Telefon
desk-own-proof-number-hint = Sechs Ziffern. Nach 30 Sekunden kommt eine neue.
desk-own-proof-submit = Telefon einrichten
desk-own-proof-wrong = Diese Zahl passt nicht. Prüfen Sie, ob die Uhr des Telefons stimmt, und nehmen Sie die nächste Zahl.
desk-own-proof-done = Ihr Telefon ist eingerichtet.
desk-own-proof-none = Noch nicht eingerichtet. Ihr Zugang ist nur durch das Passwort geschützt.
desk-own-proof-since = Ihr Telefon ist seit { $day } eingerichtet.
desk-own-proof-see = Ansehen und ändern
desk-own-proof-code-used = Der Notfall-Code ist verbraucht. Ist Ihr Telefon weg, richten Sie gleich ein anderes ein.
desk-own-proof-change = Ändern
desk-own-proof-change-text = Dafür weisen Sie sich noch einmal aus.
desk-own-proof-other-phone = Anderes Telefon einrichten
desk-codes = Notfall-Codes
desk-codes-lead = Drucken Sie diese Seite aus oder schreiben Sie die Codes ab. Jeder ersetzt das Telefon einmal.
desk-codes-once = Diese Codes werden nur jetzt angezeigt. Bewahren Sie sie an einem sicheren Ort auf, nicht beim Telefon.
desk-codes-on = Ich habe die Codes, weiter
desk-codes-renew = Neue Notfall-Codes
desk-codes-renewed = Das sind Ihre neuen Codes. Die bisherigen gelten nicht mehr.
desk-codes-left = { $count ->
    [0] Alle Notfall-Codes sind verbraucht. Lassen Sie sich neue geben.
    [one] Ein Notfall-Code ist noch übrig. Lassen Sie sich neue geben.
   *[other] { $count } Notfall-Codes sind noch übrig.
 }
refused-staff-no-role = „{ $login }“ hat zurzeit keine Rolle. Geben Sie zuerst eine: ausrufer staff add
