//! Turns by which a post calls off, moves, extends or corrects what had been announced.

use super::context::{CONDITION, HISTORY, OTHER_SENSE, PARTLY, TOLD};
use super::pattern::Kind;

/// All kinds.
pub(super) const KINDS: &[Kind] = &[
    Kind { says: CALLED_OFF, beside: &[CONDITION, OTHER_SENSE], with: &[HISTORY], ..Kind::SURE },
    Kind { says: MOVED, beside: &[CONDITION, OTHER_SENSE], with: &[HISTORY], ..Kind::SURE },
    Kind { says: AHEAD, beside: &[CONDITION, OTHER_SENSE, TOLD], with: &[HISTORY], ..Kind::SURE },
    Kind { says: EXTENDED, beside: &[CONDITION, OTHER_SENSE], with: &[HISTORY], ..Kind::SURE },
    Kind { says: SOLD_OUT, beside: &[CONDITION, OTHER_SENSE, TOLD, PARTLY], with: &[HISTORY], ..Kind::SURE },
    Kind { says: LIKELY, beside: &[CONDITION, OTHER_SENSE], with: &[HISTORY], within: 2, ..Kind::PERHAPS },
];

/// It does not come.
const CALLED_OFF: &[&str] = &[
    "muss|mussen .. streichen|pausieren|schieben",
    "wird|werden .. nicht starten|stattfinden|beginnen|offnen",
    "wird nix|nichts mit",
    "abgesagt|abgesagte|abgesagten|abgesagter",
    "absagen|absagt|abzusagen|*absage",
    "sagt|sagen|sage|sagte|sagten .. ab $",
    "abgeblasen|abblasen|gecancelt|canceln|cancelt",
    "fallt|fallen|fiel|fielen .. aus $",
    "fallt|fallen|fiel .. flach",
    "fallt|fallen|fiel .. ins wasser",
    "fallt|fallen|fiel .. zum opfer",
    "kommt|fahrt|fahren|verkehrt|verkehren|offnet|startet|tagt .. heute|morgen|leider|woche .. nicht $",
    "heute|morgen|leider .. kommt|fahrt|fahren|verkehrt|verkehren|offnet|startet|tagt .. nicht $",
    "krankheitsbedingt|witterungsbedingt|wetterbedingt|wetterbedingter|personalbedingt|sturmbedingt",
    "ausgefallen|ausfallt|ausfallen",
    "unterrichtsausfall|zugausfall|zugausfalle|busausfall|kursausfall|terminausfall|fahrtausfalle|spielausfall",
    "ersatzlos",
    "wird|werden|wurde|wurden|ist|sind .. gestrichen",
    "findet|finden|fand .. nicht .. statt $",
    "findet|finden .. kein|keine .. statt $",
    "nicht .. stattfinden",
    "kann|konnen|konnte .. nicht .. auftreten|spielen|*gefuhrt|eroffnet|starten|lesen|*brannt|*halten",
    "muss|mussen|musste|mussten .. entfallen|ausfallen|absagen|abgesagt|verschoben|verschieben|verlegen",
    "leider .. muss|mussen .. geschlossen|schliessen|zu $",
    "muss|mussen .. leider .. geschlossen|schliessen|zu $",
    "muss|mussen .. heute|morgen|vorubergehend|kurzfristig .. geschlossen|schliessen",
    "bleibt|bleiben|ist|sind .. kurzfristig .. zu|geschlossen|geandert $",
    "*verkehr|betrieb|fahrbetrieb|suche .. eingestellt|ausgesetzt",
    "vorubergehend|vorlaufig .. ausgesetzt|eingestellt",
    "anders|entgegen als|der geplant|angekundigt|gemeldet|mitgeteilt|ankundigung",
    "abgebrochen",
    "zuruckgenommen|widerrufen|widerruf|ruckgangig|hinfallig",
];

