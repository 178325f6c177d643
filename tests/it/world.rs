//! A scripted world: three channels in three styles and messages of our own publish the same forty messages, with edits,
//! withdrawals, a throttle, an empty list, restarts, and an outage of three days. Page and follower see each message
//! once, each edit once, each withdrawal once, what came late in one summary, and nothing withdrawn by a failure.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use ausrufer::domain::source::Source;
use ausrufer::jobs::{OwnMessage, add_own};
use ausrufer::store::Conn;
use ausrufer::store::posts_read::{self, Listing};

use crate::support::databases::{self, TestDb};
use crate::support::mini_peer::{MiniPeer, Received};
use crate::support::server::{TestServer, start_of_tests};
use crate::support::site::{Answer, Entry, Site};

const SOON: Duration = Duration::from_secs(20);
const STEP: Duration = Duration::from_secs(600);

/// What happened, where, and what else there is to say about it: one message a line.
const MESSAGES: [(&str, &str, &str); 40] = [
    ("Kanalsanierung", "Amselweg", "Die Firma Hofreiter tauscht siebzig Meter Rohr aus"),
    ("Baumfällung", "Birkenallee", "Drei morsche Pappeln müssen weichen, im Herbst wird nachgepflanzt"),
    ("Kinderflohmarkt", "Cäcilienplatz", "Tische vergibt der Elternbeirat der Kita Sonnenkäfer"),
    ("Orgelkonzert", "Dionysiuskirche", "Kantorin Wallraff spielt Bach und Reger"),
    ("Blutspende", "Erlenhalle", "Das Rote Kreuz bittet um Anmeldung im Netz"),
    ("Lesenacht", "Fontanebücherei", "Vorgelesen wird aus alten Märchen, Schlafsäcke sind erlaubt"),
    ("Glasfaserausbau", "Gerbergasse", "Die Gehwege werden abschnittsweise aufgegraben"),
    ("Seniorencafé", "Haus Holunder", "Zum Nachmittag gibt es Akkordeonmusik und Pflaumenkuchen"),
    ("Brückenprüfung", "Ilmbrücke", "Gutachter hängen unter dem Bogen, ein Fahrstreifen bleibt frei"),
    ("Töpferkurs", "Jugendhof Krähennest", "Gebrannt wird in der Woche danach"),
    ("Hydrantenprüfung", "Kastanienring", "Das Wasser kann sich kurz bräunlich färben"),
    ("Krötenwanderung", "Lohbachtal", "Freiwillige tragen die Eimer über die Landstraße"),
    ("Stadtratssitzung", "Marmorsaal", "Beraten wird der Haushalt und die Grundsteuer"),
    ("Zirkusgastspiel", "Nordwiese", "Die Familie Bellini zeigt Pferde und Trapez"),
    ("Spielplatzeröffnung", "Ottilienpark", "Eine Seilbahn und ein Wasserlauf warten auf Kinder"),
    ("Kabelarbeiten", "Pfarrgasse", "Die Stadtwerke erneuern die Mittelspannung"),
    ("Weinprobe", "Quittenkeller", "Winzer Oberthür schenkt sieben Sorten aus"),
    ("Fahrbahnerneuerung", "Rosmarinstraße", "Zwei Nächte lang wird asphaltiert"),
    ("Schachturnier", "Schillerschule", "Gespielt werden neun Runden nach Schweizer System"),
    ("Trachtenmarkt", "Tuchhalle", "Aus ganz Franken kommen Hutmacher und Sticker"),
    ("Uferreinigung", "Ulmenweiher", "Zangen und Säcke stellt der Angelverein Petri"),
    ("Vogelstimmenwanderung", "Veilchental", "Biologe Sander führt durch den Auwald"),
    ("Fernwärmeanschluss", "Weberstraße", "Baggerarbeiten beginnen am Schulhof"),
    ("Computersprechstunde", "Xaverhaus", "Schüler erklären Tablets und Telefone"),
    ("Tanztee", "Ypsilonsaal", "Die Kapelle Morgenrot spielt Walzer und Foxtrott"),
    ("Dachsanierung", "Zehntscheune", "Gerüstbauer sperren den Hof, der Laden öffnet nebenan"),
    ("Impfaktion", "Apothekerhof", "Ohne Termin, Ausweis genügt"),
    ("Drachenfest", "Bussardhügel", "Gebastelt wird ab dem Vormittag mit Papier und Leim"),
    ("Repaircafé", "Christophorushaus", "Toaster, Radios und Hosen finden Hilfe"),
    ("Hallenbadrevision", "Delfinbad", "Becken werden geleert und neu gefliest"),
    ("Ehrenamtsempfang", "Eichensaal", "Bürgermeisterin Kolb ehrt vierzehn Helfer"),
    ("Stromabschaltung", "Finkenweg", "Wartung am Umspannwerk, Aufzüge stehen still"),
    ("Gartenabfallsammlung", "Ginsterhof", "Äste gebündelt, höchstens anderthalb Meter"),
    ("Holzversteigerung", "Hirschforst", "Förster Brehm ruft achtzig Lose auf"),
    ("Theaterpremiere", "Imkersaal", "Die Laienbühne zeigt den zerbrochenen Krug"),
    ("Wochenmarktumzug", "Jakobsplatz", "Die Händler stehen wegen des Brunnenbaus um die Ecke"),
    ("Ferienbetreuung", "Kiebitzhort", "Sechs Wochen, auch mit Mittagessen"),
    ("Laternenumzug", "Lerchenfeld", "Sankt Martin reitet voraus, die Feuerwehr sichert"),
    ("Rentenberatung", "Mohnzimmer", "Versicherungsälteste Haas hilft bei Anträgen"),
    ("Obstbaumschnitt", "Nussgarten", "Gartenmeister Pohl zeigt die Säge am alten Boskop"),
];

