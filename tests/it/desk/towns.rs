//! Several towns: nothing meant for one is done in another, what is another town's is not found, and both read of the try.

use ausrufer::admin::{NewStaffRequest, NewTownRequest, add_town, invite_staff};
use ausrufer::domain::limits::Limits;
use ausrufer::domain::staff::{Grant, Role};
use ausrufer::domain::town::Town;
use ausrufer::store::{Conn, staff};

use crate::support::clerk::{Clerk, PASSWORD};
use crate::support::databases;
use crate::support::server::TestServer;

async fn neighbour(server: &TestServer) -> Town {
    let host = format!("nachbar.localhost:{}", server.host.rsplit_once(':').unwrap().1);
    let request = NewTownRequest { name: "Stadt Nachbar".into(), host, ..NewTownRequest::default() };
    add_town(&server.app.desk(), request).await.unwrap()
}

fn request(login: &str, role: Role, town: &Town, by: Option<Vec<Grant>>) -> NewStaffRequest {
    let (login, name) = (login.to_owned(), format!("Frau {login}"));
    NewStaffRequest { login, name, role, town: Some(town.id), until: None, limits: Limits::default(), by }
}

#[tokio::test]
async fn a_form_of_one_town_changes_nothing_while_somebody_works_for_another() {
    for database in databases::each().await {
        let server = TestServer::start(&database).await;
        let (town, other) = (server.town().await, neighbour(&server).await);
        let mut clerk = Clerk::invited(&server, "springer", Role::Editor, Some(town.id)).await;
        invite_staff(&server.app.desk(), &request("springer", Role::Editor, &other, None)).await.unwrap();
        let new = |town: &Town| format!("/verwaltung/{}/entwuerfe/neu", town.host);
        let fields = [("art", "own"), ("titel", "Nur für Musterbach"), ("text", "x"), ("tun", "speichern")];
        let mine = clerk.get("/verwaltung/agentur").await.text;
        assert!(mine.contains("Stadt Musterbach") && mine.contains("Stadt Nachbar"), "{mine}");
        assert_eq!(clerk.get(&new(&town)).await.status, 200, "the first town needs no step");

        let page = clerk.get(&new(&other)).await;
        assert_eq!(page.status, 409);
        assert!(page.text.contains("Sie arbeiten gerade für Stadt Musterbach"), "{}", page.text);
        let sent = clerk.post(&new(&other), &fields).await;
        assert_eq!(sent.status, 409);
        assert!(sent.text.contains("Es wurde nichts geändert"), "{}", sent.text);
        let enter = [("ort", other.host.as_str()), ("weiter", "/verwaltung/boese/x")];
        let entered = clerk.post("/verwaltung/ort", &enter).await;
        assert_eq!(entered.location(), format!("/verwaltung/{}", other.host), "to no other town's page");
        let list = clerk.get(&format!("/verwaltung/{}/entwuerfe", other.host)).await;
        assert!(list.status == 200 && !list.text.contains("Nur für Musterbach"), "{}", list.text);
        assert!(list.text.contains("<strong>Stadt Nachbar</strong>") && list.text.contains("Ort wechseln"));
        // The form that was opened before belongs to the first town.
        assert_eq!(clerk.post(&new(&town), &fields).await.status, 409);
        let back = [("ort", town.host.as_str()), ("weiter", "")];
        assert_eq!(clerk.post("/verwaltung/ort", &back).await.status, 303);
        assert_eq!(clerk.post(&new(&town), &fields).await.status, 303);

        let mut stranger = Clerk::invited(&server, "fremd", Role::Editor, Some(town.id)).await;
        assert_eq!(stranger.post("/verwaltung/ort", &enter).await.status, 404);
        let only = stranger.get(&format!("/verwaltung/{}", town.host)).await.text;
        assert!(!only.contains("Ort wechseln"), "{only}");
    }
}

