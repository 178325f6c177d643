//! Own posts: written, read by somebody else, published at once or by the clock.

use std::time::Duration;

use ausrufer::admin::set_town;
use ausrufer::domain::staff::Role;

use crate::pipeline::pictures::jpeg;
use crate::support::clerk::Clerk;
use crate::support::databases;
use crate::support::server::TestServer;

/// What is sent with every draft here.
fn fields<'a>(title: &'a str, does: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![("art", "own"), ("titel", title), ("text", "Die Mühlgasse ist ab Montag gesperrt."), ("tun", does)]
}

/// The version that a page shows.
fn version(page: &str) -> String {
    let rest = page.split("name=\"stand\" value=\"").nth(1).expect("a form with a version");
    rest.split('"').next().unwrap().to_owned()
}

fn bare(location: &str) -> String {
    location.split('?').next().unwrap().to_owned()
}

#[tokio::test]
async fn who_only_writes_hands_in_and_somebody_else_lets_through() {
    for database in databases::each().await {
        let server = TestServer::start(&database).await;
        server.add_actor().await;
        let town = server.town().await.id;
        let mut author = Clerk::invited(&server, "autorin", Role::Author, Some(town)).await;
        let mut approver = Clerk::invited(&server, "freigeberin", Role::Approver, Some(town)).await;
        let overview = format!("/verwaltung/{}", server.host);
        let new = format!("{overview}/entwuerfe/neu");
        assert_eq!(author.get(&new).await.status, 200);
        // Asking for publication is no way around somebody else.
        let sent = author.post(&new, &fields("Mühlgasse gesperrt", "veroeffentlichen")).await;
        assert_eq!(sent.status, 303, "{}", sent.text);
        let draft = bare(sent.location());
        assert!(server.headings().await.is_empty(), "nothing is published");
        let page = author.get(&draft).await.text;
        assert!(page.contains("Wartet auf Freigabe") && !page.contains("value=\"freigeben\""), "{page}");
        assert_eq!(author.post(&draft, &[("tun", "freigeben"), ("stand", "2")]).await.status, 403);

        let list = approver.get(&format!("{overview}/freigabe")).await.text;
        assert!(list.contains(&draft), "{list}");
        let page = approver.get(&draft).await.text;
        assert!(page.contains("Die Mühlgasse ist ab Montag gesperrt."), "the whole text");
        let stand = version(&page);
        let no_reason = approver.post(&draft, &[("tun", "zurueckgeben"), ("stand", stand.as_str())]).await;
        assert_eq!(no_reason.status, 422);
        let back = [("tun", "zurueckgeben"), ("stand", stand.as_str()), ("grund", "Bis wann?")];
        assert_eq!(approver.post(&draft, &back).await.status, 303);
        let page = author.get(&draft).await.text;
        assert!(page.contains("Bis wann?"), "{page}");

        let edit = format!("{draft}/bearbeiten");
        let stand = version(&author.get(&edit).await.text);
        let mut again = fields("Mühlgasse gesperrt bis Freitag", "freigabe");
        again.push(("stand", stand.as_str()));
        assert_eq!(author.post(&edit, &again).await.status, 303);
        let stand = version(&approver.get(&draft).await.text);
        let done = approver.post(&draft, &[("tun", "freigeben"), ("stand", stand.as_str())]).await;
        assert!(done.location().ends_with("gut=veroeffentlicht"), "{}", done.location());
        assert_eq!(server.headings().await, ["Mühlgasse gesperrt bis Freitag"]);
        let twice = approver.post(&draft, &[("tun", "freigeben"), ("stand", stand.as_str())]).await;
        assert!(twice.location().ends_with("gut=schon"), "{}", twice.location());
        assert_eq!(server.headings().await.len(), 1);
        let outbox = server.get("/ap/rathaus/outbox?page=true", "application/activity+json").await;
        assert!(outbox.0 == 200 && outbox.2.contains("Mühlgasse"), "{}", outbox.2);
    }
}