/// What must become of a message.
fn is_edited(n: usize) -> bool {
    n % 6 == 1
}

fn is_withdrawn(n: usize) -> bool {
    n % 9 == 4
}

fn loses_a_channel(n: usize) -> bool {
    n % 9 == 5
}

/// Published while nobody could be reached.
fn is_late(n: usize) -> bool {
    (28..36).contains(&n)
}

struct World {
    server: TestServer,
    database: String,
    /// Website, social network, short messages.
    sites: [Site; 3],
    shown: [Vec<Entry>; 3],
    sources: Vec<Source>,
    peer: MiniPeer,
}

fn count(received: &[Received], kind: &str) -> usize {
    received.iter().filter(|one| one.kind == kind && one.is_taken()).count()
}

fn entry(style: usize, n: usize, at: jiff::Timestamp) -> Entry {
    let (what, place, detail) = MESSAGES[n];
    let day = 1 + n % 27;
    let mut entry = Entry::new(&format!("{style}-{n}"), "", at);
    (entry.title, entry.text) = match style {
        0 => (
            format!("{what}: {place}"),
            format!(
                "<p>Sehr geehrte Damen und Herren, am {day}. Dezember 2026 findet die Maßnahme „{what}“ statt, Ort: \
                 {place}. {detail}. Auskunft gibt das Bürgerbüro zu den üblichen Zeiten.</p>"
            ),
        ),
        1 => (
            format!("{what} – {place}"),
            format!(
                "<p>Hallo zusammen! 👋 {what}, {place}, am {day}. Dezember: {detail}! 🎉 #Musterbach #{what}</p><p>Mehr \
                 auf unserer Website.</p>"
            ),
        ),
        _ => (format!("{what} ({place}), {day}.12."), format!("<p>{what} ({place}) am {day}.12.: {detail} …</p>")),
    };
    entry
}

