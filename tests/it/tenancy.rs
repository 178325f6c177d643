//! Invariant 5: a town sees its own and nothing else, whatever ids it asks with.

use ausrufer::domain::actor::Actor;
use ausrufer::domain::alarm::{Alarm, AlarmKind};
use ausrufer::domain::ids::{ActivityId, ItemId, MediaId, RemoteActorId, Ulid};
use ausrufer::domain::item::NativeId;
use ausrufer::domain::media::AltOrigin;
use ausrufer::domain::post::{ContentMedia, Post};
use ausrufer::domain::rules::{Label, LabelKind, Rules, Withheld};
use ausrufer::domain::source::{Source, SourceClass, SourceState};
use ausrufer::domain::town::Town;
use ausrufer::store::activities::{self, NewActivity};
use ausrufer::store::deliveries::{self, Priority};
use ausrufer::store::held::{self, Held, HeldKind};
use ausrufer::store::posts_read::{self, Listing};
use ausrufer::store::{
    Db, actors, alarms, followers, items, labels, media, outbox, posts, quarantine, rules, sources, withheld,
};

use crate::support::databases::{self, TestDb};
use crate::support::seed::{self, at, attempt, read, store, ulid};

/// A town with one of everything.
struct Whole {
    town: Town,
    actor: Actor,
    source: Source,
    item: ItemId,
    media: MediaId,
    post: Post,
    held: Held,
    alarm: Alarm,
    activity: ActivityId,
    said: Ulid,
}

impl Whole {
    async fn new(db: &Db, host: &str, follower: RemoteActorId) -> Self {
        let town = seed::town(db, host).await;
        let (actor, source) = (seed::actor(db, &town, "rathaus").await, seed::source(db, &town, "aktuelles").await);
        let item = seed::item(db, &source, "1").await.id;
        let media = seed::picture(db, &town, "Rathaus", "Datei").await;
        let mut content = seed::content("Markt");
        content.hashtags = vec!["Markt".to_owned()];
        content.media = vec![ContentMedia { media, alt: None, alt_origin: AltOrigin::None }];
        let mut new = seed::new_post(&town, "Markt", &content, at(0));
        new.actor = Some(actor.id);
        new.item = Some((item, source.id));
        let post = seed::add_post(db, new).await;
        let labels = [Label { kind: LabelKind::Topic, name: "Markt".to_owned() }];
        store!(db, |c| labels::add(c, town.id, post.id, &labels));
        seed::post(db, &town, "Ohne Konto", at(0)).await;
        let held = store!(db, |c| held::hold(c, &source, HeldKind::Edits, &[], at(0)));
        let held = read!(db, |c| held::by_id(c, town.id, held)).unwrap();
        store!(db, |c| alarms::raise(c, town.id, source.id, AlarmKind::Failing, at(0)));
        let alarm = read!(db, |c| alarms::open(c, town.id)).remove(0);
        store!(db, |c| quarantine::add(c, &source, None, "reason", "excerpt", at(0)));
        store!(db, |c| followers::begin(c, &actor, follower, "https://social.test/follow", at(0)));
        let said = ulid(at(0), &["activity", host]);
        let new = NewActivity {
            town: town.id,
            actor: actor.id,
            ulid: said,
            kind: "Create",
            post: Some(post.id),
            chain: "object",
            body: "Markt",
            in_outbox: true,
            expires_at: None,
        };
        let activity = store!(db, |c| activities::add(c, new, at(0))).unwrap();
        Self { town, actor, source, item, media, post, held, alarm, activity, said }
    }
}

async fn two(db: &Db) -> (Whole, Whole) {
    let follower = seed::remote_actor(db, "social.test", "anna").await;
    (Whole::new(db, "a.test", follower).await, Whole::new(db, "b.test", follower).await)
}