#[tokio::test]
async fn with_four_eyes_nobody_publishes_their_own() {
    for database in databases::each().await {
        let server = TestServer::start(&database).await;
        let town = server.town().await.id;
        let pairs = [("four_eyes".to_owned(), "true".to_owned())];
        set_town(&server.app.desk(), &server.host, &pairs).await.unwrap();
        let mut editor = Clerk::invited(&server, "redakteurin", Role::Editor, Some(town)).await;
        let new = format!("/verwaltung/{}/entwuerfe/neu", server.host);
        let sent = editor.post(&new, &fields("Eigenes", "veroeffentlichen")).await;
        let draft = bare(sent.location());
        assert!(server.headings().await.is_empty());
        let own = editor.post(&draft, &[("tun", "freigeben"), ("stand", "2")]).await;
        assert_eq!(own.status, 422, "{}", own.text);
        assert!(server.headings().await.is_empty());
        let pairs = [("four_eyes".to_owned(), "false".to_owned())];
        set_town(&server.app.desk(), &server.host, &pairs).await.unwrap();
        let sent = editor.post(&new, &fields("Anderes", "veroeffentlichen")).await;
        assert!(sent.location().ends_with("gut=veroeffentlicht"), "{}", sent.location());
        assert_eq!(server.headings().await, ["Anderes"]);
    }
}

#[tokio::test]
async fn what_is_planned_appears_once_at_its_time() {
    for database in databases::each().await {
        let server = TestServer::start(&database).await;
        let mut owner = Clerk::owner(&server).await;
        let new = format!("/verwaltung/{}/entwuerfe/neu", server.host);
        // Tests begin at 13:00 in Berlin.
        let mut planned = fields("Heute Abend", "veroeffentlichen");
        planned.push(("erscheint", "24.11.2026 15:00"));
        let sent = owner.post(&new, &planned).await;
        assert!(sent.location().ends_with("gut=geplant"), "{}{}", sent.location(), sent.text);
        server.pass(7100).await;
        assert!(server.headings().await.is_empty());
        server.clock.advance(Duration::from_secs(200));
        server.app.run_all_due_jobs().await.unwrap();
        server.app.run_all_due_jobs().await.unwrap();
        assert_eq!(server.headings().await, ["Heute Abend"]);
    }
}

#[tokio::test]
async fn a_wrong_time_is_said_and_nothing_that_was_typed_is_lost() {
    let database = databases::sqlite().await;
    let server = TestServer::start(&database).await;
    let mut owner = Clerk::owner(&server).await;
    let new = format!("/verwaltung/{}/entwuerfe/neu", server.host);
    for (at, words) in [("28.3.2027 2:30", "vorgestellt"), ("morgen", "24.12.2026 14:00"), ("1.1.2026", "vorbei")] {
        let mut wrong = fields("Zeit", "veroeffentlichen");
        wrong.push(("erscheint", at));
        let sent = owner.post(&new, &wrong).await;
        assert_eq!(sent.status, 422, "{at}");
        assert!(sent.text.contains(words) && sent.text.contains(&format!("value=\"{at}\"")), "{at}: {}", sent.text);
        assert!(sent.text.contains("Die Mühlgasse ist ab Montag gesperrt."));
    }
    assert!(server.headings().await.is_empty());
}

#[tokio::test]
async fn what_was_looked_at_is_published_or_handed_in_from_there() {
    for database in databases::each().await {
        let server = TestServer::start(&database).await;
        let town = server.town().await;
        let mut owner = Clerk::owner(&server).await;
        let mut author = Clerk::invited(&server, "autorin", Role::Author, Some(town.id)).await;
        let new = format!("/verwaltung/{}/entwuerfe/neu", server.host);
        let mut saved = Vec::new();
        for (clerk, title) in [(&mut owner, "Von der Leitung"), (&mut author, "Von der Autorin")] {
            let sent = clerk.post(&new, &fields(title, "speichern")).await;
            let draft = bare(sent.location());
            let page = clerk.get(&draft).await.text;
            assert!(page.contains(&format!("{draft}/abgeben")), "{page}");
            saved.push((version(&page), page.contains("value=\"veroeffentlichen\""), draft));
        }
        let [(first, alone, own), (second, author_alone, hers)] = saved.try_into().unwrap();
        assert!(alone && !author_alone, "who only writes sees no such button");

        let done = owner.post(&own, &[("tun", "veroeffentlichen"), ("stand", first.as_str())]).await;
        assert!(done.location().ends_with("gut=veroeffentlicht"), "{}", done.location());
        assert_eq!(server.headings().await, ["Von der Leitung"]);
        let again = owner.post(&own, &[("tun", "veroeffentlichen"), ("stand", first.as_str())]).await;
        assert!(again.location().ends_with("gut=schon"), "{}", again.location());

        assert_eq!(author.post(&hers, &[("tun", "veroeffentlichen"), ("stand", second.as_str())]).await.status, 403);
        let handed = author.post(&format!("{hers}/abgeben"), &[("stand", second.as_str())]).await;
        assert!(handed.location().ends_with("gut=wartet"), "{}", handed.location());
        assert_eq!(server.headings().await.len(), 1, "it waits");
        assert!(author.get(&hers).await.text.contains("Wartet auf Freigabe"));
    }
}