impl World {
    async fn begin(database: &TestDb) -> Self {
        let sites = [Site::start("www").await, Site::start("sozial").await, Site::start("kurz").await];
        let server = TestServer::start(database).await;
        server.add_actor().await;
        let mut shown: [Vec<Entry>; 3] = Default::default();
        let mut sources = Vec::new();
        for (style, site) in sites.iter().enumerate() {
            let text = ["Altes Rathaus geschlossen", "Guten Morgen aus dem Tal", "Fundsachen abholen"][style];
            shown[style].push(Entry::new(
                &format!("alt-{style}"),
                text,
                start_of_tests() - Duration::from_secs(7 * 86_400),
            ));
            site.feed(&shown[style]);
            sources.push(server.add_source(&site.url("/feed.xml")).await);
        }
        server.pass(1).await;
        let peer = MiniPeer::start("peer", server.clock.clone()).await;
        peer.follow(&format!("http://{}/ap/rathaus", server.host)).await;
        server.pass(1).await;
        peer.await_received(|all| count(all, "Accept") == 1, SOON).await;
        Self { server, database: database.url.clone(), sites, shown, sources, peer }
    }

    fn now(&self) -> jiff::Timestamp {
        use ausrufer::clock::Clock;
        self.server.clock.now()
    }

    fn publish(&mut self, style: usize, n: usize) {
        let entry = entry(style, n, self.now());
        self.shown[style].insert(0, entry);
        self.sites[style].feed(&self.shown[style]);
    }

    fn withdraw(&mut self, style: usize, n: usize) {
        let id = format!("{style}-{n}");
        self.shown[style].retain(|entry| entry.id != id);
        self.sites[style].feed(&self.shown[style]);
        self.sites[style].put(&format!("/artikel/{id}"), Answer::status(410));
    }

    async fn pass(&self) {
        self.server.pass(STEP.as_secs()).await;
    }

    async fn say_own(&self, n: usize) {
        let (what, place, detail) = MESSAGES[n];
        let text = format!("{what}, {place}, am {}. Dezember. {detail}.", 1 + n % 27);
        let own = OwnMessage { channel: "WhatsApp-Kanal".into(), text, ..OwnMessage::default() };
        add_own(self.server.app.jobs.hands(), &self.server.town().await, own).await.unwrap();
    }

    /// The word of `source list --json` for a channel.
    async fn words(&self, style: usize) -> String {
        let source = self.server.source(&self.sources[style]).await;
        ausrufer::admin::status_words(&source, &jiff::tz::TimeZone::UTC, ausrufer::i18n::Locale::De)
    }

    /// Headings on the page that belong to the forty messages, with the number of their channels.
    async fn on_page(&self) -> BTreeMap<usize, usize> {
        let town = self.server.town().await;
        let read = async |c: &mut Conn<'_>| posts_read::page(c, town.id, &Listing::All, None, 200).await;
        let posts = self.server.app.db.read(read).await.unwrap();
        let mut found = BTreeMap::new();
        for post in posts {
            let words = format!("{} {}", post.heading(), ausrufer::domain::body_text::render(&post.body));
            let named: Vec<usize> = (0..40).filter(|n| words.contains(MESSAGES[*n].1)).collect();
            for n in named {
                assert!(found.insert(n, post.channels.len()).is_none(), "{} stands twice: {words}", MESSAGES[n].0);
            }
        }
        found
    }

    /// No channel can be reached, for so many times six hours.
    async fn go_dark(&self, times: usize) {
        for site in &self.sites {
            site.put("/feed.xml", Answer::status(503));
        }
        for _ in 0..times {
            self.server.pass(6 * 3600).await;
        }
    }

    /// One message through all channels, with whatever else happens then.
    async fn live_through(&mut self, n: usize) {
        self.publish(0, n);
        self.pass().await;
        match n {
            10 => self.sites[1].put("/feed.xml", Answer::status(429).with("retry-after", "1500")),
            _ => self.publish(1, n),
        }
        match n % 4 {
            3 => self.say_own(n).await,
            _ if n == 14 => self.sites[2].put("/feed.xml", feed_without_entries()),
            _ => self.publish(2, n),
        }
        self.pass().await;
        if n == 10 {
            assert!(
                self.words(1).await.contains("Gestört") || self.words(1).await.contains("edrosselt"),
                "{}",
                self.words(1).await
            );
            self.publish(1, n);
        }
        if n == 14 {
            let there = (0..=14).filter(|n| !is_withdrawn(*n)).count();
            assert_eq!(self.on_page().await.len(), there, "an empty list withdraws nothing");
            self.publish(2, n);
        }
    }