#[tokio::test]
async fn another_towns_ids_find_nothing() {
    for test in databases::each().await {
        let db = &test.db;
        let (ours, theirs) = two(db).await;
        let (us, them) = (ours.town.id, &theirs);
        assert_eq!(read!(db, |c| actors::by_id(c, us, them.actor.id)), None);
        assert_eq!(read!(db, |c| sources::by_id(c, us, them.source.id)), None);
        assert_eq!(read!(db, |c| items::by_id(c, us, them.item)), None);
        assert!(read!(db, |c| items::of_post(c, us, them.post.id)).is_empty());
        assert!(read!(db, |c| items::revisions(c, us, them.item)).is_empty());
        assert_eq!(read!(db, |c| media::by_id(c, us, them.media)), None);
        assert_eq!(read!(db, |c| posts_read::by_id(c, us, them.post.id)), None);
        assert_eq!(read!(db, |c| posts_read::by_ulid(c, us, them.post.ulid)), None);
        assert!(read!(db, |c| posts_read::revisions(c, us, them.post.id)).is_empty());
        assert_eq!(read!(db, |c| posts_read::published_since(c, us, them.source.id, at(0))), 0);
        assert_eq!(read!(db, |c| held::by_id(c, us, them.held.id)), None);
        assert!(read!(db, |c| withheld::counted(c, us)).is_empty());
        assert!(read!(db, |c| quarantine::of_source(c, us, them.source.id)).is_empty());
        assert_eq!(read!(db, |c| activities::by_ulid(c, us, them.said)), None);
        assert!(read!(db, |c| outbox::page(c, us, them.actor.id, None, 9)).is_empty());
        assert_eq!(read!(db, |c| outbox::total(c, us, them.actor.id)), 0);
        assert_eq!(read!(db, |c| followers::count(c, us, them.actor.id)), 0);
        for listing in [Listing::Channel(them.source.id), Listing::Actor(them.actor.id)] {
            assert!(read!(db, |c| posts_read::page(c, us, &listing, None, 9)).is_empty(), "{listing:?}");
            assert_eq!(read!(db, |c| posts_read::total(c, us, &listing)), 0, "{listing:?}");
        }
        let listed = read!(db, |c| posts_read::page(c, us, &Listing::All, Some(them.post.ulid), 9));
        assert_eq!(listed.len(), 2, "their post is no place in our listing, so it begins at the newest");
    }
}

#[tokio::test]
async fn the_same_names_mean_each_towns_own() {
    for test in databases::each().await {
        let db = &test.db;
        let (ours, theirs) = two(db).await;
        for whole in [&ours, &theirs] {
            let town = whole.town.id;
            assert_eq!(read!(db, |c| actors::by_username(c, town, "rathaus")).unwrap().id, whole.actor.id);
            assert_eq!(read!(db, |c| actors::of_town(c, town)).len(), 1);
            assert_eq!(read!(db, |c| sources::by_slug(c, town, "aktuelles")).unwrap().id, whole.source.id);
            assert_eq!(read!(db, |c| sources::of_town(c, town)).len(), 1);
            assert_eq!(read!(db, |c| media::by_origin(c, town, "origin Rathaus")), Some(whole.media));
            let ids = [NativeId("1".to_owned())];
            let known = read!(db, |c| items::known_among(c, &whole.source, &ids));
            assert_eq!(known.iter().map(|one| one.id).collect::<Vec<_>>(), [whole.item]);
            let topic = Listing::Label(LabelKind::Topic, vec!["Markt".to_owned()]);
            for listing in [Listing::Hashtag("markt".to_owned()), topic] {
                let listed = read!(db, |c| posts_read::page(c, town, &listing, None, 9));
                assert_eq!(listed.iter().map(|post| post.id).collect::<Vec<_>>(), [whole.post.id], "{listing:?}");
                assert_eq!(read!(db, |c| posts_read::total(c, town, &listing)), 1, "{listing:?}");
            }
            assert_eq!(read!(db, |c| labels::names(c, town, LabelKind::Topic)), ["Markt"]);
            assert_eq!(read!(db, |c| posts_read::total(c, town, &Listing::All)), 2);
            assert_eq!(read!(db, |c| posts::without_actor(c, town, &[], 9)).len(), 1);
            assert_eq!(read!(db, |c| held::open(c, town)).len(), 1);
            assert_eq!(read!(db, |c| alarms::open(c, town)), [whole.alarm]);
            assert_eq!(read!(db, |c| alarms::to_tell(c, town, at(0))), [whole.alarm]);
            let fresh = read!(db, |c| quarantine::fresh(c, town, at(-1)));
            assert_eq!(fresh.into_iter().collect::<Vec<_>>(), [(whole.source.id, 1)]);
            assert_eq!(read!(db, |c| followers::of_town(c, town)).len(), 1);
            assert_eq!(read!(db, |c| outbox::active_actors(c, town, at(0))), 1);
            assert_eq!(read!(db, |c| media::unused(c, town, at(9))).len(), 0);
        }
        let anna = test.number("SELECT id FROM remote_actor").await.map(RemoteActorId).unwrap();
        let (us, follow) = (ours.town.id, "https://social.test/follow");
        assert_eq!(read!(db, |c| followers::actor_of_follow(c, us, anna, follow)), Some(ours.actor.id));
        assert!(!read!(db, |c| followers::is_following(c, us, theirs.actor.id, anna)));
    }
}

