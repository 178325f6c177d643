//! A code from an invitation opens no more than whoever gave it could give at this moment.

use std::time::Duration;

use ausrufer::admin::{NewStaffRequest, NewTownRequest, add_town, invite_staff, renew_code};
use ausrufer::domain::TownId;
use ausrufer::domain::limits::Limits;
use ausrufer::domain::staff::Role;
use ausrufer::error::Words;
use ausrufer::i18n::Locale;
use ausrufer::seal::password::is_cheap;

use crate::support::clerk::{Clerk, PASSWORD};
use crate::support::databases;
use crate::support::server::TestServer;

fn request(login: &str, role: Role, town: Option<TownId>) -> NewStaffRequest {
    NewStaffRequest {
        login: login.into(),
        name: "Bernd Geheimnis".into(),
        role,
        town,
        until: None,
        limits: Limits::default(),
        by: None,
    }
}

/// Invites `bernd` in the browser; gives the address that was shown.
async fn invite(clerk: &mut Clerk, team: &str) -> String {
    let fields = [("name", "Bernd Beispiel"), ("anmeldename", "bernd"), ("rolle", "redaktion"), ("tage", "")];
    let shown = clerk.post(team, &fields).await.text;
    let code = shown.split("/verwaltung/einladung/").nth(1).unwrap_or_else(|| panic!("{shown}"));
    format!("/verwaltung/einladung/{}", code.split('<').next().unwrap())
}

/// Where the only role with this end is ended.
async fn end_role(owner: &mut Clerk, database: &databases::TestDb, team: &str, login: &str) {
    let id = database.text(&format!("SELECT ulid FROM staff WHERE login = '{login}'")).await.unwrap();
    assert_eq!(owner.post(&format!("{team}/{id}"), &[]).await.status, 303);
}

#[tokio::test]
async fn a_code_dies_with_the_role_it_was_for() {
    for database in databases::each().await {
        let server = TestServer::start(&database).await;
        let mut owner = Clerk::owner(&server).await;
        let team = format!("/verwaltung/{}/team", server.host);
        let path = invite(&mut owner, &team).await;
        let mut bernd = Clerk::new(&server);
        assert_eq!(bernd.get(&path).await.status, 200);
        end_role(&mut owner, &database, &team, "bernd").await;
        assert_eq!(bernd.get(&path).await.status, 404);
        assert_eq!(bernd.post(&path, &[("passwort", PASSWORD), ("nochmal", PASSWORD)]).await.status, 404);
        assert_eq!(database.number("SELECT count(*) FROM staff_link").await, Some(0));
        let refused = renew_code(&server.app.desk(), "bernd").await.unwrap_err();
        assert!(refused.words(Locale::De).contains("zurzeit keine Rolle"));
    }
}

#[tokio::test]
async fn a_code_dies_when_whoever_gave_it_could_give_it_no_more() {
    for database in databases::each().await {
        let server = TestServer::start(&database).await;
        let town = server.town().await.id;
        let mut owner = Clerk::owner(&server).await;
        let mut manager = Clerk::invited(&server, "verwaltung", Role::Manager, Some(town)).await;
        let team = format!("/verwaltung/{}/team", server.host);
        let path = invite(&mut manager, &team).await;
        let mut bernd = Clerk::new(&server);
        assert_eq!(bernd.get(&path).await.status, 200);
        // Meanwhile Bernd becomes more than the manager could make him.
        invite_staff(&server.app.desk(), &request("bernd", Role::Owner, Some(town))).await.unwrap();
        assert_eq!(bernd.get(&path).await.status, 404, "a newer code took its place");
        let desk = server.app.desk();
        database.sql("DELETE FROM staff_role WHERE role = 'inhaber' AND town_id IS NOT NULL").await;
        let path = invite(&mut manager, &team).await;
        database
            .sql(&format!(
                "INSERT INTO staff_role (staff_id, town_id, role, given_at) \
             SELECT id, {town}, 'inhaber', 0 FROM staff WHERE login = 'bernd'"
            ))
            .await;
        assert_eq!(bernd.get(&path).await.status, 404, "the manager's code would make an owner");
        database.sql("DELETE FROM staff_role WHERE role = 'inhaber' AND town_id IS NOT NULL").await;
        assert_eq!(bernd.get(&path).await.status, 200);
        end_role(&mut owner, &database, &team, "verwaltung").await;
        assert_eq!(bernd.post(&path, &[("passwort", PASSWORD), ("nochmal", PASSWORD)]).await.status, 404);
        let own = renew_code(&desk, "bernd").await.unwrap().code.unwrap().code;
        let path = format!("/verwaltung/einladung/{own}");
        assert_eq!(bernd.post(&path, &[("passwort", PASSWORD), ("nochmal", PASSWORD)]).await.status, 303);
        let log = owner.get(&format!("/verwaltung/{}/protokoll", server.host)).await.text;
        assert!(log.contains("Bernd Beispiel hat ein Passwort gewählt"), "{log}");
    }
}

