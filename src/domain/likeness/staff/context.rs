//! What gives the turns of the other files another sense: the season begins, a fee lapses, last night's fire is told, sirens
//! are tried, a play is called after a danger.

/// The same words in another sense.
pub(super) const OTHER_SENSE: &[&str] = &[
    "gut|besten|bestens|sicher aufgehoben",
    "war|waren .. zuletzt|jahre|jahren|coronabedingt|damals .. ausgefallen|abgesagt",
    "corona|coronabedingt|pandemie .. ausgefallen|abgesagt|nachgeholt",
    "komm|kommt|kommen|schau|schaut|schauen .. vorbei",
    "bauzeit|durchschnitten|eingeweiht|einweihung|neubau",
    "bereits|vereinbarte|vereinbarten|gebuchte .. verlegt|verschoben",
    "fallt|fallen|fiel .. besser|schlechter|hoher|niedriger|geringer aus",
    "fallt|fallen|fiel .. sparsamer|kurzer|milder|uppiger|teurer|gunstiger|starker|schwacher|bescheidener|magerer|strenger aus",
    "fallt|fallen|fiel .. grosser|kleiner|positiv|gut|knapp|unterschiedlich aus",
    "*rohr|*rohre|*leitung|*leitungen|*kabel|*kanal|glasfaser* .. verlegt|verlegen",
    "*netz|*rasen|*belag|parkett|fliesen|pflaster*|*stein|*steine|*platten|fernwarme*|asphalt* .. verlegt|verlegen",
    "verlegt|verlegen|verlegung .. *rohr|*rohre|*leitung|*leitungen",
    "verlegt|verlegen|verlegung .. *kabel|glasfaser*|pflaster*|stolperstein*|fernwarme*",
    "frisch|neu|bunt|weiss|farbe|pinsel|maler* .. gestrichen",
    "entfallen|entfallt|entfielen .. prozent|stimmen|euro|auf",
    "auf .. entfallen|entfallt|entfielen .. prozent|stimmen|euro|#",
    "verlegung .. *haltestelle|*haltestellen|*weg|*weges|*bach|*baches",
    "verlag|buch .. verlegt",
    "nicht verlangert",
    "fruher|eher|spater als im vorjahr",
    "fruher|eher|spater als letztes|voriges|vergangenes jahr",
    "verlangert euren|eure|euer|eurem",
    "*haltestelle|*haltestellen|halt|halte|parkplatze|stellplatze|parkbuchten .. entfallt|entfallen|verlegt",
    "*fahrplan .. entfallt|entfallen",
    "bisherige|bisheriger|bisherigen .. gestrichen|entfallt|entfallen",
    "entfallt|entfallen .. haltestelle|haltestellen|parkplatze|stellplatze",
    "ausweis*|pass|leihfrist*|ausleihe* .. verlangern|verlangert",
    "ausbildung|lehre|studium|schule|karriere|amtszeit|laufbahn .. beendet",
    "leider keine|kein .. parkplatz*|anmeldung",
    "kein|keine|keinen *anmeldung|termin|eintritt|kosten|lust|idee|aprilscherz|scherz|witz|panik|sorge|zeit|platz|plan|chance",
    "kein|keine|keinen gefahr|problem|grund|wunder|zufall|pflicht|barrieren|grenzen|geheimnis",
    "haus|gebaude|*halle|schule|brucke|gemauer .. abgebrochen",
    "wird|werden .. abgebrochen",
    "*zaun|zaune|*bank|*banke|*wand|*wande|fassade|*tur|*turen|*fenster|*gelander .. gestrichen",
    "*gebuhr*|*steuer*|*beitrag*|*beitrage|*ermassigung*|*zuschlag*|*kosten|nachweis*|zuzahlung* .. entfallt|entfallen|gestrichen|aufgehoben",
    "entfallt|entfallen .. *gebuhr*|*steuer*|*beitrag*|*beitrage|*ermassigung*|*zuschlag*|nachweis*",
    "*satzung*|sperrvermerk|verordnung|bebauungsplan|*beschluss* .. aufgehoben|auf|zuruckgenommen",
    "hebt .. *satzung*|sperrvermerk|verordnung|bebauungsplan|*beschluss* .. auf",
    "kunftig|dauerhaft|neuerdings .. statt|anstatt",
    "statt|anstatt .. kunftig|dauerhaft",
    "ab januar|februar|marz|april|mai|juni|juli|august|september|oktober|november|dezember .. statt|anstatt",
    "*abschluss|abitur|prufung|impfung|impfungen .. nachholen|nachgeholt",
    "nachholen .. *abschluss|abitur",
    "termin|termine|buchung|buchungen .. absagen|abzusagen|stornieren",
    "kein|keine|keinen .. ohne",
    "von # bis # uhr .. kein wasser|strom|warmwasser|gas",
    "kann|konnen nicht zuruckgezogen|widerrufen|verschoben|verlangert|verlegt",
    "kein|keine|keinen regen|wolke|wolken|wolkchen|wunsch|frage|halten|stress|langeweile|ding|hexenwerk|muss|ende",
    "kein|keine|keinen vorkenntnisse|voranmeldung|altersgrenze|ausrede|geld|ahnung|einwande|probleme|zweifel|geringerer",
    "haushalt|wahl|abstimmung|*vorlage .. vertagt",
    "entscheidung|beschluss|thema|antrag|punkt|tagesordnungspunkt .. vertagt",
    "vertagt .. entscheidung|beschluss|thema|antrag|punkt",
    "*begehren|antrag|klage|bewerbung|kandidatur|einspruch .. zuruckgezogen|zuruckgenommen",
    "pacht*|vertrag|vertrage|*vertrags .. verlangert|verlangern|verlangerung",
    "kommt|kommen|kam|kann|konnen|rechnen|mit zu verzogerungen|verzogerung",
];