/// It comes at another time or place.
const MOVED: &[&str] = &[
    "treffpunkt|beginn|ort|start|ziel|termin|sammelplatz .. nicht .. sondern",
    "programm|beginn|termin|uhrzeit|ort|treffpunkt|route|strecke geandert|andert",
    "geanderte|geanderter|geandertes uhrzeit|anfangszeit|beginn|programm|route",
    "kleine|kurzfristige anderung",
    "haben uns vertan|geirrt|verrechnet|verschrieben",
    "verschoben|verschiebung|terminverschiebung|verschiebt|verschieben",
    "vorverlegt|vorverlegung|vorgezogen|zuruckverlegt",
    "verlegt|verlegung|verlegen",
    "neuen termin .. bekannt|bekanntgegeben|gesucht|gefunden|mit",
    "*ersatztermin*|*nachholtermin*|*ausweichtermin*",
    "holen|holt .. nach $",
    "beginnt|startet|offnet heute|morgen .. erst|schon",
    "nachgeholt|nachholen|nachzuholen|nachgeholte",
    "terminanderung|terminanderungen|plananderung|programmanderung|ortsanderung|ortswechsel|raumanderung|raumwechsel",
    "neues datum",
    "vertagt|vertagung",
    "wechselt|wechseln .. ort|raum",
    "nicht um|am .. sondern um|am|erst|schon",
    "fehlerteufel|falsche|falscher|falsches .. datum|uhrzeit|termin|angabe|nummer|telefonnummer|wochentag",
    "wird|werden leider|aber|also|doch|heute nichts|nix",
    "wird|werden nichts|nix $",
    "wird es|ihn|sie .. nicht geben $",
    "auf @day gerutscht|gelegt|geschoben",
    "neue|neuer|neues abfahrtszeit|startzeit|anfangszeit|uhrzeit|treffpunkt",
    "steht|stand|stehen .. falsch $",
    "und nicht am|um @day|#",
    "dagegen entschieden",
    "wegen .. hitze|sturm|*wetter|glatte|schnee* .. schon|erst|fruher|spater|ohne",
    "frist|aktion|*sperrung .. jetzt|nun bis",
    "wegen *krank*|sturm*|unwetter*|personalmangel* .. geschlossen|zu $",
    "verspatet|verspatung|verspatungen",
    "nachster versuch",
    "nach hinten|vorn|vorne geschoben|verlegt|geruckt",
    "( nicht|statt @day|#|mo|di|mi|do|fr|sa|so",
    "nicht um|am #|@day $",
    "januar|februar|marz|april|mai|juni|juli|august|september|oktober|november|dezember statt #",
    "# uhr statt|anstatt um|#",
    "zieht|ziehen .. wegen .. um $",
    "wegen .. zieht|ziehen .. um $",
    "anderung|anderungen der|bei abfuhr|mullabfuhr|abholung|leerung|abfuhrtermine",
    "wird|werden .. erst|schon|bereits .. geleert|abgeholt|abgefahren|eingesammelt",
    "diese woche .. erst|schon|bereits|nur am|@day",
    "statt|anstatt|anstelle am|vom @day",
    "statt|anstatt @day",
    "wegen|durch *feiertag*|oster*|pfingst*|weihnacht*|karfreitag*|fronleichnam|*himmelfahrt|neujahr .. erst|schon|bereits",
    "statt wie",
    "nachtrag zu|zur|zum",
    "anmeldestopp",
    "statt|anstatt am|vom|um|dem|den #|@day",
    "am|um # .. nicht am|um #|@day",
    "tippfehler|schreibfehler|druckfehler|zahlendreher",
    "fehler unterlaufen|eingeschlichen",
    "muss|mussen .. enttauschen|vertrosten",
];

/// It comes after all.
const AHEAD: &[&str] = &[
    "nun|jetzt|also doch",
    "doch noch nicht|kein|keine",
    "findet|finden|bleibt|bleiben|fahrt|fahren|offnet|kommt|gibt .. doch .. statt|geoffnet|offen|noch $",
    "doch .. statt $",
    "findet|zieht|geht|startet .. trotz|trotzdem",
    "heute findet statt",
    "findet|finden heute|morgen|doch statt $",
    "trotz sturm*|regen|unwetter*|hitze|streik|*warnung",
];

/// It lasts longer or shorter.
const EXTENDED: &[&str] = &[
    "^ wir verlangern",
    "*sperrung|*verbot|*warnung|*arbeiten|*gebot|*frist|frist|*schluss|aktion .. verlangert|verlangern",
    "verlangert|verlangern|verlangerung .. *sperrung|*verbot|*warnung|*arbeiten|*gebot|*frist|frist|aktion|bis",
    "wird|werden|wurde|ist .. verkurzt",
    "verzogert|verzogern .. sich",
    "sich .. verzogert|verzogern",
    "*arbeiten|*sperrung|*baustelle|sanierung|reparatur|erneuerung|*bau .. dauert|dauern .. langer",
    "bleibt|bleiben .. langer .. gesperrt|geschlossen|zu|dicht",
    "bleibt|bleiben weiter|weiterhin .. gesperrt|geschlossen|zu|bestehen|gultig|dicht",
];

