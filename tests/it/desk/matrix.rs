//! Every address of the admin area × every role × (own town, another town, no login, a stay that is over, a foreign page,
//! another method): exactly the answer that the table of routes allows.

use std::time::Duration;

use ausrufer::admin::{Need, NewTownRequest, add_town, doors};
use ausrufer::domain::staff::{Permission, Role};

use crate::support::clerk::Clerk;
use crate::support::databases;
use crate::support::server::TestServer;

/// An id of nothing.
const ID: &str = "01J9ZQ8W3V5T7R9P1N3M5K7H9F";

/// An address of the table with something in its gaps.
fn filled(path: &str, town: &str) -> String {
    filled_with(path, town, (ID, "4711", "gibt-es-nicht"))
}

/// The same with a post, a draft or a held change, and a channel that there are.
pub fn filled_with(path: &str, town: &str, (post, number, channel): (&str, &str, &str)) -> String {
    let path = path.replace("{ort}", town).replace("{farbe}", "0b4f6c.css").replace("{code}", "falsch");
    path.replace("{nr}", number)
        .replace("{kanal}", channel)
        .replace("{person}", ID)
        .replace("{beitrag}", post)
        .replace("{antwort}", ID)
        .replace("{bild}", "4711")
        .replace("{datei}", "leer.webp")
        .replace("{vorgang}", ID)
        .replace("{sperre}", ID)
        .replace("{weg}", "facebook")
        .replace("{platz}", "1")
        .replace("{passkey}", ID)
        .replace("{schritt}", "ort")
}

/// What a page answers to someone who may open it and sends an empty form: everything but the answers of the door.
pub fn is_let_in(status: u16) -> bool {
    // 404: there is no such channel, question or person.
    matches!(status, 200 | 303 | 422 | 404)
}

#[tokio::test]
async fn every_door_opens_to_exactly_those_who_may_come_in() {
    for database in databases::each().await {
        let server = TestServer::start(&database).await;
        let town = server.town().await.id;
        let other = format!("nachbar.localhost:{}", server.host.rsplit_once(':').unwrap().1);
        let request = NewTownRequest { name: "Stadt Nachbar".into(), host: other.clone(), ..NewTownRequest::default() };
        add_town(&server.app.desk(), request).await.unwrap();
        for role in Role::ALL {
            let login = format!("person.{}", role.as_str());
            let signed_in = Clerk::invited(&server, &login, *role, Some(town)).await;
            for route in doors() {
                let mut clerk = signed_in.clone();
                let Need::In(permission) = route.need else { continue };
                let (path, method) = (filled(route.path, &server.host), route.method.as_str());
                let may = role.permissions().contains(&permission);
                let answer = match method {
                    "GET" => clerk.get(&path).await,
                    _ => clerk.post(&path, &[]).await,
                };
                let case = format!("{role:?} {method} {path}: {}", answer.status);
                assert_eq!(answer.status == 403, !may, "{case}");
                assert!(!may || is_let_in(answer.status), "{case}");
                // Nothing there is something else than no such town.
                assert!(answer.status != 404 || answer.text.contains("Stadt Musterbach"), "{case}");

                let elsewhere = filled(route.path, &other);
                let answer = match method {
                    "GET" => clerk.get(&elsewhere).await,
                    _ => clerk.post(&elsewhere, &[]).await,
                };
                assert_eq!(answer.status, 404, "{case}, in the other town");
                assert!(!answer.text.contains("Nachbar"), "{case}: not even its name");
            }
        }
    }
}

#[tokio::test]
async fn nobody_comes_in_without_a_stay_of_their_own() {
    for database in databases::each().await {
        let server = TestServer::start(&database).await;
        let mut over = Clerk::owner(&server).await;
        over.post("/verwaltung/abmelden", &[]).await;
        let mut stale = Clerk::new(&server);
        stale.sign_in("olga", crate::support::clerk::PASSWORD).await;
        server.clock.advance(Duration::from_secs(3600));
        let mut made_up = Clerk::new(&server);
        made_up.cookie = Some("verwaltung-probe=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA".into());
        for clerk in [&mut Clerk::new(&server), &mut stale, &mut made_up] {
            for route in doors().iter().filter(|route| route.need != Need::Nothing) {
                let path = filled(route.path, &server.host);
                if route.method == "GET" {
                    let answer = clerk.get(&path).await;
                    assert_eq!(answer.status, 303, "{path}");
                    assert!(answer.location().starts_with("/verwaltung/anmelden"), "{path}");
                } else {
                    assert_eq!(clerk.post(&path, &[]).await.status, 401, "{path}");
                }
            }
        }
    }
}