/// Only if something happens.
pub(super) const CONDITION: &[&str] = &[
    "ohne sie|dich|euch|ihre|eure|deine .. fallt|lauft|geht",
    "wenn .. ausfallt|ausfallen|brennt|steigt",
    "falls|gegebenenfalls|notfalls|andernfalls|ggf|sofern",
    "bei regen*|dauerregen|sturm|schlechtem|schlechter|unwetter|gewitter|starkem|zu|ungunstiger|nasse",
    "sollte|sollten",
    "je nach",
    "wenn .. regnet|wetter|sturmt|andrang|zu",
    "im fall*",
    "kann|konnen .. kurzfristig",
];

/// It is still to come.
pub(super) const NOT_YET: &[&str] = &[
    "soll|sollen|voraussichtlich|sobald|bald|geplant|spatestens",
    "bis",
    "wird|werden .. wieder",
    "wenn|erst",
    "ab montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|januar|februar",
    "ab marz|april|mai|juni|juli|august|september|oktober|november|dezember",
    "ab # #|januar|februar|marz|april|mai|juni|juli|august|september|oktober|november|dezember",
    "am montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|# .. wieder",
    "wir|bin wieder",
    "baut|bauen|nimmt|nehmen|taucht|tauchen .. wieder auf",
];

/// What happens every year, or for the first time.
pub(super) const SEASON: &[&str] = &[
    "saison|saison*|*saison|winterpause|winterruhe|sommerpause|winterschlaf|sommerferien|spielzeit|*jubilaum",
    "jahren|jahr|monaten .. *pause|bauzeit|*sanierung|umbau|renovierung|*zeit",
    "nach .. winter|ferien|*ferien|urlaub|*pause|umbau|sanierung|renovierung|umzug",
    "einweihung|eingeweiht|eroffnung|eroffnet|neueroffnung|wiedereroffnung",
    "neu|neue|neuer|neuen|neues *brucke|*umgehung|*radweg|*weg|*kreisel|*kreisverkehr|*spielplatz|*strasse|*halle|*tunnel",
    "schneidet|schnitt|schnitten .. band",
    "bauzeit",
    "jeden|jede|immer|taglich|regelmassig|alljahrlich",
];

