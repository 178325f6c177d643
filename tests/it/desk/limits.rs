//! Roles that count for some senders or channels only: nothing else is seen in lists, opened, or changed; nobody speaks for
//! others; nobody gives more than they hold.

use ausrufer::admin::{Need, doors, limit_role};
use ausrufer::domain::ids::Ulid;
use ausrufer::domain::limits::Limits;
use ausrufer::domain::staff::{Permission, Role};
use ausrufer::error::Words;
use ausrufer::i18n::Locale;
use ausrufer::store::{Conn, drafts, posts_read, staff_roles};

use super::matrix::{filled_with, is_let_in};
use crate::support::clerk::Clerk;
use crate::support::databases;
use crate::support::server::{TestServer, start_of_tests};
use crate::support::site::{Entry, Site};

fn senders(names: &[&str]) -> Limits {
    Limits { senders: names.iter().map(|name| (*name).to_owned()).collect(), channels: Vec::new() }
}

/// Writes a message in a sender's name; gives where its draft stands.
async fn write(clerk: &mut Clerk, server: &TestServer, (title, sender): (&str, &str), does: &str) -> String {
    let new = format!("/verwaltung/{}/entwuerfe/neu", server.host);
    let text = match sender {
        "Bauamt" => format!("{title}: Die Brücke über den Mühlbach wird ab Montag saniert."),
        _ => format!("{title}: Wir üben am Freitag mit allen Fahrzeugen am Gerätehaus."),
    };
    let fields = [("art", "own"), ("titel", title), ("text", text.as_str()), ("absender", sender), ("tun", does)];
    let sent = clerk.post(&new, &fields).await;
    assert_eq!(sent.status, 303, "{}", sent.text);
    sent.location().split('?').next().unwrap().to_owned()
}

/// The posts that the town has, with this heading.
async fn post(server: &TestServer, title: &str) -> Ulid {
    let town = server.town().await.id;
    let listing = posts_read::Listing::All;
    let read = async |c: &mut Conn<'_>| posts_read::page(c, town, &listing, None, 100).await;
    let posts = server.app.db.read(read).await.unwrap();
    posts.iter().find(|post| post.heading() == title).unwrap().ulid
}

#[tokio::test]
async fn every_door_is_closed_to_what_lies_beyond_a_roles_limits() {
    for database in databases::each().await {
        let server = TestServer::start(&database).await;
        let town = server.town().await.id;
        let site = Site::start("www").await;
        site.feed(&[Entry::new("e1", "Vom Rathaus", start_of_tests())]);
        let source = server.add_source(&site.url("/feed.xml")).await;
        server.pass(1).await;
        let mut owner = Clerk::owner(&server).await;
        let mut things = Vec::new();
        for sender in ["Bauamt", "Feuerwehr"] {
            write(&mut owner, &server, (format!("Beitrag {sender}").as_str(), sender), "veroeffentlichen").await;
            let draft = write(&mut owner, &server, (format!("Entwurf {sender}").as_str(), sender), "freigabe").await;
            let draft = draft.rsplit('/').next().unwrap().to_owned();
            things.push((post(&server, &format!("Beitrag {sender}")).await.to_string(), draft));
        }
        let [(their_post, their_draft), (own_post, own_draft)] = things.try_into().unwrap();
        for role in Role::ALL.iter().filter(|role| role.can_be_limited()) {
            let login = format!("person.{}", role.as_str());
            let mut clerk = Clerk::invited_for(&server, &login, *role, Some(town), senders(&["Feuerwehr"])).await;
            for route in doors() {
                let Need::In(permission) = route.need else { continue };
                let may = role.permissions().contains(&permission) && !permission.is_of_whole_town();
                let about = ["/{beitrag}", "/entwuerfe/{nr}", "/{kanal}"];
                let limited = about.iter().any(|part| route.path.contains(part)) && !route.path.contains("/warnung/");
                let ends = ["/entfernen", "/loeschen"].iter().any(|part| route.path.ends_with(part));
                for (post, draft, channel, within) in [
                    (&their_post, &their_draft, source.slug.as_str(), false),
                    (&own_post, &own_draft, source.slug.as_str(), true),
                ] {
                    // No channel is within: the role names none.
                    let within = within && !route.path.contains("/{kanal}");
                    // Who only writes changes what they wrote; and nothing is removed here.
                    let anothers = !role.may(Permission::Publish) && route.path.ends_with("/bearbeiten");
                    if within && (anothers || (ends && route.method == "POST")) {
                        continue;
                    }
                    let path = filled_with(route.path, &server.host, (post.as_str(), draft.as_str(), channel));
                    let answer = match route.method.as_str() {
                        "GET" => clerk.get(&path).await,
                        _ => clerk.post(&path, &[]).await,
                    };
                    let case = format!("{role:?} {} {path}: {}", route.method, answer.status);
                    let open = may && (within || !limited);
                    assert_eq!(answer.status == 403, !open, "{case}");
                    assert!(!open || is_let_in(answer.status), "{case}");
                    assert!(!may || open || answer.text.contains("nur für: Feuerwehr"), "{case}: it says why");
                }
            }
        }
        assert_eq!(server.headings().await.len(), 3, "nobody removed anything");
    }
}