/// No one else gets in.
const SOLD_OUT: &[&str] = &[
    "niemanden mehr annehmen|aufnehmen",
    "ausverkauft|ausgebucht|vergriffen",
    "keine karten|tickets|platze .. mehr",
    "alle .. karten|tickets|platze|termine .. vergeben|belegt|weg|verkauft",
    "*freizeit|*kurs|*fahrt|*ausflug|*lager|*fuhrung ist|sind .. voll $",
];

/// They say so where nothing but the subject stands.
const LIKELY: &[&str] = &[
    "neuer|geanderter|anderer termin|zeitpunkt",
    "doch erst|nicht|kein|keine",
    "um eine|einen|zwei|drei woche|wochen|tag|tage|monat",
    "startet|beginnt|start|beginn .. stunde|stunden spater",
    "startet|beginnt|offnet|beginnen|starten|offnen .. tag|tage|woche|wochen|monat|monate spater",
    "woche|wochen|tag|tage fruher|eher",
    "heute|morgen|@day|beginnt|startet .. stunde|stunden .. fruher|eher",
    "nun|jetzt bis zum|#",
    "# .. nicht # $",
    "*storung im|in|bei|seit|am",
    "^ aus fur den|die|das",
    "dauert|dauern .. langer",
    "zuruckgezogen",
    "kommt|fahrt kein|keine",
    "haben|ohne .. keinen|kein strom|wasser|gas|telefon",
    "verzogert|verzogern|verzogerung|verzogerungen",
    "bitten um entschuldigung",
    "nicht im|in .. sondern im|in",
    "entfallt|entfallen|entfiel",
    "^ kein|keine|keinen .. heute|morgen|@day",
    "leider kein|keine|keinen",
    "kein|keine|keinen .. leider",
    "heute|morgen|abend|nachmittag|woche kein|keine|keinen",
    "heute|heut|morgen .. gibt|ist|sind .. kein|keine|keinen",
    "leider .. zu|geschlossen $",
    "bleibt|bleiben heute|morgen .. zu|geschlossen",
    "korrektur|berichtigung|richtigstellung|korrigiert",
    "gestrichen",
];

/// Something went wrong. With one of [`LOSS`] beside it, what had been announced does not come as announced.
pub(super) const MISHAP: &[&str] = &[
    "krank|kranke|kranken|*erkrank*|krankheit*|krankmeldung*|*grippe*|*darm*|hitzewelle|krankheitswelle",
    "*defekt*|panne|pannen|reifenpanne|*storung|*storungen|*schaden|*schadens|*mangel|*mangels|*ausfall|*ausfalls",
    "*engpass*|server*|technisch*|problem|*probleme|*problemen|umgesturzt*|baumsturz|oberleitung",
    "kaputt|ausgefallen|streikt|streiken|geplatzt|gebrochen|beschadigt",
    "wegen|aufgrund|infolge|grund|durch|weil .. sturm*|schneesturm|bon|*wetter|*wetters|*gewitter*|*hitze|*schnee|schneefall*",
    "wegen|aufgrund|infolge|grund|durch|weil .. regen*|starkregen*|dauerregen*|*glatte|*glatteis|wind|winds|*hochwasser*",
    "wegen|aufgrund|infolge|grund|weil|bei .. *trockenheit|*brandgefahr|*waldbrandstufe",
    "unter wasser",
    "zu warm|heiss|nass|kalt|windig|sturmisch|trocken|gefahrlich|glatt|wenig|wenige",
];

/// What does not come, or comes otherwise.
pub(super) const LOSS: &[&str] = &[
    "kein|keine|keinen|nichts|nix",
    "findet|finden|kann|konnen|darf|durfen|fahrt|fahren|kommt|kommen|offnet|offnen|lasst .. nicht",
    "spontan|kurzfristig|vorubergehend dicht|zu|geschlossen",
    "schliesst|schliessen bis|ab|heute|morgen",
    "geschlossen|drinnen|stattdessen|entfallt|entfallen|ausfallen|ausfall|abbruch|verzichten|verzicht|gestrichen",
    "fallt|fallen .. aus|flach $",
    "ist|bleibt|bleiben|sind .. zu|frei|dicht $",
    "zulassen|streichen|streicht",
    "muss|mussen .. schliessen",
    "nicht erreichbar|moglich|verfugbar",
    "hause",
];