#[tokio::test]
async fn who_guesses_another_towns_ids_finds_nothing_and_both_logs_say_so() {
    for database in databases::each().await {
        let server = TestServer::start(&database).await;
        let (town, other) = (server.town().await, neighbour(&server).await);
        let mut owner = Clerk::owner(&server).await;
        let mut agency = Clerk::invited(&server, "agentur", Role::Agency, Some(town.id)).await;
        let fields = [("art", "own"), ("titel", "Geheimes"), ("text", "x"), ("tun", "speichern")];
        let theirs = owner.post(&format!("/verwaltung/{}/entwuerfe/neu", other.host), &fields).await;
        let draft = theirs.location().split('?').next().unwrap().rsplit('/').next().unwrap().to_owned();
        let guessed = agency.get(&format!("/verwaltung/{}/entwuerfe/{draft}", town.host)).await;
        assert_eq!((guessed.status, guessed.text.contains("Geheimes")), (404, false), "{}", guessed.text);
        assert_eq!(agency.get(&format!("/verwaltung/{}/entwuerfe/{draft}", other.host)).await.status, 404);
        // Nothing of the kind exists anywhere: a slip.
        let slip = agency.get(&format!("/verwaltung/{}/entwuerfe/01J9ZQ8W3V5T7R9P1N3M5K7H9F", town.host)).await;
        assert_eq!(slip.status, 404);
        for place in [&other, &town] {
            owner.post("/verwaltung/ort", &[("ort", place.host.as_str())]).await;
            let log = owner.get(&format!("/verwaltung/{}/protokoll", place.host)).await.text;
            let tries = log.matches("hat nach etwas gefragt, das einem anderen Ort gehört").count();
            assert_eq!(tries, 2, "{}: {log}", place.name);
        }
        // Whom it concerns reads it, too, without any permission; and no log is flooded.
        let own = agency.get("/verwaltung/konto/protokoll").await.text;
        assert!(own.contains("hat nach etwas gefragt") && own.contains("Stadt Musterbach"), "{own}");
        for _ in 0..30 {
            agency.get(&format!("/verwaltung/{}", other.host)).await;
        }
        let log = owner.get(&format!("/verwaltung/{}/protokoll", town.host)).await.text;
        assert_eq!(log.matches("hat nach etwas gefragt").count(), 20);
    }
}

#[tokio::test]
async fn two_towns_invite_the_same_person_and_neither_code_dies() {
    for database in databases::each().await {
        let server = TestServer::start(&database).await;
        let (town, other) = (server.town().await, neighbour(&server).await);
        let by = |town: &Town| Some(vec![Grant::new(Some(town.id), Role::Manager, None)]);
        let desk = server.app.desk();
        let first = invite_staff(&desk, &request("bernd", Role::Editor, &town, by(&town))).await.unwrap();
        let second = invite_staff(&desk, &request("bernd", Role::Editor, &other, by(&other))).await.unwrap();
        assert!(!first.waits && second.waits);
        let (first, second) = (first.code.unwrap().code, second.code.unwrap().code);
        let (first, second) = (format!("/verwaltung/einladung/{first}"), format!("/verwaltung/einladung/{second}"));
        let password = [("passwort", PASSWORD), ("nochmal", PASSWORD)];

        // The second town's code alone opens nothing: whoever holds it could else act in the first town.
        let mut thief = Clerk::new(&server);
        let page = thief.get(&second).await;
        assert!(page.text.contains("ältere Einladung") && !page.text.contains("name=\"passwort\""), "{}", page.text);
        thief.post(&second, &password).await;
        let bernd = server.app.db.read(async |c: &mut Conn<'_>| staff::by_login(c, "bernd").await).await.unwrap();
        assert_eq!(bernd.unwrap().password, None);

        let mut bernd = Clerk::new(&server);
        assert_eq!(bernd.post(&first, &password).await.status, 303, "the first code works as ever");
        assert_eq!(bernd.get(&format!("/verwaltung/{}", town.host)).await.status, 200);
        assert_eq!(bernd.get(&format!("/verwaltung/{}", other.host)).await.status, 404, "not taken on yet");
        assert!(thief.get(&second).await.text.contains("Melden Sie sich zuerst"));
        assert!(bernd.get(&second).await.text.contains("Rolle annehmen"));
        assert_eq!(bernd.post(&second, &[]).await.status, 303);
        bernd.post("/verwaltung/ort", &[("ort", other.host.as_str())]).await;
        assert_eq!(bernd.get(&format!("/verwaltung/{}", other.host)).await.status, 200);
        assert_eq!(bernd.get(&second).await.status, 404, "once");
    }
}