#[tokio::test]
async fn pictures_come_along_and_what_is_no_picture_is_said() {
    for database in databases::each().await {
        let server = TestServer::start(&database).await;
        let town = server.town().await;
        let mut owner = Clerk::owner(&server).await;
        let new = format!("/verwaltung/{}/entwuerfe/neu", server.host);
        let mut typed = fields("Baumpflanzung", "speichern");
        typed.push(("neu-1-text", "Zwölf junge Bäume"));

        let huge = vec![0u8; (10 << 20) + 1];
        for (bytes, words) in [(b"kein Bild".as_slice(), "lässt sich nicht zeigen"), (huge.as_slice(), "10 MB")] {
            let refused = owner.upload(&new, &typed, &[("neu-1", bytes)]).await;
            assert_eq!(refused.status, 422, "{}", refused.text);
            assert!(refused.text.contains(words) && refused.text.contains("Baumpflanzung"), "{}", refused.text);
        }
        let sent = owner.upload(&new, &typed, &[("neu-1", &jpeg()), ("neu-2", b"")]).await;
        assert_eq!(sent.status, 303, "{}", sent.text);
        let draft = bare(sent.location());
        let page = owner.get(&draft).await.text;
        assert!(page.contains(&format!("{draft}/bild/1")) && page.contains("Zwölf junge Bäume"), "{page}");
        let picture = owner.get(&format!("{draft}/bild/1")).await;
        assert_eq!(picture.status, 200);
        assert!(picture.headers["content-type"].to_str().unwrap().starts_with("image/"), "{:?}", picture.headers);
        assert_eq!(owner.get(&format!("{draft}/bild/2")).await.status, 404);
        let mut stranger = Clerk::new(&server);
        assert_eq!(stranger.get(&format!("{draft}/bild/1")).await.status, 303, "visitors see nothing of it");
        let mut technician = Clerk::invited(&server, "technik", Role::Technician, Some(town.id)).await;
        assert_eq!(technician.get(&format!("{draft}/bild/1")).await.status, 403);

        let stand = version(&page);
        let done = owner.post(&draft, &[("tun", "veroeffentlichen"), ("stand", stand.as_str())]).await;
        assert!(done.location().ends_with("gut=veroeffentlicht"), "{} {}", done.status, done.text);
        let (_, _, page) = server.get("/", "text/html").await;
        assert!(page.contains("alt=\"Zwölf junge Bäume\""), "{page}");

        // A form that is cut off, or none at all, changes nothing.
        let origin = format!("http://{}", server.host);
        let from = [("Origin", origin.as_str())];
        assert!((400..500).contains(&owner.send("POST", &new, &from, "%%%").await.status));
        assert_eq!(server.headings().await, ["Baumpflanzung"]);
    }
}

/// The name that the form of a new draft carries.
fn name(page: &str) -> String {
    let rest = page.split("name=\"nr\" value=\"").nth(1).expect("a new form with its name");
    rest.split('"').next().unwrap().to_owned()
}

async fn drafts(clerk: &mut Clerk, server: &TestServer) -> usize {
    let list = clerk.get(&format!("/verwaltung/{}/entwuerfe", server.host)).await.text;
    let begin = format!("href=\"/verwaltung/{}/entwuerfe/", server.host);
    list.split(&begin).skip(1).filter(|rest| rest.len() > 26 && rest.as_bytes()[26] == b'"').count()
}

#[tokio::test]
async fn one_form_makes_one_draft_however_often_it_is_sent() {
    for database in databases::each().await {
        let server = TestServer::start(&database).await;
        let mut owner = Clerk::owner(&server).await;
        let new = format!("/verwaltung/{}/entwuerfe/neu", server.host);
        let nr = name(&owner.get(&new).await.text);
        let typed = |at, does| {
            let mut typed = fields("Mühlgasse gesperrt", does);
            typed.extend([("nr", nr.as_str()), ("erscheint", at)]);
            typed
        };
        // Loading the answer anew sends the form anew.
        for _ in 0..3 {
            let wrong = owner.post(&new, &typed("morgen", "veroeffentlichen")).await;
            assert!(wrong.status == 422 && wrong.text.contains("value=\"morgen\""), "{}", wrong.text);
            assert!(wrong.text.contains(&format!("{nr}/bearbeiten")), "{}", wrong.text);
        }
        assert_eq!(drafts(&mut owner, &server).await, 1);
        // Who goes back and mends it writes on the same draft.
        for _ in 0..2 {
            let sent = owner.post(&new, &typed("", "veroeffentlichen")).await;
            assert_eq!((sent.status, bare(sent.location())), (303, new.replace("neu", &nr)), "{}", sent.text);
        }
        assert_eq!(server.headings().await, ["Mühlgasse gesperrt"]);
        assert_eq!(drafts(&mut owner, &server).await, 1);
        // What is published is not written over, and what was typed is not lost.
        let late = owner.post(&new, &typed("25.11.2026 8:00", "speichern")).await;
        assert!(late.status == 303 && !late.location().contains(&nr), "{}", late.location());
        assert!(owner.get(&format!("{}/bearbeiten", bare(late.location()))).await.text.contains("25.11.2026 8:00"));
        // Another form is another draft.
        let other = name(&owner.get(&new).await.text);
        assert_ne!(other, nr);
    }
}

