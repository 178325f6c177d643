//! Two people approve, others stand in, the agency waits for the town, and whoever forgets is reminded.

use std::time::Duration;

use ausrufer::clock::Clock as _;
use ausrufer::domain::staff::Role;
use ausrufer::store::{Conn, staff_roles};

use crate::support::clerk::Clerk;
use crate::support::databases;
use crate::support::mailbox::Mailbox;
use crate::support::server::TestServer;

fn version(page: &str) -> String {
    let rest = page.split("name=\"stand\" value=\"").nth(1).expect("a form with a version");
    rest.split('"').next().unwrap().to_owned()
}

async fn hand_in(clerk: &mut Clerk, server: &TestServer, sender: &str) -> String {
    let new = format!("/verwaltung/{}/entwuerfe/neu", server.host);
    let fields = [("art", "own"), ("titel", "Markt"), ("text", "Um acht."), ("absender", sender), ("tun", "freigabe")];
    let sent = clerk.post(&new, &fields).await;
    assert_eq!(sent.status, 303, "{}", sent.text);
    sent.location().split('?').next().unwrap().to_owned()
}

/// What came of approving what the page shows: the word in the address, or the status.
async fn approve(clerk: &mut Clerk, draft: &str) -> String {
    let stand = version(&clerk.get(draft).await.text);
    let done = clerk.post(draft, &[("tun", "freigeben"), ("stand", stand.as_str())]).await;
    match done.location().split_once("gut=") {
        Some((_, word)) => word.to_owned(),
        None => done.status.to_string(),
    }
}

