//! "Verteilen": a post's texts for other platforms, and what happens when staff publish them there.

use ausrufer::clock::Clock;
use ausrufer::domain::post::Post;
use ausrufer::domain::staff::Role;
use ausrufer::store::Conn;
use ausrufer::store::posts_read::{self, Listing};

use crate::pipeline::pictures::jpeg;
use crate::support::clerk::Clerk;
use crate::support::databases;
use crate::support::server::{TestServer, start_of_tests};
use crate::support::site::{Entry, Site};

const TITLE: &str = "Mühlgasse wegen Rohrbruch gesperrt";
const TEXT: &str = "Die Mühlgasse ist zwischen Marktplatz und Brückenstraße ab sofort für den gesamten Verkehr gesperrt. \
    Grund ist ein Wasserrohrbruch vor dem Haus Nr. 12. Die Umleitung über die Lindenallee ist ausgeschildert.\n\n\
    Die Arbeiten dauern voraussichtlich bis Freitagabend um 18 Uhr. Anlieger erreichen ihre Grundstücke zu Fuß. Der \
    Wochenmarkt findet trotzdem statt.\n\n#Musterbach #Verkehr #Baustelle";

async fn posts(server: &TestServer) -> Vec<Post> {
    let town = server.town().await;
    let page = async |c: &mut Conn<'_>| posts_read::page(c, town.id, &Listing::All, None, 100).await;
    server.app.db.read(page).await.unwrap()
}

/// Publishes a message of the town's own.
async fn publish(server: &TestServer, clerk: &mut Clerk) -> Post {
    let fields = [
        ("art", "own"),
        ("titel", TITLE),
        ("text", TEXT),
        ("neu-1-text", "Ein Bagger steht in der Gasse"),
        ("tun", "veroeffentlichen"),
    ];
    let new = format!("/verwaltung/{}/entwuerfe/neu", server.host);
    let sent = clerk.upload(&new, &fields, &[("neu-1", &jpeg())]).await;
    assert!(sent.location().ends_with("gut=veroeffentlicht"), "{} {}", sent.status, sent.text);
    posts(server).await.into_iter().find(|post| post.heading() == TITLE).expect("the post is there")
}

fn sheet(server: &TestServer, post: &Post) -> String {
    format!("/verwaltung/{}/beitraege/{}/verteilen", server.host, post.ulid)
}

/// The text to copy for a platform, as a browser reads it.
fn text(page: &str, platform: &str) -> String {
    let rest =
        page.split(&format!("<textarea id=\"{platform}\"")).nth(1).unwrap_or_else(|| panic!("{platform}: {page}"));
    let text = rest.split_once('>').unwrap().1.split("</textarea>").next().unwrap();
    text.trim_start_matches('\n').replace("&#34;", "\"").replace("&#38;", "&").replace("&amp;", "&")
}

#[tokio::test]
async fn a_post_is_cut_for_each_platform_and_leads_back_to_its_page() {
    for database in databases::each().await {
        let server = TestServer::start(&database).await;
        let mut owner = Clerk::owner(&server).await;
        let post = publish(&server, &mut owner).await;
        let here = sheet(&server, &post);
        let of_post = owner.get(here.trim_end_matches("/verteilen")).await.text;
        assert!(of_post.contains(&format!("href=\"{here}\"")), "{of_post}");
        let page = owner.get(&here).await;
        assert_eq!(page.status, 200, "{}", page.text);
        let short = format!("/beitrag/{}", post.ulid.to_string().to_lowercase());
        let link = format!("http://{}{short}", server.host);

        let whole = text(&page.text, "facebook");
        assert!(
            whole.contains(TITLE) && whole.contains("Wochenmarkt findet trotzdem statt.") && whole.ends_with(&link)
        );
        let cut = text(&page.text, "x");
        assert!(cut.ends_with(&link) && !cut.contains("Wochenmarkt"), "{cut}");
        assert!(cut.chars().count() - link.chars().count() + 23 <= 280, "{cut}");
        let words = cut.split("\n\n#").next().unwrap();
        assert!(words.ends_with('.') && !words.ends_with("Nr."), "{words}");
        assert!(text(&page.text, "whatsapp").starts_with(&format!("*{TITLE}*")));
        assert!(!text(&page.text, "presse").contains('#'));
        assert!(page.text.contains("Ein Bagger steht in der Gasse"), "the description is there to be copied");

        let file = page.text.split("download=").next().unwrap().rsplit("href=\"").next().unwrap();
        let file = file.split('"').next().unwrap();
        let picture = owner.get(file).await;
        assert!(picture.status == 200 && picture.headers["content-type"].to_str().unwrap().starts_with("image/"));

        let (status, headers, _) = server.get(&short, "text/html").await;
        assert_eq!(status, 308, "the short address leads to the page");
        let to = headers["location"].to_str().unwrap();
        assert!(to.contains("muehlgasse-wegen-rohrbruch"), "{to}");

        let mut technician = Clerk::invited(&server, "technik", Role::Technician, Some(post.town)).await;
        assert_eq!(technician.get(&here).await.status, 403);
    }
}

