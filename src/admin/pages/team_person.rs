//! One person of the team: for which senders and channels their roles count, and who approves for them while they are away.

use askama::Template;
use http::StatusCode;

use super::super::office::Visit;
use super::super::reply::{self, Reply};
use super::super::staff_substitute::{end_substitute, set_substitute};
use super::super::staff_words::{limit_words, role_words};
use super::super::typed_time::{typed, typed_time};
use super::super::{AdminError, limit_role};
use super::frame::{Failure, Frame, Problem, link, page};
use crate::domain::StaffId;
use crate::domain::day_text::DayMeans;
use crate::domain::ids::Ulid;
use crate::domain::limits::Limits;
use crate::domain::rules::LabelKind;
use crate::domain::source::{Source, SourceState};
use crate::domain::staff::{Permission, Role, Substitution, may, may_give};
use crate::error::Words;
use crate::i18n::day;
use crate::store::staff_roles::Member;
use crate::store::{Conn, StoreError, labels, sources, staff_roles, staff_substitutes};
use crate::urls;

#[derive(Template)]
#[template(path = "admin/team_person.html")]
struct PersonPage {
    f: Frame,
    login: String,
    roles: Vec<RoleRow>,
    /// Names of senders to choose from.
    senders: Vec<String>,
    substitute: Option<SubstituteForm>,
    /// Who stands in at the moment or soon, in words.
    stands_in: Option<String>,
    /// What this person did, for who may read the log.
    deeds: Option<String>,
}

struct RoleRow {
    value: &'static str,
    name: String,
    limits: String,
    /// Where they are set, by whoever may.
    form: Option<LimitForm>,
}

struct LimitForm {
    action: String,
    senders: String,
    channels: Vec<Choice>,
}

struct Choice {
    value: String,
    label: String,
    chosen: bool,
}

struct SubstituteForm {
    action: String,
    people: Vec<Choice>,
    from: String,
    until: String,
    ends: bool,
}

/// What is read for the page.
struct Around {
    members: Vec<Member>,
    channels: Vec<Source>,
    senders: Vec<String>,
    substitutes: Vec<Substitution>,
}

async fn around(visit: &Visit<'_>) -> Result<Around, Failure> {
    let town = visit.town()?.id;
    let read = async |c: &mut Conn<'_>| {
        Ok::<_, StoreError>(Around {
            members: staff_roles::members(c, town).await?,
            channels: sources::of_town(c, town).await?,
            senders: labels::names(c, town, LabelKind::Sender).await?,
            substitutes: staff_substitutes::of_town(c, town).await?,
        })
    };
    let mut around = visit.office.deps.desk.db.read(read).await?;
    around.members.retain(|member| member.grant.holds(town, visit.now));
    around.channels.retain(|source| source.state != SourceState::Removed);
    Ok(around)
}

/// The page.
pub(in crate::admin) async fn show(visit: &Visit<'_>) -> Result<Reply, Failure> {
    page(&filled(visit, Vec::new()).await?)
}

fn person(visit: &Visit<'_>) -> Result<Ulid, Failure> {
    Ulid::from_string(visit.param("person")).map_err(|_| Failure::Missing)
}

async fn filled(visit: &Visit<'_>, problems: Vec<Problem>) -> Result<PersonPage, Failure> {
    let (town, locale, id) = (visit.town()?, visit.locale, person(visit)?);
    let around = around(visit).await?;
    let theirs: Vec<&Member> = around.members.iter().filter(|member| member.ulid == id).collect();
    let first = *theirs.first().ok_or(Failure::Missing)?;
    let here = urls::admin_town(&town.host, &format!("team/{id}"));
    let grants = &visit.person()?.grants;
    let may_invite = may(grants, town.id, Permission::Invite, visit.now);
    let roles = theirs.iter().map(|member| {
        let settable = member.grant.town.is_some() && member.grant.role.can_be_limited();
        let form = settable && may_invite && may_give(grants, &member.grant, visit.now);
        RoleRow {
            value: member.grant.role.as_str(),
            name: role_words(member.grant.role, locale),
            limits: limit_words(&member.grant.limits, &around.channels, locale),
            form: form.then(|| limit_form(visit, member, &around.channels, format!("{here}/rolle"))),
        }
    });
    let approves = theirs.iter().any(|member| member.grant.role.may(Permission::Publish));
    let standing = around.substitutes.iter().find(|one| one.person == first.id && one.until > visit.now);
    let name = |id: StaffId| around.members.iter().find(|member| member.id == id).map(|member| member.name.clone());
    let zone = town.zone();
    let stands_in = standing.map(|one| {
        let until = typed(one.until, DayMeans::End, &zone);
        let words = [
            ("name", name(one.substitute).unwrap_or_default().into()),
            ("from", day(locale, one.from, &zone).into()),
            ("until", until.into()),
        ];
        locale.with("desk-stands-in", &words)
    });
    let above = vec![link(urls::admin_town(&town.host, "team"), locale.text("desk-team"))];
    let mut f = Frame::new(visit, first.name.clone()).under(visit, above);
    f.problems = problems;
    f.notice = match visit.asked("gut") {
        "grenzen" => Some(locale.text("desk-limits-saved")),
        "vertretung" => Some(locale.text("desk-substitute-saved")),
        _ => None,
    };
    let log = may(grants, town.id, Permission::Log, visit.now);
    Ok(PersonPage {
        f,
        login: first.login.clone(),
        roles: roles.collect(),
        senders: around.senders.clone(),
        substitute: (may_invite && approves).then(|| SubstituteForm {
            action: format!("{here}/vertretung"),
            people: people(visit, &around.members, first.id),
            from: visit.field("von").to_owned(),
            until: visit.field("bis").to_owned(),
            ends: standing.is_some(),
        }),
        stands_in,
        deeds: log.then(|| format!("{}?wer={id}", urls::admin_town(&town.host, "protokoll"))),
    })
}

