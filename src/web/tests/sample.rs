//! An invented town with a month of news and painted pictures, for looking at and for measuring.

use bytes::Bytes;
use image::{DynamicImage, Rgb, RgbImage};

use super::stage::Stage;
use crate::clock::Clock;
use crate::domain::body::{Block, Body, Span};
use crate::domain::media::{AltOrigin, MediaKind, Variant};
use crate::domain::post::{Content, ContentMedia};
use crate::store::media::{self, NewMedia};
use crate::store::{Conn, towns};

/// Title, text, picture numbers, channel.
const NEWS: [(&str, &str, &[usize], usize); 12] = [
    (
        "Mühlgasse ab Montag gesperrt: Das müssen Sie wissen",
        "Ab Montag, 30. November, erneuern die Stadtwerke in der Mühlgasse zwischen Marktplatz und Lindenstraße die Wasserleitung. Die Straße ist dort bis voraussichtlich 18. Dezember für Autos gesperrt. Zu Fuß und mit dem Rad kommen Sie weiterhin durch.\n\nDie Buslinie 3 fährt in dieser Zeit über die Bahnhofstraße. Die Haltestelle „Alte Mühle“ entfällt, bitte nutzen Sie die Ersatzhaltestelle vor der Bücherei.",
        &[],
        0,
    ),
    (
        "Der Weihnachtsmarkt öffnet am Freitag",
        "Von Freitag bis Sonntag duftet es rund um die Stadtkirche wieder nach Waffeln und Zimt. 42 Stände, zwei Chöre und das Karussell warten auf Sie.\n\nFreitag 16 bis 21 Uhr, Samstag 11 bis 21 Uhr, Sonntag 11 bis 19 Uhr. Der Eintritt ist frei. #Weihnachtsmarkt #Musterbach",
        &[0],
        0,
    ),
    (
        "Kellerbrand in der Gartenstraße schnell gelöscht",
        "Um 3.12 Uhr wurden wir in die Gartenstraße gerufen. Im Keller eines Mehrfamilienhauses brannten Fahrräder. Vier Menschen haben wir über die Drehleiter gerettet, verletzt wurde niemand.\n\nDanke an alle Nachbarinnen und Nachbarn für Decken und heißen Tee! #Feuerwehr",
        &[1, 2],
        1,
    ),
    (
        "Gemeinderat beschließt Neubau der Kita Sonnenhang",
        "Mit großer Mehrheit hat der Gemeinderat am Dienstag den Neubau der Kindertagesstätte Sonnenhang beschlossen. Fünf Gruppen sollen dort ab Herbst 2028 Platz finden, dazu kommen ein Bewegungsraum und eine eigene Küche.\n\n„Das ist die größte Investition in Bildung seit zwanzig Jahren“, sagte die Bürgermeisterin. Die Kosten liegen bei 9,4 Millionen Euro, davon übernimmt das Land knapp ein Drittel. Baubeginn ist nach der Frostperiode im März. Während der Bauzeit ziehen zwei Gruppen in das ehemalige Schulhaus im Oberdorf.\n\nDie Pläne liegen ab sofort im Bürgerbüro aus. Am 9. Dezember stellen Architektin und Verwaltung sie um 19 Uhr in der Festhalle vor und beantworten Ihre Fragen. Eine Anmeldung ist nicht nötig, die Halle ist barrierefrei erreichbar.",
        &[3],
        0,
    ),
    (
        "Bürgerbüro am 3. Dezember nur bis 12 Uhr geöffnet",
        "Wegen einer Schulung schließt das Bürgerbüro am Donnerstag, 3. Dezember, bereits um 12 Uhr. Dringende Anliegen nehmen wir unter der Behördennummer 115 an.",
        &[],
        0,
    ),
    (
        "Übung am Samstag: Sirenen heulen um 11 Uhr",
        "Wir testen am Samstag um 11 Uhr alle Sirenen im Stadtgebiet. Es besteht keine Gefahr. Bitte rufen Sie deswegen nicht die 112 an.",
        &[],
        1,
    ),
    (
        "Laub richtig entsorgen",
        "Laub vom Gehweg gehört in die braune Tonne oder in die Laubkörbe, die der Bauhof aufgestellt hat. Bitte nicht in die Rinne kehren: Dort verstopft es die Abläufe.",
        &[4],
        0,
    ),
    (
        "Vorlesestunde in der Stadtbücherei",
        "Jeden Mittwoch um 15.30 Uhr liest Frau Adler für Kinder ab vier Jahren. Diese Woche: eine Geschichte vom Igel, der nicht schlafen wollte.",
        &[],
        0,
    ),
    (
        "Neue Drehleiter ist da",
        "Nach zwei Jahren Wartezeit steht sie in der Halle: unsere neue Drehleiter. 30 Meter Rettungshöhe, Korb für vier Personen. Am Tag der offenen Tür im Mai dürfen Sie mitfahren.",
        &[5, 1, 2],
        1,
    ),
    (
        "Stadtradeln: 84.212 Kilometer!",
        "Danke an 412 Radlerinnen und Radler. Zusammen sind Sie zweimal um die Erde gefahren. Das beste Team stellt die Realschule. #Stadtradeln",
        &[],
        0,
    ),
    (
        "Wasserzähler ablesen: Karten kommen nächste Woche",
        "In der kommenden Woche finden Sie die Ablesekarten in Ihrem Briefkasten. Geben Sie den Stand bis 31. Dezember online, am Telefon oder mit der Karte durch.",
        &[],
        0,
    ),
    (
        "Ehrenamtliche für die Tafel gesucht",
        "Die Tafel braucht Fahrerinnen und Fahrer für dienstags und freitags. Zwei Stunden, ein netter Kreis und viel Dank. Melden Sie sich im Rathaus bei Frau Yıldız.",
        &[],
        0,
    ),
];