#[tokio::test]
async fn a_role_given_again_is_one_role_with_a_new_end() {
    for database in databases::each().await {
        let server = TestServer::start(&database).await;
        let town = server.town().await.id;
        for place in [Some(town), None] {
            for days in [Some(10), None, Some(20)] {
                let until =
                    days.map(|days| ausrufer::clock::Clock::now(&*server.clock) + Duration::from_secs(days * 86_400));
                let wanted = NewStaffRequest { until, ..request("bernd", Role::Editor, place) };
                invite_staff(&server.app.desk(), &wanted).await.unwrap();
                let condition = place.map_or("IS NULL".to_owned(), |town| format!("= {town}"));
                let ends = format!("SELECT until FROM staff_role WHERE town_id {condition}");
                assert_eq!(database.number(&ends).await, until.map(jiff::Timestamp::as_millisecond), "{days:?}");
            }
        }
        assert_eq!(database.number("SELECT count(*) FROM staff_role").await, Some(2));
    }
}

#[tokio::test]
async fn who_invites_somebody_of_another_town_learns_no_name() {
    for database in databases::each().await {
        let server = TestServer::start(&database).await;
        let town = server.town().await.id;
        let host = format!("nachbar.localhost:{}", server.host.rsplit_once(':').unwrap().1);
        let other = NewTownRequest { name: "Stadt Nachbar".into(), host, ..NewTownRequest::default() };
        let other = add_town(&server.app.desk(), other).await.unwrap().id;
        invite_staff(&server.app.desk(), &request("bernd", Role::Editor, Some(other))).await.unwrap();
        let mut everywhere = Clerk::invited(&server, "chefin", Role::Owner, None).await;
        let mut manager = Clerk::invited(&server, "verwaltung", Role::Manager, Some(town)).await;
        let team = format!("/verwaltung/{}/team", server.host);
        let fields = [("name", "X"), ("anmeldename", "bernd"), ("rolle", "redaktion"), ("tage", "")];
        for clerk in [&mut everywhere, &mut manager] {
            let answer = clerk.post(&team, &fields).await;
            assert!(matches!(answer.status, 200 | 303) && !answer.text.contains("Geheimnis"), "{}", answer.text);
        }
    }
}

#[tokio::test]
async fn a_hash_from_cheaper_days_is_made_anew_at_the_next_sign_in() {
    for database in databases::each().await {
        let server = TestServer::start(&database).await;
        drop(Clerk::owner(&server).await);
        let usual = ausrufer::seal::password::Cost::USUAL;
        let stored = "SELECT password FROM staff";
        let old = database.text(stored).await.unwrap();
        assert!(is_cheap(&old, usual), "to try things out it is the least that is advised");
        let (mut config, folder, clock, port) = server.end().await;
        config.development.second_proof = true;
        let server = TestServer::resume(config, folder, clock, port).await;
        let mut olga = Clerk::new(&server);
        assert_eq!(olga.sign_in("olga", "falsch falsch falsch").await.status, 422);
        assert_eq!(database.text(stored).await.unwrap(), old, "only the right one is made anew");
        assert_eq!(olga.sign_in("olga", PASSWORD).await.status, 303);
        let new = database.text(stored).await.unwrap();
        assert!(!is_cheap(&new, usual), "{new}");
        assert_eq!(olga.sign_in("olga", PASSWORD).await.status, 303);
        assert_eq!(database.text(stored).await.unwrap(), new);
    }
}