async fn id_of(server: &TestServer, login: &str) -> String {
    let town = server.town().await.id;
    let members = server.app.db.read(async |c: &mut Conn<'_>| staff_roles::members(c, town).await).await.unwrap();
    members.iter().find(|member| member.login == login).unwrap().ulid.to_string()
}

#[tokio::test]
async fn the_second_approval_is_another_persons_and_a_change_begins_anew() {
    for database in databases::each().await {
        let server = TestServer::start(&database).await;
        let town = server.town().await.id;
        let mut owner = Clerk::owner(&server).await;
        let rules = format!("/verwaltung/{}/freigaberegeln", server.host);
        assert_eq!(owner.post(&rules, &[("zweite", "ja"), ("stunden", "viele")]).await.status, 422);
        assert_eq!(owner.post(&rules, &[("zweite", "ja"), ("stunden", "4")]).await.status, 303);
        let mut author = Clerk::invited(&server, "autorin", Role::Author, Some(town)).await;
        let mut first = Clerk::invited(&server, "erste", Role::Approver, Some(town)).await;
        let mut second = Clerk::invited(&server, "zweite", Role::Editor, Some(town)).await;
        let draft = hand_in(&mut author, &server, "").await;
        let overview = first.get(&format!("/verwaltung/{}", server.host)).await.text;
        assert!(overview.contains(&format!("href=\"{draft}\"")), "one tap leads there: {overview}");
        let page = first.get(&draft).await.text;
        assert!(page.contains("Als erste Person freigeben"), "{page}");
        assert_eq!(approve(&mut first, &draft).await, "erste");
        assert!(server.headings().await.is_empty(), "one is not enough");
        assert_eq!(approve(&mut first, &draft).await, "422", "not twice by the same");
        assert!(author.get(&draft).await.text.contains("zweite Freigabe"));

        // Who changes it asks both anew, and is not one of them.
        let edit = format!("{draft}/bearbeiten");
        let stand = version(&second.get(&edit).await.text);
        let fields =
            [("art", "own"), ("titel", "Markt"), ("text", "Um neun."), ("tun", "freigabe"), ("stand", stand.as_str())];
        assert_eq!(second.post(&edit, &fields).await.status, 303);
        assert_eq!(approve(&mut second, &draft).await, "422");
        assert_eq!(approve(&mut first, &draft).await, "erste");
        assert_eq!(approve(&mut owner, &draft).await, "veroeffentlicht");
        assert_eq!(server.headings().await, ["Markt"]);
        let log = owner.get(&format!("/verwaltung/{}/protokoll", server.host)).await.text;
        assert!(log.contains("zum ersten Mal freigegeben") && log.contains("Regeln für die Freigabe geändert"));
    }
}

#[tokio::test]
async fn who_stands_in_approves_meanwhile_and_is_reminded() {
    for database in databases::each().await {
        let mailbox = Mailbox::start().await;
        let relay = mailbox.relay();
        let server = TestServer::start_with(&database, |config| {
            config.mail.relay = Some(relay);
            config.mail.from = Some("ausrufer@musterbach.test".into());
        })
        .await;
        let town = server.town().await.id;
        let mut owner = Clerk::owner(&server).await;
        let mut author = Clerk::invited(&server, "autorin@musterbach.test", Role::Author, Some(town)).await;
        let mut away = Clerk::invited(&server, "chefin@musterbach.test", Role::Approver, Some(town)).await;
        let mut stands_in = Clerk::invited(&server, "vertretung@musterbach.test", Role::Author, Some(town)).await;
        drop(Clerk::invited(&server, "agentur@agentur.test", Role::Agency, Some(town)).await);
        let draft = hand_in(&mut author, &server, "").await;
        let stand = version(&away.get(&draft).await.text);
        let answer = [("tun", "freigeben"), ("stand", stand.as_str())];
        assert_eq!(stands_in.post(&draft, &answer).await.status, 403, "only writes");

        let person = id_of(&server, "chefin@musterbach.test").await;
        let page = format!("/verwaltung/{}/team/{person}/vertretung", server.host);
        let agency = id_of(&server, "agentur@agentur.test").await;
        let other = id_of(&server, "vertretung@musterbach.test").await;
        let fields = |who: &str, from: &str, until: &str| {
            vec![("wer".to_owned(), who.to_owned()), ("von".to_owned(), from.into()), ("bis".to_owned(), until.into())]
        };
        for (who, from, until) in [
            (agency.as_str(), "24.11.2026", "30.11.2026"),
            (person.as_str(), "24.11.2026", "30.11.2026"),
            (other.as_str(), "24.11.2026", "1.1.2026"),
        ] {
            let wrong = fields(who, from, until);
            let wrong: Vec<(&str, &str)> = wrong.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
            assert_eq!(owner.post(&page, &wrong).await.status, 422, "{who} {until}");
        }
        let right = fields(other.as_str(), "24.11.2026", "25.11.2026");
        let right: Vec<(&str, &str)> = right.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        assert_eq!(owner.post(&page, &right).await.status, 303);

        // After a day it is said to everybody who can: not to who wrote it, nor to the agency.
        server.pass(23 * 3600).await;
        assert!(mailbox.letters().is_empty());
        server.pass(3700).await;
        server.pass(600).await;
        let mut told: Vec<String> = mailbox.letters().iter().flat_map(|letter| letter.to.clone()).collect();
        told.sort();
        assert_eq!(told, ["chefin@musterbach.test", "vertretung@musterbach.test"], "each once");
        let letter = mailbox.letters().pop().unwrap();
        assert!(letter.text.contains(&draft) && letter.text.contains("Markt"), "{}", letter.text);

        // The stay is over after a day; who stands in signs in again and lets it through.
        stands_in.sign_in("vertretung@musterbach.test", crate::support::clerk::PASSWORD).await;
        let page = stands_in.get(&draft).await.text;
        let stand = version(&page);
        let done = stands_in.post(&draft, &[("tun", "freigeben"), ("stand", stand.as_str())]).await;
        assert!(done.location().ends_with("gut=veroeffentlicht"), "{} {}", done.status, done.text);
        assert_eq!(server.headings().await, ["Markt"]);
        server.clock.advance(Duration::from_secs(2 * 86_400));
        stands_in.sign_in("vertretung@musterbach.test", crate::support::clerk::PASSWORD).await;
        let own = hand_in(&mut stands_in, &server, "").await;
        assert_eq!(stands_in.post(&own, &[("tun", "freigeben"), ("stand", "2")]).await.status, 403, "it is over");
    }
}

#[tokio::test]
async fn an_agency_publishes_alone_where_the_town_let_it_and_no_longer() {
    for database in databases::each().await {
        let server = TestServer::start(&database).await;
        let town = server.town().await.id;
        let mut owner = Clerk::owner(&server).await;
        let mut agency = Clerk::invited(&server, "agentur", Role::Agency, Some(town)).await;
        let new = format!("/verwaltung/{}/entwuerfe/neu", server.host);
        let publish = |sender: &'static str| {
            [("art", "own"), ("titel", "Fest"), ("text", sender), ("absender", sender), ("tun", "veroeffentlichen")]
        };
        let waits = agency.post(&new, &publish("Tourismus")).await;
        assert!(waits.location().ends_with("gut=wartet"), "{}", waits.location());
        let area = format!("/verwaltung/{}/agentur", server.host);
        let pass = format!("{area}/ohne-freigabe");
        let given = [("art", "sender"), ("name", "Tourismus"), ("bis", "30.11.2026")];
        assert_eq!(agency.post(&pass, &given).await.status, 403, "not by itself");
        for (name, until) in
            [("", "30.11.2026"), ("Tourismus", ""), ("Tourismus", "30.11.2027"), ("Tourismus", "1.1.2026")]
        {
            let wrong = owner.post(&pass, &[("art", "sender"), ("name", name), ("bis", until)]).await;
            assert_eq!(wrong.status, 422, "{name} {until}");
        }
        assert_eq!(owner.post(&pass, &given).await.status, 303);
        let alone = agency.post(&new, &publish("Tourismus")).await;
        assert!(alone.location().ends_with("gut=veroeffentlicht"), "{} {}", alone.status, alone.text);
        let other = agency.post(&new, &publish("Bauamt")).await;
        assert!(other.location().ends_with("gut=wartet"), "another sender still waits");

        // It ends by itself.
        let until: jiff::Timestamp = "2026-12-01T00:00:00Z".parse().unwrap();
        let left = until.duration_since(server.clock.now()).unsigned_abs();
        server.clock.advance(left);
        agency.sign_in("agentur", crate::support::clerk::PASSWORD).await;
        let over = agency.post(&new, &publish("Tourismus")).await;
        assert!(over.location().ends_with("gut=wartet"), "{}", over.location());

        // What it did stands in the log by itself, also when it works here no more; one button ends it.
        owner.sign_in("olga", crate::support::clerk::PASSWORD).await;
        let log = format!("/verwaltung/{}/protokoll", server.host);
        assert_eq!(owner.post(&format!("{area}/beenden"), &[]).await.status, 303);
        assert_eq!(agency.get(&new).await.status, 404, "at once");
        let deeds = owner.get(&format!("{log}?wer=agentur")).await.text;
        assert!(deeds.contains("Was hat die Agentur getan?") && deeds.contains("veröffentlicht"), "{deeds}");
        assert!(!deeds.contains("ohne Freigabe bis"), "what the town did is not the agency's");
        let all = owner.get(&log).await.text;
        assert!(
            all.contains("„Tourismus“ ohne Freigabe bis") && all.contains("Zusammenarbeit mit der Agentur beendet")
        );
        let sheet = owner.get(&format!("{log}.csv?wer=agentur")).await;
        assert_eq!(sheet.headers["content-type"], "text/csv; charset=utf-8");
        assert!(sheet.text.contains("\"Frau agentur\";") && sheet.text.lines().count() > 3, "{}", sheet.text);
        let checked = owner.get(&format!("{log}?pruefen=ja")).await.text;
        assert!(checked.contains("meldung gut"), "{checked}");
    }
}