/// Fills a town with 30 posts.
pub async fn fill(stage: &Stage) {
    let pictures = paint();
    let now = stage.clock.now();
    let ulid =
        stage.db.read(async |conn: &mut Conn<'_>| towns::by_id(conn, stage.town).await).await.unwrap().unwrap().ulid;
    let alts = ["Beleuchtete Stände vor der Stadtkirche am Abend", "Drehleiter vor einem Wohnhaus in der Nacht"];
    for n in 0..30usize {
        let (title, text, shown, source) = NEWS[n % NEWS.len()];
        let mut attached = Vec::new();
        for picture in shown {
            let hash = format!("{picture:064}");
            let new = NewMedia {
                town: stage.town,
                source_sha256: &hash,
                kind: MediaKind::Image,
                variants: &pictures[*picture].0,
                blurhash: None,
                looks: None,
                origin: &hash,
            };
            for (variant, bytes) in pictures[*picture].0.iter().zip(&pictures[*picture].1) {
                stage.blobs.put(&ulid.to_string(), &variant.hash, &variant.ext, bytes.clone()).await.unwrap();
            }
            let media = stage.db.write(async |conn: &mut Conn<'_>| media::add(conn, new, now).await).await.unwrap();
            let alt = alts.get(*picture).map(|alt| (*alt).to_owned());
            let alt_origin = if alt.is_some() { AltOrigin::Author } else { AltOrigin::None };
            attached.push(ContentMedia { media, alt, alt_origin });
        }
        let content = Content {
            title: Some(title.into()),
            body: words(text, n),
            lang: "de".into(),
            hashtags: if n == 3 { vec!["Kita".into(), "Gemeinderat".into()] } else { vec![] },
            canonical_url: Some("https://www.facebook.com/musterbach/posts/1".into()),
            media: attached,
            event: None,
            recordings: Vec::new(),
            warning: None,
            sensitive: None,
        };
        stage.publish(content, 12 + i64::try_from(n * n * 37).unwrap(), source).await;
    }
}

/// Paragraphs with hashtags as links; one post also has a list and a table.
fn words(text: &str, n: usize) -> Body {
    let mut body = Body::from_plain(text);
    for block in &mut body.blocks {
        let Block::Paragraph { spans } = block else { continue };
        *spans = spans
            .iter()
            .flat_map(|span| match span {
                Span::Text { text } => text
                    .split_inclusive(' ')
                    .flat_map(|word| match word.strip_prefix('#') {
                        Some(tag) => vec![Span::Hashtag { tag: tag.trim().into() }, Span::text(" ")],
                        None => vec![Span::text(word)],
                    })
                    .collect::<Vec<_>>(),
                other => vec![other.clone()],
            })
            .collect();
    }
    if n == 4 {
        let cells = |row: [&str; 2]| row.map(|cell| vec![Span::text(cell)]).to_vec();
        body.blocks.push(Block::Table {
            header: cells(["Tag", "Öffnungszeit"]),
            rows: vec![
                cells(["Mittwoch, 2. Dezember", "8 bis 16 Uhr"]),
                cells(["Donnerstag, 3. Dezember", "8 bis 12 Uhr"]),
            ],
        });
    }
    if n == 6 {
        let link =
            Span::Link { href: "https://www.musterbach.example/bauhof".into(), spans: vec![Span::text("Standorte")] };
        body.blocks.push(Block::List {
            ordered: false,
            entries: vec![vec![Span::text("Laubkörbe: "), link], vec![Span::text("Braune Tonne: alle 14 Tage")]],
        });
    }
    body
}

/// Six landscapes in three sizes each.
fn paint() -> Vec<(Vec<Variant>, Vec<Bytes>)> {
    let skies = [[28, 32, 66], [18, 24, 40], [90, 60, 70], [120, 170, 215], [205, 150, 90], [150, 185, 205]];
    let mut all = Vec::new();
    for (number, sky) in skies.iter().enumerate() {
        let (width, height) = if number == 5 { (900, 1200) } else { (1200, 800) };
        let painted = landscape(width, height, *sky, number);
        let (mut variants, mut files) = (Vec::new(), Vec::new());
        for (n, size) in [480u32, 960, width].into_iter().enumerate() {
            let scaled = DynamicImage::ImageRgb8(painted.clone()).resize(
                size,
                size * height / width,
                image::imageops::FilterType::Triangle,
            );
            let (ext, bytes) = if n < 2 {
                (
                    "webp",
                    webp::Encoder::from_rgb(&scaled.to_rgb8(), scaled.width(), scaled.height()).encode(75.0).to_vec(),
                )
            } else {
                let mut jpeg = std::io::Cursor::new(Vec::new());
                scaled.write_to(&mut jpeg, image::ImageFormat::Jpeg).unwrap();
                ("jpg", jpeg.into_inner())
            };
            let hash = crate::seal::sha256_hex(&bytes)[..32].to_owned();
            variants.push(Variant {
                hash,
                ext: ext.into(),
                width: scaled.width(),
                height: scaled.height(),
                bytes: bytes.len() as u64,
            });
            files.push(bytes.into());
        }
        all.push((variants, files));
    }
    all
}

fn landscape(width: u32, height: u32, sky: [u8; 3], number: usize) -> RgbImage {
    let seed = number as f32 * 1.7;
    RgbImage::from_fn(width, height, |x, y| {
        let (fx, fy) = (x as f32 / width as f32, y as f32 / height as f32);
        let mut colour = sky.map(|c| f32::from(c) + 70.0 * fy);
        let (dx, dy) = (fx - 0.72, (fy - 0.28) * height as f32 / width as f32);
        if dx * dx + dy * dy < 0.0035 {
            colour = [250.0, 236.0, 205.0];
        }
        for layer in 0..4u8 {
            let l = f32::from(layer);
            let line =
                0.5 + l * 0.12 + 0.06 * (fx * (5.0 + l * 2.0) + seed + l).sin() + 0.02 * (fx * 23.0 + seed * l).sin();
            if fy > line {
                colour = sky.map(|c| f32::from(c) * (0.75 - l * 0.16) + 12.0 + l * 6.0);
                colour[1] += 14.0;
            }
        }
        Rgb(colour.map(|c| c.clamp(0.0, 255.0) as u8))
    })
}