#[tokio::test]
async fn what_staff_publish_elsewhere_by_hand_comes_back_as_the_same_post() {
    for platform in ["facebook", "x", "threads"] {
        for database in databases::each().await {
            let social = Site::start("social").await;
            let mut anchor = Entry::new("anker", "Freibad erhält Sprungturm", start_of_tests());
            anchor.text = "<p>Im Sommer kann gesprungen werden.</p>".into();
            social.feed(&[anchor.clone()]);
            let server = TestServer::start(&database).await;
            server.add_source(&social.url("/feed.xml")).await;
            server.pass(1).await;
            let mut owner = Clerk::owner(&server).await;
            let post = publish(&server, &mut owner).await;
            let before = posts(&server).await.len();
            let copied = text(&owner.get(&sheet(&server, &post)).await.text, platform);

            // A platform without headings: the text alone is what a reader of it gets.
            let mut there = Entry::new("dort", "", server.clock.now());
            there.text = format!("<p>{}</p>", copied.replace("\n\n", "</p><p>").replace('\n', "<br>"));
            social.feed(&[there, anchor]);
            server.pass(120).await;
            let all = posts(&server).await;
            assert_eq!(all.len(), before, "{platform}: {:?}", all.iter().map(Post::heading).collect::<Vec<_>>());
            let merged = all.iter().find(|one| one.ulid == post.ulid).expect("the first post lives on");
            assert_eq!(merged.channels.len(), 2, "{platform}");
            assert!(merged.heading().contains("Mühlgasse"), "{platform}: {}", merged.heading());
        }
    }
}

#[tokio::test]
async fn what_a_phone_shares_becomes_the_beginning_of_a_draft() {
    let database = databases::sqlite().await;
    let server = TestServer::start(&database).await;
    let mut owner = Clerk::owner(&server).await;
    let (_, _, sign_in) = server.get("/verwaltung/anmelden", "text/html").await;
    assert!(sign_in.contains("href=\"/verwaltung/app.webmanifest\""), "{sign_in}");
    let (status, headers, manifest) = server.get("/verwaltung/app.webmanifest", "*/*").await;
    assert!(status == 200 && headers["content-type"] == "application/manifest+json", "{manifest}");
    let manifest: serde_json::Value = serde_json::from_str(&manifest).unwrap();
    let sign = server.get(manifest["icons"][0]["src"].as_str().unwrap(), "image/*").await;
    assert!(sign.0 == 200 && sign.1["content-type"] == "image/svg+xml", "{}", sign.2);
    let target = manifest["share_target"]["action"].as_str().unwrap();

    let shared =
        format!("{target}?title=Rohrbruch&text=Seht%20https%3A%2F%2Fwww.musterbach.de%2Frohrbruch%20%26%20mehr");
    let to = owner.get(&shared).await;
    assert_eq!(to.status, 303, "{}", to.text);
    let form = owner.get(to.location()).await.text;
    for words in ["value=\"Rohrbruch\"", "value=\"https://www.musterbach.de/rohrbruch\"", "Seht"] {
        assert!(form.contains(words), "{words}: {form}");
    }
    assert!(server.headings().await.is_empty(), "looking publishes nothing");

    // Who has to sign in first finds it again afterwards.
    let mut late = Clerk::new(&server);
    let to = late.get(&shared).await;
    assert!(to.location().contains("Rohrbruch"), "{}", to.location());
    let mut technician = Clerk::invited(&server, "technik", Role::Technician, Some(server.town().await.id)).await;
    assert!(technician.get(&shared).await.text.contains("in keinem Ort"));
}
