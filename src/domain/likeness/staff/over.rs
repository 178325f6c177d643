//! Turns by which a post says that something is over: a ban is lifted, a danger is past, what was shut is open again.

use super::context::{CONDITION, DIARY, DRILL, NOT_YET, OTHER_SENSE, REPORT, SEASON};
use super::pattern::Kind;

/// All kinds.
pub(super) const KINDS: &[Kind] = &[
    Kind { says: ALL_CLEAR, beside: &[CONDITION], with: &[DRILL], ..Kind::SURE },
    Kind { says: ENDED, of: DISRUPTION, beside: &[CONDITION, OTHER_SENSE], ..Kind::SURE },
    Kind { says: DANGER_PAST, beside: &[CONDITION, OTHER_SENSE], with: &[DRILL, REPORT, DIARY], ..Kind::SURE },
    Kind { says: OVER, beside: &[CONDITION, OTHER_SENSE], with: &[DIARY], ..Kind::SURE },
    Kind {
        says: MENDED,
        of: DISRUPTION,
        beside: &[CONDITION, OTHER_SENSE],
        with: &[SEASON, REPORT, DIARY],
        ..Kind::SURE
    },
    Kind { says: MENDED, beside: &[CONDITION, OTHER_SENSE], with: &[DRILL, REPORT, DIARY], ..Kind::PERHAPS },
    Kind { says: AGAIN, of: DISRUPTION, beside: &[NOT_YET, CONDITION], with: &[SEASON, DIARY], ..Kind::SURE },
    Kind { says: AGAIN, beside: &[NOT_YET, CONDITION], with: &[SEASON, DIARY], ..Kind::PERHAPS },
];

/// What troubles people until it ends.
const DISRUPTION: &[&str] = &[
    "*sperrung*|*sperre|sperren|gesperrt*|*verbot*|*gebot|*gebots|*pflicht|*warn*|*storung*|*gestort|*ausfall*|*lage|*alarm*",
    "*stufe|streik*|*umleitung*|evakuier*|quarantane|*einschrankung*|*beschrankung*|*einsatz|suche|*leck|*panne|*defekt*",
    "*schaden|*bruch|notbetrieb|*stau|gefahr|*gefahr|*empfehlung|trinkwasser|leitungswasser|*behinderung*|*engpass|*krise|*chaos",
    "*ampel|einbahn*|*baustelle|*strasse|*gasse|*brucke|*tunnel|*unterfuhrung|bahn|autobahn|bus|busse|linie|*ubergang",
];

/// The danger is past, and the word says so.
const ALL_CLEAR: &[&str] = &["entwarnung"];

/// Something came to its end.
const ENDED: &[&str] = &[
    "fruher|eher|schneller|zeitiger|schon|spater|langer .. als geplant|gedacht|erwartet|vorgesehen|angekundigt",
    "aufgehoben|aufgehobene|aufhebung",
    "beendet|beendigt",
    "behoben|behebung",
    "hebt|heben .. auf $",
    "gilt|gelten nicht mehr",
    "nicht mehr erforderlich|notig|notwendig",
];

/// A danger is past.
const DANGER_PAST: &[&str] = &[
    "suchmeldung|suche|vermisstenfall erledigt|beendet",
    "ausreisser* .. gefasst|gefunden|zuruck|gefangen|eingefangen",
    "*brand|feuer .. unter kontrolle",
    "notruf*|*stab|sperrkreis|*stau .. aufgelost",
    "vermisst*|gesuchte*|entlaufen*|ausgebrochen* .. wohlbehalten|wohlauf|gefunden|zuruck|eingefangen",
    "wohlbehalten|wohlauf .. gefunden|angetroffen|aufgetaucht|zuruck|eingefangen",
    "gesuchte*|vermisst*|entlaufen* .. wieder da",
    "*gefahr .. gebannt|vorbei|voruber|beseitigt",
    "keine gefahr mehr",
    "grobsten raus|heraus",
    "alle|*wohner* .. durfen|konnen .. zuruck|heim $",
    "durfen|konnen .. alle|*wohner* .. zuruck|heim $",
    "alle konnen|durfen zuruck",
    "*lage .. entspannt",
    "*sturm|gewitter|unwetter|regen zieht|ist ab|durch|weg|weiter",
    "*sturm|gewitter|unwetter|regen zieht .. ab|weiter $",
    "wasser|pegel|hochwasser|flut geht|gehen|lauft .. zuruck|ab $",
    "*brand|feuer|flammen .. geloscht|aus $",
    "*pegel*|*wasserstand* fallt|sinkt|fallen|sinken",
    "unschadlich",
    "*stelle geraumt",
    "fehlalarm*|fehlauslosung*",
    "vor plan|zeitplan",
    "vom tisch",
    "abgewendet",
    "durfen|konnen .. zuruck in|nach",
];