/// Everything the town owns, as one number that moves when anything in it does.
async fn rows(test: &TestDb, town: &Town) -> Vec<Option<String>> {
    let mut all = Vec::new();
    for (table, what) in [
        ("source", "state || url || coalesce(next_check_at, 0) || class || coalesce(rules, '-')"),
        ("item", "state || content_hash || data || coalesce(lookup_at, 0) || coalesce(withheld, '-')"),
        ("item_revision", "data"),
        ("media", "source_sha256"),
        ("post", "state || coalesce(title, '-') || coalesce(actor_id, 0) || coalesce(wiped_at, 0)"),
        ("post_tag", "tag"),
        ("post_label", "kind || name"),
        ("post_media", "media_id"),
        ("post_revision", "content"),
        ("held", "coalesce(answer, '-')"),
        ("alarm", "kind || coalesce(told_at, 0) || coalesce(over_at, 0) || coalesce(over_told_at, 0)"),
        ("activity", "body || in_outbox"),
        ("follower", "follow_uri || coalesce(to_at, 0)"),
        ("delivery", "priority"),
    ] {
        let joined = if test.db.engine() == "sqlite" { "group_concat" } else { "string_agg" };
        let separator = if test.db.engine() == "sqlite" { "" } else { ", ';' ORDER BY 1" };
        let query = format!(
            "SELECT {joined}(line{separator}) FROM (SELECT CAST({what} AS TEXT) AS line FROM {table} \
             WHERE town_id = {} ORDER BY 1) AS lines",
            town.id
        );
        all.push(test.text(&query).await);
    }
    all
}

#[tokio::test]
async fn writing_with_another_towns_ids_changes_nothing_there() {
    for test in databases::each().await {
        let db = &test.db;
        let (ours, theirs) = two(db).await;
        let before = rows(&test, &theirs.town).await;
        let (us, them) = (ours.town.id, &theirs);
        // As if our town had got hold of their ids.
        let source = Source { town: us, ..them.source.clone() };
        let post = Post { town: us, ..them.post.clone() };
        let actor = Actor { town: us, ..them.actor.clone() };
        let held = Held { town: us, ..them.held.clone() };
        let mut item = read!(db, |c| items::by_id(c, them.town.id, them.item)).unwrap();
        item.town = us;
        let content = seed::content("Fremd");
        assert!(attempt!(db, |c| sources::set_state(c, &source, SourceState::Removed, at(1))).is_err());
        assert!(attempt!(db, |c| sources::begin_check(c, us, source.id, at(1), at(2))).is_err());
        assert!(!store!(db, |c| sources::take_due(c, us, source.id, at(9_000), at(9_001))), "not ours to take");
        assert!(attempt!(db, |c| sources::describe(c, &source, "https://x.test", None, at(1))).is_err());
        assert!(attempt!(db, |c| items::revise(c, &item, &seed::foreign("1", "Fremd"), 1, true, at(1))).is_err());
        assert!(attempt!(db, |c| items::bury(c, &item, "x")).is_err());
        assert!(attempt!(db, |c| items::keep_ours(c, us, item.id, "x")).is_err());
        store!(db, |c| items::unlist(c, us, &[item.id], at(1)));
        store!(db, |c| items::wipe(c, &item, at(0)));
        assert!(attempt!(db, |c| posts::revise(c, &post, &content, None, at(1))).is_err());
        assert!(attempt!(db, |c| posts::set_hidden(c, &post, true, at(1))).is_err());
        assert!(attempt!(db, |c| posts::bury(c, &post, at(1))).is_err());
        store!(db, |c| posts::wipe(c, us, post.id, at(1)));
        assert!(attempt!(db, |c| posts::adopt(c, us, post.id, ours.actor.id)).is_err());
        assert!(attempt!(db, |c| held::answer(c, &held, "release", at(1))).is_err());
        let alarm = Alarm { town: us, ..them.alarm };
        assert!(attempt!(db, |c| alarms::end(c, &alarm, at(1))).is_err());
        store!(db, |c| alarms::told(c, us, &[alarm], at(1)));
        store!(db, |c| held::drop_open(c, &source, HeldKind::Edits, at(1)));
        store!(db, |c| held::settle(c, us, item.id, "release", at(1)));
        assert!(attempt!(db, |c| withheld::set(c, us, item.id, Some(&Withheld::Rejected))).is_err());
        assert!(
            attempt!(db, |c| rules::set_of_source(c, &source, &Rules::default(), SourceClass::ThirdParty, at(1)))
                .is_err()
        );
        let label = Label { kind: LabelKind::District, name: "Fremd".to_owned() };
        assert!(!store!(db, |c| labels::add(c, us, post.id, &[label])), "nothing was named");
        store!(db, |c| labels::forget(c, us, post.id));
        store!(db, |c| media::forget(c, us, them.media));
        let anna = test.number("SELECT id FROM remote_actor").await.map(RemoteActorId).unwrap();
        assert!(!store!(db, |c| followers::end(c, &actor, anna, at(1))));
        let reached = store!(db, |c| deliveries::enqueue_to_followers(
            c,
            us,
            them.actor.id,
            ours.activity,
            "object",
            Priority::Post,
            at(1)
        ));
        assert_eq!(reached, 0, "their followers do not hear from us");
        assert_eq!(rows(&test, &theirs.town).await, before);
    }
}