#[tokio::test]
async fn lists_show_what_lies_within_and_nobody_speaks_for_others() {
    for database in databases::each().await {
        let server = TestServer::start(&database).await;
        let town = server.town().await.id;
        let mut owner = Clerk::owner(&server).await;
        for sender in ["Bauamt", "Feuerwehr"] {
            write(&mut owner, &server, (format!("Beitrag {sender}").as_str(), sender), "veroeffentlichen").await;
            write(&mut owner, &server, (format!("Entwurf {sender}").as_str(), sender), "freigabe").await;
        }
        let mut fire = Clerk::invited_for(&server, "wehr", Role::Editor, Some(town), senders(&["Feuerwehr"])).await;
        let area = format!("/verwaltung/{}", server.host);
        for page in ["", "/beitraege", "/entwuerfe", "/freigabe"] {
            let text = fire.get(&format!("{area}{page}")).await.text;
            assert!(!text.contains("Beitrag Bauamt") && !text.contains("Entwurf Bauamt"), "{page}: {text}");
        }
        assert!(fire.get(&format!("{area}/beitraege")).await.text.contains("Beitrag Feuerwehr"));
        assert!(fire.get(&format!("{area}/freigabe")).await.text.contains("Entwurf Feuerwehr"));
        assert_eq!(fire.get(&format!("{area}/warnung")).await.status, 403, "a warning is the whole town's");

        let new = format!("{area}/entwuerfe/neu");
        assert!(fire.get(&new).await.text.contains("value=\"Feuerwehr\""), "the only sender stands there already");
        for foreign in ["Bauamt", ""] {
            let fields =
                [("art", "own"), ("titel", "Von mir"), ("text", "x"), ("absender", foreign), ("tun", "freigabe")];
            let sent = fire.post(&new, &fields).await;
            assert_eq!(sent.status, 422, "{foreign}");
            assert!(sent.text.contains("Sie schreiben nur für: Feuerwehr") && sent.text.contains("Von mir"));
        }
        let own = post(&server, "Beitrag Feuerwehr").await;
        let moved = fire.post(&format!("{area}/beitraege/{own}/einordnung"), &[("absender", "Bauamt")]).await;
        assert_eq!(moved.status, 422, "{}", moved.text);
        let other = post(&server, "Beitrag Bauamt").await.to_string();
        let joined = fire.post(&format!("{area}/beitraege/{own}/zusammenlegen"), &[("mit", other.as_str())]).await;
        assert_eq!(joined.status, 422, "what stands in a form is no way around");
        assert_eq!(server.headings().await.len(), 2);
    }
}