/// Alarms that are only tried, and dangers that are only played.
pub(super) const DRILL: &[&str] = &[
    "ubt|uben|ubte|ubten|geubt|probte|probten|geprobt|*ubung|*ubungen|probealarm*|warntag|warntags|sirenentest*|sirenenprobe*|testalarm*|planspiel*|heulton",
    "probeweise|ernstfall|notfallubung",
    "zur probe",
    "*sirenen|sirene .. getestet|gepruft|erprobt|test|probe",
];

/// What rescuers tell afterwards.
pub(super) const REPORT: &[&str] = &[
    "verletzt wurde niemand|keiner",
    "niemand|keiner .. verletzt",
    "unbewohnbar|rauchvergiftung",
    "nicht mehr bewohnbar",
    "keine verletzten",
    "ruckte|ruckten|ging|ausgeruckt|ruckt .. aus",
    "im einsatz war|waren",
    "*schaden liegt|betragt|wird|belauft|beziffert|geschatzt",
    "schaden .. beziffert|geschatzt|hohe",
    "zieht|zog|ziehen .. bilanz",
    "bilanz|ruckblick|einsatzbericht|einsatzberichte|einsatze|einsatzen|einsatzticker",
    "*mal|einsatz* ausgeruckt|gerufen|alarmiert|rausgefahren",
    "wurde|wurden|war|waren|sind .. alarmiert|gerufen|ausgeruckt|gefordert",
    "brannte|brannten|ausgebrannt|niedergebrannt|niedergebrannte",
    "nach #|wenigen|einer|zwei|drei minuten|stunde|stunden war|waren|hatte|hatten",
];

/// A brigade's diary.
pub(super) const DIARY: &[&str] = &["einsatz #|nr|nummer", "einsatzbericht|einsatzticker|einsatztagebuch"];

/// It is told of what was.
pub(super) const TOLD: &[&str] = &[
    "war|waren|wurde|wurden|hatte|hatten|gewesen",
    "rekordzeit|binnen",
    "kam|kamen|folgten|feierten|strahlten|besuchten|zog|zogen|gab",
    "innerhalb weniger|kurzer",
];

/// A rule that changes for good, not a date.
pub(super) const LASTING: &[&str] = &[
    "neue|geanderte|andere offnungszeiten|sprechzeiten|servicezeiten",
    "dauerhaft",
    "bisher war|waren|galt|galten|wurde|wurden|wird|immer|stets",
    "ab januar|februar|marz|april|mai|juni|juli|august|september|oktober|november|dezember|#|sofort .. immer|stets|grundsatzlich|regelmassig",
    "ab januar|februar|marz|april|mai|juni|juli|august|september|oktober|november|dezember .. montags|dienstags|mittwochs|donnerstags|freitags|samstags",
    "dauerhaft|kunftig|zukunftig .. immer|stets|montags|dienstags|mittwochs|donnerstags|freitags|samstags",
];

/// There is more of it, because there was not enough.
pub(super) const MORE: &[&str] =
    &["zusatz|zusatzvorstellung*|zusatztermin*|zusatzkonzert*|zusatzauffuhrung*|zusatzkurs*|zusatzlich|zusatzliche"];

/// Only a part of it.
pub(super) const PARTLY: &[&str] = &[
    "gibt es noch|restliche",
    "noch .. frei|*platze|*karten|tickets|verfugbar|erhaltlich|erwischen|ergattern",
    "restkarten|restplatze|fast|beinahe|bald|meist|meistens|oft|immer|schnell|block",
];

/// What was long ago.
pub(super) const HISTORY: &[&str] = &[
    "vor # jahren|jahrzehnten",
    "vor zehn|zwanzig|dreissig|vierzig|funfzig|hundert|einem jahr|jahren",
    "damals|einst|seinerzeit|zeitzeuge*|zeitzeugin*|chronik|historisch*|jahrestag|erinnert|erinnern",
];