fn limit_form(visit: &Visit<'_>, member: &Member, channels: &[Source], action: String) -> LimitForm {
    let limits = &member.grant.limits;
    let sent = visit.field("rolle") == member.grant.role.as_str();
    let chosen = |slug: &String| match sent {
        true => visit.form.iter().any(|(name, value)| name == "kanal" && value == slug),
        false => limits.channels.contains(slug),
    };
    LimitForm {
        action,
        senders: if sent { visit.field("absender").to_owned() } else { limits.senders.join(", ") },
        channels: channels
            .iter()
            .map(|source| Choice {
                chosen: chosen(&source.slug),
                value: source.slug.clone(),
                label: source.name.clone(),
            })
            .collect(),
    }
}

/// Who can stand in for somebody: everybody else of the town's own people.
fn people(visit: &Visit<'_>, members: &[Member], but: StaffId) -> Vec<Choice> {
    let agency = |id: StaffId| members.iter().any(|one| one.id == id && one.grant.role == Role::Agency);
    let mut all: Vec<Choice> = Vec::new();
    for member in members.iter().filter(|one| one.id != but && one.joined && !one.waits && !agency(one.id)) {
        let value = member.ulid.to_string();
        if all.iter().all(|known| known.value != value) {
            all.push(Choice { chosen: visit.field("wer") == value, label: member.name.clone(), value });
        }
    }
    all
}

/// The limits that a form names.
pub(super) fn typed_limits(visit: &Visit<'_>) -> Limits {
    let senders = visit.field("absender").split([',', ';']).map(|name| name.trim().to_owned());
    let channels = visit.form.iter().filter(|(name, value)| name == "kanal" && !value.is_empty());
    Limits {
        senders: senders.filter(|name| !name.is_empty()).collect(),
        channels: channels.map(|(_, value)| value.clone()).collect(),
    }
    .tidy()
}

/// Somebody limits a role of this person, or takes its limits away.
pub(in crate::admin) async fn limited(visit: &Visit<'_>) -> Result<Reply, Failure> {
    let (town, id) = (visit.town()?, person(visit)?);
    let role = Role::parse(visit.field("rolle")).ok_or(Failure::Missing)?;
    let grants = &visit.person()?.grants;
    match limit_role(&visit.desk(), town, (id, role), typed_limits(visit), Some(grants)).await {
        Ok(()) => Ok(reply::go(&format!("{}?gut=grenzen", urls::admin_town(&town.host, &format!("team/{id}"))))),
        Err(AdminError::Refused(refusal)) if refusal.is("refused-not-of-this-town") => Err(Failure::Missing),
        Err(AdminError::Refused(refusal)) => refused(visit, "rollen", refusal.words(visit.locale)).await,
        Err(other) => Err(other.into()),
    }
}

/// Somebody approves for this person from one day to another, or nobody does any more.
pub(in crate::admin) async fn substitute_set(visit: &Visit<'_>) -> Result<Reply, Failure> {
    let (town, id) = (visit.town()?, person(visit)?);
    let done = format!("{}?gut=vertretung", urls::admin_town(&town.host, &format!("team/{id}")));
    let desk = visit.desk();
    let ended = visit.field("tun") == "beenden";
    let result = if ended {
        end_substitute(&desk, town, id).await
    } else {
        let zone = town.zone();
        let mut times = Vec::new();
        for (field, means) in [("von", DayMeans::Begin), ("bis", DayMeans::End)] {
            match typed_time(visit.field(field), means, &zone) {
                Ok(Some(at)) => times.push(at),
                Ok(None) => return refused(visit, field, visit.locale.text("desk-substitute-when")).await,
                Err(refusal) => return refused(visit, field, refusal.words(visit.locale)).await,
            }
        }
        let (Ok(other), [from, until]) = (Ulid::from_string(visit.field("wer")), times.as_slice()) else {
            return refused(visit, "wer", visit.locale.text("desk-substitute-who")).await;
        };
        set_substitute(&desk, town, (id, other), (*from, *until), &visit.person()?.grants).await
    };
    match result {
        Ok(()) => Ok(reply::go(&done)),
        Err(AdminError::Refused(refusal)) if refusal.is("refused-not-of-this-town") => Err(Failure::Missing),
        Err(AdminError::Refused(refusal)) => {
            let field = if refusal.is("refused-substitute-end") { "bis" } else { "wer" };
            refused(visit, field, refusal.words(visit.locale)).await
        }
        Err(other) => Err(other.into()),
    }
}

async fn refused(visit: &Visit<'_>, field: &'static str, text: String) -> Result<Reply, Failure> {
    let html = filled(visit, vec![Problem { field, text }]).await?.render()?;
    Ok(reply::page(StatusCode::UNPROCESSABLE_ENTITY, html))
}