#[tokio::test]
async fn pictures_of_a_form_that_comes_twice_are_there_once() {
    let database = databases::sqlite().await;
    let server = TestServer::start(&database).await;
    let mut owner = Clerk::owner(&server).await;
    let new = format!("/verwaltung/{}/entwuerfe/neu", server.host);
    let nr = name(&owner.get(&new).await.text);
    let mut typed = fields("Baumpflanzung", "speichern");
    typed.push(("nr", nr.as_str()));
    for _ in 0..2 {
        assert_eq!(owner.upload(&new, &typed, &[("neu-1", &jpeg())]).await.status, 303);
    }
    let page = owner.get(&new.replace("neu", &nr)).await.text;
    assert!(page.contains("/bild/1\"") && !page.contains("/bild/2\""), "{page}");
}

#[tokio::test]
async fn far_too_long_a_text_is_called_too_long() {
    let database = databases::sqlite().await;
    let server = TestServer::start(&database).await;
    let mut owner = Clerk::owner(&server).await;
    let new = format!("/verwaltung/{}/entwuerfe/neu", server.host);
    let long = "Wort ".repeat(600_000);
    let typed =
        [("art", "own"), ("titel", "Lang"), ("text", long.as_str()), ("themen", "Verkehr"), ("tun", "speichern")];
    let sent = owner.upload(&new, &typed, &[]).await;
    assert_eq!(sent.status, 422);
    assert!(sent.text.contains("id=\"text-fehler\"") && sent.text.contains("50000"), "{}", &sent.text[..4000]);
    assert!(sent.text.contains("value=\"Verkehr\"") && sent.text.contains("Wort Wort"));
}

#[tokio::test]
async fn a_clarification_says_first_what_is_right_wherever_it_is_read() {
    for database in databases::each().await {
        let server = TestServer::start(&database).await;
        server.add_actor().await;
        let mut owner = Clerk::owner(&server).await;
        let new = format!("/verwaltung/{}/entwuerfe/neu", server.host);
        let form = owner.get(&format!("{new}?art=clarification")).await.text;
        for words in ["Richtig ist", "Behauptet wird", "Quelle und Belege", "value=\"clarification\""] {
            assert!(form.contains(words), "{words}: {form}");
        }
        let mut typed = vec![
            ("art", "clarification"),
            ("titel", "Das Freibad bleibt offen"),
            ("text", "Das Freibad öffnet am 1. Mai wie jedes Jahr."),
            ("belege", "Beschluss des Rates vom 12. November"),
            ("tun", "veroeffentlichen"),
        ];
        let wrong = owner.post(&new, &typed).await;
        assert!(wrong.status == 422 && wrong.text.contains("href=\"#behauptung\""), "{}", wrong.text);
        assert!(wrong.text.contains("wie jedes Jahr.") && wrong.text.contains("Beschluss des Rates"), "{}", wrong.text);
        typed.push(("behauptung", "Das Freibad schließt für immer."));
        let sent = owner.post(&new, &typed).await;
        assert!(sent.location().ends_with("gut=veroeffentlicht"), "{} {}", sent.status, sent.text);
        assert_eq!(server.headings().await, ["Klarstellung: Das Freibad bleibt offen"]);
        for (path, accept) in [
            ("/", "text/html"),
            ("/feed.atom", "*/*"),
            ("/feed.json", "*/*"),
            ("/ap/rathaus/outbox?page=true", "application/activity+json"),
        ] {
            let (_, _, page) = server.get(path, accept).await;
            let places =
                ["Klarstellung: Das Freibad", "Richtig ist: Das Freibad öffnet", "Behauptet wird: Das Freibad"];
            let at = places.map(|words| page.find(words).unwrap_or_else(|| panic!("{path}: {words}: {page}")));
            assert!(at[1] < at[2], "{path}: the answer first");
            assert!(!page.contains("ClaimReview"), "{path}");
        }
    }
}