/// Something was mended that may never have troubled anybody, or a road is free that may be new.
const MENDED: &[&str] = &[
    "abgedichtet|ausgepumpt|geflickt",
    "ist|sind|wurde|wurden .. repariert $",
    "freie fahrt auf|durch|uber|am|in",
    "freie fahrt $",
];

/// A closure or a fault is past.
const OVER: &[&str] = &[
    "*sperrung|sperre|*verbot|*gebot|*alarm|*lage|*storung|*ausfall .. vorbei|voruber|geschichte",
    "*gefahr|*welle|umleitung|baustelle|streik|sturm|spuk|sturmflut .. vorbei|voruber|geschichte",
    "wieder freigegeben",
    "wieder am netz",
    "^ strom|wasser|licht ist wieder da",
    "haushalte|hauser|wohnungen|strassen .. wieder strom|wasser|gas|warme",
    "freigabe vom|durch|des *amt|*amts",
    "wieder .. fur .. verkehr .. freigegeben",
    "nach *unfall|*bruch|*brand|*storung|*ausfall|*schaden .. frei|gesichert|offen|lauft $",
    "*sperrung|*verbot|*gebot|*pflicht|*warnung .. endet|enden|erloschen|erlischt $",
    "*sperrung|*verbot|*gebot|*pflicht .. endet|enden heute|morgen|ab|am",
    "vorzeitig|vorfristig .. fertig|abgeschlossen|beendet|frei|geoffnet|freigegeben|aufgehoben",
    "*sperrung|*arbeiten|*baustelle|streik .. endet|enden .. schon|bereits|fruher|eher",
];

/// What had been shut, gone or broken is there again.
const AGAIN: &[&str] = &[
    "verkehrsfreigabe",
    "fur .. verkehr .. freigegeben",
    "rollt|fliesst|lauft .. wieder .. verkehr|strom|wasser",
    "ist|sind zuruck auf|in",
    "strom|wasser|netz|internet|telefon ist|sind zuruck",
    "darf|durfen|durft|konnt|konnen wieder rein|hinein|raus|zuruck",
    "wieder auf $",
    "wieder frei|offen|geoffnet|befahrbar|passierbar|nutzbar|erreichbar|begehbar|trinkbar|zuganglich|benutzbar",
    "wieder strom|wasser|trinkwasser|licht|warmwasser|telefon|internet|gas",
    "wieder .. frei|offen|geoffnet|befahrbar|passierbar|freigegeben|nutzbar|begehbar|hergestellt|aufgetaucht $",
    "wieder .. in betrieb|ordnung",
    "wieder am netz",
    "wieder uneingeschrankt|normal|planmassig|regular|ungehindert|ungestort|versorgt|intakt",
    "strom|wasser|warmwasser|netz|internet|telefon .. wieder da",
    "lauft|fliesst|funktioniert|funktionieren wieder",
    "geht|klappt|rollt wieder $",
    "fahrt|fahren|verkehrt|verkehren wieder nach|wie|regular|normal|planmassig",
    "lauft|laufen|fahrt|fahren|funktioniert|funktionieren|verkehrt|verkehren .. wieder $",
    "*verkehr|*betrieb .. lauft|rollt .. wieder",
    "gilt|gelten|fahrt|fahren|lauft|wieder|seit .. normale|normaler|regulare|gewohnte .. fahrplan|unterricht|betrieb|strecke",
    "zum|im normalen|regularen|gewohnten fahrplan|unterricht|betrieb",
    "morgen|heute .. ganz normal",
    "*unterricht|*betrieb|*verkehr .. wie gewohnt",
    "*unterricht|*betrieb|*verkehr .. normal|regular weiter|statt",
    "wiederhergestellt|wiedereroffnet",
    "verkehr|strom|wasser|gas .. rollt|fliesst|lauft .. wieder|seit",
    "rollt|fliesst|lauft .. verkehr|strom|wasser .. wieder",
    "fahrt|fahren|verkehrt|verkehren|halt|halten .. ab|seit heute|sofort .. wieder",
    "seit|ab # uhr .. frei|offen|befahrbar|passierbar|geoffnet $",
    "ab sofort frei|befahrbar|passierbar",
    "darf|durfen|durft .. wieder .. gebadet|geschwommen|geduscht|gegossen|betreten|getrunken|genutzt|raus|ins|in",
    "wieder .. ohne einschrankung|einschrankungen",
    "kann|konnen wieder gebadet|geduscht|gegossen|getrunken|genutzt|geoffnet|befahren|betreten|benutzt",
    "wieder erlaubt|gestattet",
    "wieder nach fahrplan|plan",
    "lauft|laufen wieder alles|rund",
    "widder|wedder|wieda|wida .. op|uf|uff|auf|frei|do|da|open $",
    "*wasser|strom|badewasser .. wieder .. einwandfrei|sauber|keimfrei",
];