#[tokio::test]
async fn limits_are_set_on_the_persons_page_and_count_at_once() {
    for database in databases::each().await {
        let server = TestServer::start(&database).await;
        let town = server.town().await;
        let mut owner = Clerk::owner(&server).await;
        write(&mut owner, &server, ("Beitrag Bauamt", "Bauamt"), "veroeffentlichen").await;
        let mut editor = Clerk::invited(&server, "wehr", Role::Editor, Some(town.id)).await;
        let list = format!("/verwaltung/{}/beitraege", server.host);
        assert!(editor.get(&list).await.text.contains("Beitrag Bauamt"));

        let members =
            server.app.db.read(async |c: &mut Conn<'_>| staff_roles::members(c, town.id).await).await.unwrap();
        let id = members.iter().find(|member| member.login == "wehr").unwrap().ulid;
        let page = format!("/verwaltung/{}/team/{id}", server.host);
        assert!(owner.get(&page).await.text.contains("Gilt für alle Absender und Kanäle."));
        let fields = [("rolle", "redaktion"), ("absender", "Feuerwehr, Rettungsdienst")];
        assert_eq!(editor.post(&format!("{page}/rolle"), &fields).await.status, 403, "not by oneself");
        assert_eq!(owner.post(&format!("{page}/rolle"), &fields).await.status, 303);
        assert!(owner.get(&page).await.text.contains("Gilt nur für: Feuerwehr, Rettungsdienst"));
        assert!(!editor.get(&list).await.text.contains("Beitrag Bauamt"));
        let none = [("rolle", "redaktion"), ("kanal", "gibt-es-nicht")];
        assert_eq!(owner.post(&format!("{page}/rolle"), &none).await.status, 422);

        // The command line does the same, and refuses the same.
        let desk = server.app.desk();
        limit_role(&desk, &town, (id, Role::Editor), Limits::default(), None).await.unwrap();
        assert!(editor.get(&list).await.text.contains("Beitrag Bauamt"));
        let refused = limit_role(&desk, &town, (id, Role::Owner), senders(&["A"]), None).await.unwrap_err();
        assert!(refused.words(Locale::De).contains("lässt sich nicht"), "{refused}");
        let log = owner.get(&format!("/verwaltung/{}/protokoll", server.host)).await.text;
        assert!(log.contains("gilt nur noch für: Feuerwehr, Rettungsdienst"), "{log}");
    }
}

#[tokio::test]
async fn a_channels_posts_and_questions_are_its_peoples() {
    for database in databases::each().await {
        let server = TestServer::start(&database).await;
        let town = server.town().await.id;
        let site = Site::start("www").await;
        site.feed(&[Entry::new("e1", "Vom Rathaus", start_of_tests())]);
        let source = server.add_source(&site.url("/feed.xml")).await;
        server.pass(1).await;
        let mut owner = Clerk::owner(&server).await;
        write(&mut owner, &server, ("Beitrag Bauamt", "Bauamt"), "veroeffentlichen").await;
        let limits = Limits { senders: Vec::new(), channels: vec![source.slug.clone()] };
        let mut clerk = Clerk::invited_for(&server, "kanal", Role::Editor, Some(town), limits).await;
        let area = format!("/verwaltung/{}", server.host);
        let list = clerk.get(&format!("{area}/beitraege")).await.text;
        assert!(list.contains("Vom Rathaus") && !list.contains("Beitrag Bauamt"), "{list}");
        let channel = format!("{area}/kanaele/{}", source.slug);
        assert!(clerk.get(&channel).await.text.contains("value=\"pausieren\""));
        assert_eq!(clerk.post(&channel, &[("tun", "pausieren")]).await.status, 303);
        assert_eq!(clerk.get(&format!("{area}/kanaele/neu")).await.status, 403, "a new channel is the town's");
        let fields = [("art", "own"), ("titel", "T"), ("text", "x"), ("tun", "freigabe")];
        let new = clerk.post(&format!("{area}/entwuerfe/neu"), &fields).await;
        assert!(new.text.contains("nur für einzelne Kanäle"), "{}", new.text);
        let drafts = server.app.db.read(async |c: &mut Conn<'_>| drafts::of_town(c, town, 10).await).await.unwrap();
        assert_eq!(drafts.len(), 1, "the owner's alone");
        assert!(Permission::Connect.is_of_whole_town());
    }
}