#[tokio::test]
async fn a_foreign_page_or_another_method_changes_nothing() {
    for database in databases::each().await {
        let server = TestServer::start(&database).await;
        let mut owner = Clerk::owner(&server).await;
        let ours = format!("http://{}", server.host);
        for route in doors() {
            let path = filled(route.path, &server.host);
            if route.method == "GET" {
                for method in ["PUT", "DELETE", "PATCH", "OPTIONS"] {
                    let answer = owner.send(method, &path, &[("Origin", ours.as_str())], "").await;
                    assert_eq!(answer.status, 405, "{method} {path}");
                }
                continue;
            }
            for foreign in [
                vec![],
                vec![("Origin", "http://boese.localhost")],
                vec![("Origin", "null")],
                vec![("Sec-Fetch-Site", "cross-site"), ("Origin", ours.as_str())],
                vec![("Sec-Fetch-Site", "same-site")],
            ] {
                let answer = owner.send("POST", &path, &foreign, "").await;
                assert_eq!(answer.status, 403, "{path} {foreign:?}");
            }
            let got = owner.get(&path).await;
            assert!(matches!(got.status, 200 | 303 | 404 | 405), "GET {path}: {}", got.status);
        }
        assert_eq!(owner.get("/verwaltung/konto").await.status, 200, "nobody signed her out meanwhile");
    }
}

#[tokio::test]
async fn a_role_counts_until_it_ends_and_then_the_town_is_gone() {
    for database in databases::each().await {
        let server = TestServer::start(&database).await;
        let town = server.town().await.id;
        let mut owner = Clerk::owner(&server).await;
        let mut agency = Clerk::invited(&server, "agentur", Role::Agency, Some(town)).await;
        let overview = format!("/verwaltung/{}", server.host);
        assert_eq!(agency.get(&overview).await.status, 200);
        let team = owner.get(&format!("{overview}/team")).await.text;
        let action = team.split("action=\"").find(|part| part.starts_with(&format!("{overview}/team/0"))).unwrap();
        let action = action.split('"').next().unwrap().to_owned();
        assert_eq!(agency.post(&action, &[]).await.status, 403, "nobody ends roles without the right to");
        assert_eq!(owner.post(&action, &[]).await.status, 303);
        assert_eq!(agency.get(&overview).await.status, 404, "at once, without waiting for the stay to end");
        assert!(Role::Agency.permissions().contains(&Permission::Channels));
        assert!(!Role::Agency.permissions().contains(&Permission::Answer), "the town decides, not the agency");
    }
}

#[tokio::test]
async fn with_half_a_proof_every_door_leads_to_the_other_half() {
    for database in databases::each().await {
        let server = TestServer::start_with(&database, |config| config.development.second_proof = true).await;
        let mut without = Clerk::owner(&server).await;
        let mut with = Clerk::new(&server);
        for (open, first) in [
            (vec![Need::Password, Need::OwnProof], "/verwaltung/konto/zweiter-nachweis"),
            (vec![Need::Password], "/verwaltung/anmelden/nachweis"),
        ] {
            let clerk = if open.len() == 2 { &mut without } else { &mut with };
            let mut led = 0;
            for route in doors().iter().filter(|route| route.need != Need::Nothing && !open.contains(&route.need)) {
                let path = filled(route.path, &server.host);
                let answer = match route.method.as_str() {
                    "GET" => clerk.get(&path).await,
                    _ => clerk.post(&path, &[]).await,
                };
                let to = answer.location().split('?').next().unwrap();
                assert_eq!((answer.status, to), (303, first), "{} {path}", route.method);
                led += 1;
            }
            assert!(led > 20, "{led}");
            if open.len() == 2 {
                without.set_up_proof(&server).await;
                with.sign_in("olga", crate::support::clerk::PASSWORD).await;
            }
        }
        assert_eq!(with.post("/verwaltung/abmelden", &[]).await.location(), "/verwaltung/anmelden");
        assert_eq!(with.cookie, None, "one may always leave");
    }
}
