//! Several services and many slow channels: one warning is one post, and it waits for nobody.

use std::io::Write;
use std::time::Duration;

use ausrufer::admin::{NewSourceRequest, add_source};
use ausrufer::store::{Conn, posts_read};
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use super::warnings::{DASHBOARD, JSON, add_nina, count, follow, is_quiet, posts, put_changed, says};
use crate::support::databases;
use crate::support::server::{TestServer, start_of_tests};
use crate::support::site::{Answer, Entry, Site};

const SNAPSHOT: &str = "/weather/alerts/cap/COMMUNEUNION_EVENT_STAT/\
                        Z_CAP_C_EDZW_LATEST_PVW_STATUS_PREMIUMEVENT_COMMUNEUNION_DE.zip";
const STORM: &str = "2.49.0.0.276.0.DWD.PVW.1700000000000.0abc";

fn snapshot(site: &Site, ids: &[&str]) {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let (sent, end) = (start_of_tests() + Duration::from_secs(30), start_of_tests() + Duration::from_secs(6 * 3600));
    for (n, id) in ids.iter().enumerate() {
        writer.start_file(format!("{n}.xml"), zip::write::SimpleFileOptions::default()).unwrap();
        let alert = format!(
            "<alert xmlns=\"urn:oasis:names:tc:emergency:cap:1.2\"><identifier>{id}</identifier>\
             <sender>opendata@dwd.de</sender><sent>{sent}</sent><status>Actual</status><msgType>Alert</msgType>\
             <scope>Public</scope><info><language>de-DE</language><event>STURM</event><severity>Severe</severity>\
             <expires>{end}</expires><headline>Amtliche WARNUNG vor STURM</headline>\
             <description>Großbrand in der Mühlgasse.</description><area><areaDesc>Stadt Musterbach</areaDesc>\
             <geocode><valueName>WARNCELLID</valueName><value>805974028</value></geocode></area></info></alert>"
        );
        writer.write_all(alert.as_bytes()).unwrap();
    }
    site.put(SNAPSHOT, Answer::ok("application/zip", writer.finish().unwrap().into_inner()));
}

fn lists(nina: &Site, id: &str) {
    put_changed(nina, id, "Alert", "Amtliche WARNUNG vor STURM", 0, |_: &mut Value| {});
    let entry = json!([{ "id": id, "payload": { "version": 1, "data": { "severity": "Severe" } } }]);
    nina.put(DASHBOARD, Answer::ok(JSON, entry.to_string()));
}

#[tokio::test]
async fn the_same_weather_warning_from_two_services_is_one_post() {
    for database in databases::each().await {
        let (nina, dwd) = (Site::start("nina").await, Site::start("dwd").await);
        is_quiet(&nina);
        snapshot(&dwd, &["2.49.0.0.276.0.DWD.PVW.9.ffff.DEU"]);
        let server = TestServer::start(&database).await;
        server.add_actor().await;
        add_nina(&server, &nina).await;
        let request = NewSourceRequest {
            town: server.host.clone(),
            address: "cap:dwd:05974028".into(),
            api_base: Some(dwd.url("/")),
            ..NewSourceRequest::default()
        };
        add_source(&server.app.desk(), request).await.unwrap();
        server.pass(1).await;
        let before = posts(&server).await.len();
        let peer = follow(&server, "peer", "rathaus").await;
        lists(&nina, &format!("dwd.{STORM}.MUL"));
        snapshot(&dwd, &["2.49.0.0.276.0.DWD.PVW.9.ffff.DEU", &format!("{STORM}.DEU")]);
        server.pass(70).await;
        server.pass(70).await;
        let storm = posts(&server).await.remove(0);
        assert_eq!((posts(&server).await.len(), count(&peer, "Create")), (before + 1, 1));
        let town = server.town().await.id;
        let read = async |c: &mut Conn<'_>| posts_read::by_id(c, town, storm.id).await;
        assert_eq!(server.app.db.read(read).await.unwrap().unwrap().channels.len(), 2);
        // Another warning in the same words is another warning.
        lists(&nina, "dwd.2.49.0.0.276.0.DWD.PVW.1700000000000.0abd.MUL");
        server.pass(70).await;
        assert_eq!(posts(&server).await.len(), before + 2);
    }
}

#[tokio::test]
async fn a_warning_does_not_wait_for_slow_channels() {
    for database in databases::each().await {
        let (nina, slow) = (Site::start("nina").await, Site::start("slow").await);
        is_quiet(&nina);
        slow.feed(&[Entry::new("a", "Stadtfest", start_of_tests())]);
        let server = TestServer::start_with(&database, |config| config.limits.jobs = 1).await;
        add_nina(&server, &nina).await;
        let request = NewSourceRequest {
            town: server.host.clone(),
            address: slow.url("/feed.xml"),
            interval: Some(10),
            ..NewSourceRequest::default()
        };
        add_source(&server.app.desk(), request).await.unwrap();
        server.pass(1).await;
        let asked = slow.asked("/feed.xml").len();
        slow.put("/feed.xml", Answer { delay: Duration::from_secs(60), ..Answer::status(200) });
        let stop = CancellationToken::new();
        let (jobs, until) = (server.app.jobs.clone(), stop.clone());
        server.clock.advance(Duration::from_secs(20));
        let running = tokio::spawn(async move { jobs.run(until).await });
        let within = Duration::from_secs(10);
        let busy = async {
            while slow.asked("/feed.xml").len() == asked {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        tokio::time::timeout(within, busy).await.expect("the only hand reads the slow channel");
        says(&nina, 0, "Alert", "Rauch über Musterbach", &[]);
        server.clock.advance(Duration::from_secs(60));
        server.app.jobs.wake();
        let said = async {
            while !server.headings().await.contains(&"Rauch über Musterbach".to_owned()) {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        tokio::time::timeout(within, said).await.expect("the warning is said while the slow channel is read");
        stop.cancel();
        running.abort();
    }
}