    /// Edits and withdrawals of a message that everyone has.
    async fn afterwards(&mut self, n: usize) {
        if is_edited(n) {
            let id = format!("0-{n}");
            let entry = self.shown[0].iter_mut().find(|entry| entry.id == id).unwrap();
            entry.text.push_str("<p>Nachtrag: Parkplätze gibt es hinter dem Haus.</p>");
            self.sites[0].feed(&self.shown[0]);
            self.pass().await;
        }
        if loses_a_channel(n) {
            self.withdraw(1, n);
        }
        if is_withdrawn(n) {
            (0..3).for_each(|style| self.withdraw(style, n));
        }
        if loses_a_channel(n) || is_withdrawn(n) {
            self.pass().await;
            self.pass().await;
        }
    }
}

/// A list that is well formed and empty.
fn feed_without_entries() -> Answer {
    let xml = "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>Kurz</title></channel></rss>";
    Answer::ok("application/rss+xml", xml)
}

#[tokio::test]
async fn forty_messages_in_three_channels_are_forty_posts() {
    for database in databases::each().await {
        let mut world = World::begin(&database).await;
        for n in 0..28 {
            world.live_through(n).await;
            world.afterwards(n).await;
            if n % 9 == 8 {
                world.server = world.server.restart(&world.database).await;
            }
        }
        let creates = world.peer.await_received(|all| count(all, "Create") == 28, SOON).await;
        assert_eq!(count(&creates, "Update"), (0..28).filter(|n| is_edited(*n)).count(), "each edit once");

        // Nobody can be reached for three days; eight messages are published meanwhile.
        let before = world.on_page().await;
        world.go_dark(10).await;
        for n in 28..36 {
            world.server.clock.advance(STEP);
            (0..3).for_each(|style| world.publish(style, n));
        }
        world.go_dark(2).await;
        assert_eq!(world.on_page().await, before, "an outage changes nothing on the page");
        assert!(world.words(0).await.contains("Gestört seit"), "{}", world.words(0).await);
        let sites: Vec<&Site> = world.sites.iter().collect();
        for (site, shown) in sites.into_iter().zip(&world.shown) {
            site.feed(shown);
        }
        world.server.pass(3600).await;
        world.server.pass(3600).await;
        assert!(world.words(0).await.contains("Läuft"), "{}", world.words(0).await);

        for n in 36..40 {
            world.live_through(n).await;
            world.afterwards(n).await;
        }
        world.server.pass(3600).await;
        judge(&world).await;
    }
}

async fn judge(world: &World) {
    let page = world.on_page().await;
    let expected: BTreeSet<usize> = (0..40).filter(|n| !is_withdrawn(*n) || is_late(*n)).collect();
    assert_eq!(page.keys().copied().collect::<BTreeSet<_>>(), expected);
    let own = |n: usize| n % 4 == 3 && !is_late(n);
    for (n, channels) in &page {
        let lost = usize::from(loses_a_channel(*n) && !is_late(*n));
        assert_eq!(*channels, 3 - lost, "channels of {} (own: {})", MESSAGES[*n].0, own(*n));
    }
    let told = expected.iter().filter(|n| !is_late(**n)).count()
        + (0..40).filter(|n| is_withdrawn(*n) && !is_late(*n)).count();
    let edits = (0..40).filter(|n| is_edited(*n) && !is_late(*n)).count();
    let gone = (0..40).filter(|n| is_withdrawn(*n) && !is_late(*n)).count();
    let received = world.peer.await_received(|all| count(all, "Delete") >= gone, SOON).await;
    let objects = |kind: &str| -> Vec<String> {
        received.iter().filter(|one| one.kind == kind && one.is_taken()).map(|one| one.object.clone()).collect()
    };
    let (creates, updates, deletes) = (objects("Create"), objects("Update"), objects("Delete"));
    assert_eq!(creates.len(), creates.iter().collect::<BTreeSet<_>>().len(), "no post twice");
    assert_eq!(creates.len(), told + 1, "each message once, and one summary of the late ones");
    assert_eq!(updates.len(), edits, "each edit once");
    assert_eq!(deletes.len(), gone, "each withdrawal once, and nothing by a failure");
}
