//! The calendar of logins: what ends soon, the version of a platform's interface among it, was refused, got lost, or may not read any more is told to the operators, the
//! responsible person and the deputy, each thing once. It asks nobody outside. A letter that the relay does not take is
//! tried again at the next turn.

use super::chore::Chore;
use super::{Hands, JobError, Outcome};
use crate::domain::connection::{Connection, Notice, version_notice};
use crate::domain::source::{Source, SourceState};
use crate::domain::town::Town;
use crate::notify::{LoginCase, login_letter};
use crate::sources::Registry;
use crate::store::{Conn, StoreError, connections, login_notices, sources, towns};

/// Every five minutes.
pub(super) const CHORE: Chore = Chore { name: "watched_logins", every_s: 300 };

pub(super) async fn run(hands: &Hands) -> Result<Outcome, JobError> {
    for town in hands.db.read(async |c: &mut Conn<'_>| towns::all(c).await).await? {
        watch(hands, &town).await?;
    }
    Ok(Outcome::Done)
}

async fn watch(hands: &Hands, town: &Town) -> Result<(), JobError> {
    let now = hands.now();
    let cases = hands
        .db
        .read(async |c: &mut Conn<'_>| {
            let channels = sources::of_town(c, town.id).await?;
            let mut cases = Vec::new();
            for connection in connections::of_town(c, town.id).await? {
                let read = channels
                    .iter()
                    .filter(|source| source.connection == Some(connection.id) && source.state == SourceState::Active);
                let ends = |source: &Source| Registry::connector(source.kind)?.version_ends(&source.settings);
                let version = read.filter_map(ends).min().and_then(|end| version_notice(end, now));
                for notice in connection.notices(now).into_iter().chain(version) {
                    if !login_notices::was_told(c, &connection, notice).await? {
                        let reads = channels.iter().filter(|source| source.connection == Some(connection.id));
                        let channels = reads.map(|source| source.slug.clone()).collect();
                        cases.push(LoginCase { connection: connection.clone(), notice, channels });
                    }
                }
            }
            Ok::<_, StoreError>(cases)
        })
        .await?;
    if cases.is_empty() {
        return Ok(());
    }
    for case in &cases {
        let (platform, kind) = (case.connection.platform.as_str(), case.notice.kind.as_str());
        tracing::warn!(
            town = town.host,
            platform,
            login = case.connection.name,
            notice = kind,
            "a login needs someone"
        );
    }
    // One letter for each circle of people, so that nobody reads about logins that are not theirs.
    for circle in circles(cases) {
        tell(hands, town, &circle).await?;
    }
    Ok(())
}

fn circles(cases: Vec<LoginCase>) -> Vec<Vec<LoginCase>> {
    let people = |case: &LoginCase| (case.connection.person.clone(), case.connection.deputy.clone());
    let mut circles: Vec<Vec<LoginCase>> = Vec::new();
    for case in cases {
        match circles.iter_mut().find(|circle| circle.first().is_some_and(|one| people(one) == people(&case))) {
            Some(circle) => circle.push(case),
            None => circles.push(vec![case]),
        }
    }
    circles
}

async fn tell(hands: &Hands, town: &Town, circle: &[LoginCase]) -> Result<(), JobError> {
    let now = hands.now();
    if let (Some(mailer), Some(first)) = (&hands.mailer, circle.first()) {
        let letter = login_letter(town, circle, now).map_err(|error| JobError::Papers(error.to_string()))?;
        let people: Vec<String> =
            [&first.connection.person, &first.connection.deputy].into_iter().flatten().cloned().collect();
        if let Err(error) = mailer.tell(&letter, &people).await {
            tracing::warn!(town = town.host, %error, "a mail could not be sent; it is tried again");
            return Ok(());
        }
    }
    let told: Vec<(&Connection, Notice)> = circle.iter().map(|case| (&case.connection, case.notice)).collect();
    hands
        .db
        .write(async |c: &mut Conn<'_>| {
            for (connection, notice) in &told {
                login_notices::told(c, connection, *notice, now).await?;
            }
            Ok::<_, StoreError>(())
        })
        .await?;
    Ok(())
}
