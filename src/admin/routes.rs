//! Every address of the admin area, in one table: which permission it needs, and what answers there. What is not in it
//! does not exist, so a new page is closed until somebody writes here who may open it. The test of all routes reads
//! [`doors`].

use http::Method;

use crate::domain::staff::Permission;
use crate::urls::percent_decoded;

/// Who may come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// Everybody: where people sign in.
    Nothing,
    /// Whose password was right, also before the second proof.
    Password,
    /// Whoever is signed in, also with the second proof still to be set up.
    OwnProof,
    /// Whoever is signed in.
    SignedIn,
    /// Who may do this in the town that the address names. For the others the town does not exist, or the page is closed.
    In(Permission),
}

/// What answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Page {
    Style,
    PasskeyScript,
    PasskeyAsked,
    PasskeyAnswered,
    ProofPasskeyAsked,
    Passkeys,
    PasskeyNamed,
    PasskeyAdded,
    PasskeyRemoved,
    PasskeyCodes,
    ServiceAsked,
    ServiceReturn,
    ServiceLinked,
    ServiceParted,
    InvitationService,
    Manifest,
    Sign,
    ShareIn,
    SignIn,
    SignInSent,
    Proof,
    ProofSent,
    OwnProof,
    OwnProofSent,
    OwnProofChanged,
    SignOut,
    SetUp,
    SetUpSent,
    Invitation,
    InvitationSent,
    Towns,
    Account,
    EndOthers,
    TownNew,
    TownBegun,
    Setup,
    SetupPutAway,
    SetupStep,
    SetupStepSent,
    HomePreview,
    Fediverse,
    FediverseSent,
    Overview,
    Held,
    HeldAnswered,
    Posts,
    Post,
    PostEdited,
    PostLifted,
    PostHolds,
    PostLabelled,
    JoinAsked,
    PostsJoined,
    SplitAsked,
    PostSplit,
    PictureAsked,
    PictureRemoved,
    PostReach,
    PostHistory,
    PostShare,
    RemovalAsked,
    PostRemoved,
    Channels,
    ChannelNew,
    ChannelTried,
    ChannelAdded,
    Channel,
    ChannelChanged,
    Rules,
    RulesSent,
    Logins,
    LoginForm,
    LoginSent,
    LoginReturn,
    LoginTaken,
    AccountChosen,
    Team,
    TeamInvited,
    TeamEnded,
    TeamProofReset,
    TeamPerson,
    RoleLimited,
    SubstituteSet,
    ApprovalRules,
    ApprovalRulesSent,
    Agency,
    AgencyEnded,
    AgencyPass,
    MyTowns,
    TownEntered,
    OwnLog,
    LogSheet,
    Log,
    WarningForm,
    WarningSent,
    Warning,
    WarningChanged,
    WarningWaits,
    WarningAnswered,
    Cases,
    Case,
    CaseSent,
    CaseRemoved,
    CaseBlocked,
    Blocks,
    BlockLifted,
    Descriptions,
    DescriptionSaved,
    Picture,
    Drafts,
    DraftNew,
    DraftBegun,
    Draft,
    DraftDecided,
    DraftEdit,
    DraftEdited,
    DraftPicture,
    DraftDeleted,
    DraftHandedIn,
    RemoteAnswer,
    RemoteAnswered,
    RemoteAnswerChanged,
    RemoteMuted,
}

/// One address.
#[derive(Debug)]
pub struct Route {
    pub method: Method,
    /// Literal segments, and `{ort}`, `{nr}`, `{kanal}` … for what stands there.
    pub path: &'static str,
    pub need: Need,
    pub(super) page: Page,
    /// Its form brings pictures along.
    pub(super) pictures: bool,
}

const fn get(path: &'static str, need: Need, page: Page) -> Route {
    Route { method: Method::GET, path, need, page, pictures: false }
}

const fn post(path: &'static str, need: Need, page: Page) -> Route {
    Route { method: Method::POST, path, need, page, pictures: false }
}

const fn with_pictures(path: &'static str, need: Need, page: Page) -> Route {
    Route { method: Method::POST, path, need, page, pictures: true }
}

/// Literal segments stand before `{…}` at the same place: the first that fits is taken.
static ROUTES: &[Route] = &[
    get("/verwaltung/stil/{farbe}", Need::Nothing, Page::Style),
    get("/verwaltung/skript/passkey.js", Need::Nothing, Page::PasskeyScript),
    post("/verwaltung/anmelden/passkey", Need::Nothing, Page::PasskeyAsked),
    post("/verwaltung/anmelden/passkey/antwort", Need::Nothing, Page::PasskeyAnswered),
    post("/verwaltung/anmelden/nachweis/passkey", Need::Password, Page::ProofPasskeyAsked),
    get("/verwaltung/konto/passkeys", Need::OwnProof, Page::Passkeys),
    post("/verwaltung/konto/passkeys", Need::OwnProof, Page::PasskeyNamed),
    post("/verwaltung/konto/passkeys/antwort", Need::OwnProof, Page::PasskeyAdded),
    post("/verwaltung/konto/passkeys/codes", Need::SignedIn, Page::PasskeyCodes),
    post("/verwaltung/konto/passkeys/{passkey}/entfernen", Need::SignedIn, Page::PasskeyRemoved),
    get("/verwaltung/anmelden/rathaus-konto", Need::Nothing, Page::ServiceAsked),
    get("/verwaltung/anmelden/rathaus-konto/zurueck", Need::Nothing, Page::ServiceReturn),
    post("/verwaltung/konto/rathaus-konto", Need::SignedIn, Page::ServiceLinked),
    post("/verwaltung/konto/rathaus-konto/trennen", Need::SignedIn, Page::ServiceParted),
    post("/verwaltung/einladung/{code}/rathaus-konto", Need::Nothing, Page::InvitationService),
    get("/verwaltung/app.webmanifest", Need::Nothing, Page::Manifest),
    get("/verwaltung/app.svg", Need::Nothing, Page::Sign),
    get("/verwaltung/teilen", Need::SignedIn, Page::ShareIn),
    get("/verwaltung/anmelden", Need::Nothing, Page::SignIn),
    post("/verwaltung/anmelden", Need::Nothing, Page::SignInSent),
    get("/verwaltung/einrichten/{code}", Need::Nothing, Page::SetUp),
    post("/verwaltung/einrichten/{code}", Need::Nothing, Page::SetUpSent),
    get("/verwaltung/einladung/{code}", Need::Nothing, Page::Invitation),
    post("/verwaltung/einladung/{code}", Need::Nothing, Page::InvitationSent),
    post("/verwaltung/abmelden", Need::Password, Page::SignOut),
    get("/verwaltung/anmelden/nachweis", Need::Password, Page::Proof),
    post("/verwaltung/anmelden/nachweis", Need::Password, Page::ProofSent),
    get("/verwaltung/konto/zweiter-nachweis", Need::OwnProof, Page::OwnProof),
    post("/verwaltung/konto/zweiter-nachweis", Need::OwnProof, Page::OwnProofSent),
    post("/verwaltung/konto/zweiter-nachweis/aendern", Need::SignedIn, Page::OwnProofChanged),
    post("/verwaltung/{ort}/team/{person}/zweiter-nachweis", Need::In(Permission::Invite), Page::TeamProofReset),
    get("/verwaltung/konto", Need::SignedIn, Page::Account),
    post("/verwaltung/konto/andere-abmelden", Need::SignedIn, Page::EndOthers),
    get("/verwaltung/zurueck/{weg}", Need::SignedIn, Page::LoginReturn),
    post("/verwaltung/zurueck/{weg}", Need::SignedIn, Page::LoginTaken),
    get("/verwaltung", Need::SignedIn, Page::Towns),
    get("/verwaltung/agentur", Need::SignedIn, Page::MyTowns),
    post("/verwaltung/ort", Need::SignedIn, Page::TownEntered),
    get("/verwaltung/konto/protokoll", Need::SignedIn, Page::OwnLog),
    get("/verwaltung/einrichten", Need::SignedIn, Page::TownNew),
    post("/verwaltung/einrichten", Need::SignedIn, Page::TownBegun),
    get("/verwaltung/{ort}/einrichten", Need::In(Permission::SetUp), Page::Setup),
    post("/verwaltung/{ort}/einrichten", Need::In(Permission::SetUp), Page::SetupPutAway),
    get("/verwaltung/{ort}/einrichten/{schritt}", Need::In(Permission::SetUp), Page::SetupStep),
    with_pictures("/verwaltung/{ort}/einrichten/{schritt}", Need::In(Permission::SetUp), Page::SetupStepSent),
    get("/verwaltung/{ort}/vorschau", Need::In(Permission::Read), Page::HomePreview),
    get("/verwaltung/{ort}/fediverse", Need::In(Permission::SetUp), Page::Fediverse),
    post("/verwaltung/{ort}/fediverse", Need::In(Permission::SetUp), Page::FediverseSent),
    get("/verwaltung/{ort}", Need::In(Permission::Look), Page::Overview),
    get("/verwaltung/{ort}/freigabe", Need::In(Permission::Read), Page::Held),
    post("/verwaltung/{ort}/freigabe/{nr}", Need::In(Permission::Answer), Page::HeldAnswered),
    get("/verwaltung/{ort}/beitraege", Need::In(Permission::Read), Page::Posts),
    get("/verwaltung/{ort}/beitraege/{beitrag}", Need::In(Permission::Read), Page::Post),
    post("/verwaltung/{ort}/beitraege/{beitrag}", Need::In(Permission::Edit), Page::PostEdited),
    get("/verwaltung/{ort}/beitraege/{beitrag}/entfernen", Need::In(Permission::Remove), Page::RemovalAsked),
    post("/verwaltung/{ort}/beitraege/{beitrag}/entfernen", Need::In(Permission::Remove), Page::PostRemoved),
    post("/verwaltung/{ort}/beitraege/{beitrag}/quelle", Need::In(Permission::Edit), Page::PostLifted),
    post("/verwaltung/{ort}/beitraege/{beitrag}/gilt", Need::In(Permission::Edit), Page::PostHolds),
    post("/verwaltung/{ort}/beitraege/{beitrag}/einordnung", Need::In(Permission::Edit), Page::PostLabelled),
    get("/verwaltung/{ort}/beitraege/{beitrag}/zusammenlegen", Need::In(Permission::Edit), Page::JoinAsked),
    post("/verwaltung/{ort}/beitraege/{beitrag}/zusammenlegen", Need::In(Permission::Edit), Page::PostsJoined),
    get("/verwaltung/{ort}/beitraege/{beitrag}/trennen", Need::In(Permission::Edit), Page::SplitAsked),
    post("/verwaltung/{ort}/beitraege/{beitrag}/trennen", Need::In(Permission::Edit), Page::PostSplit),
    get(
        "/verwaltung/{ort}/beitraege/{beitrag}/bilder/{bild}/entfernen",
        Need::In(Permission::Remove),
        Page::PictureAsked,
    ),
    post(
        "/verwaltung/{ort}/beitraege/{beitrag}/bilder/{bild}/entfernen",
        Need::In(Permission::Remove),
        Page::PictureRemoved,
    ),
    get("/verwaltung/{ort}/beitraege/{beitrag}/empfang", Need::In(Permission::Read), Page::PostReach),
    get("/verwaltung/{ort}/beitraege/{beitrag}/verlauf", Need::In(Permission::Read), Page::PostHistory),
    get("/verwaltung/{ort}/beitraege/{beitrag}/verteilen", Need::In(Permission::Read), Page::PostShare),
    get("/verwaltung/{ort}/kanaele", Need::In(Permission::Look), Page::Channels),
    get("/verwaltung/{ort}/kanaele/neu", Need::In(Permission::Connect), Page::ChannelNew),
    post("/verwaltung/{ort}/kanaele/neu", Need::In(Permission::Connect), Page::ChannelTried),
    post("/verwaltung/{ort}/kanaele", Need::In(Permission::Connect), Page::ChannelAdded),
    get("/verwaltung/{ort}/kanaele/{kanal}", Need::In(Permission::Look), Page::Channel),
    post("/verwaltung/{ort}/kanaele/{kanal}", Need::In(Permission::Channels), Page::ChannelChanged),
    get("/verwaltung/{ort}/kanaele/{kanal}/regeln", Need::In(Permission::Channels), Page::Rules),
    post("/verwaltung/{ort}/kanaele/{kanal}/regeln", Need::In(Permission::Channels), Page::RulesSent),
    get("/verwaltung/{ort}/anmeldungen", Need::In(Permission::Connect), Page::Logins),
    get("/verwaltung/{ort}/kanaele/{kanal}/anmeldung", Need::In(Permission::Connect), Page::LoginForm),
    post("/verwaltung/{ort}/kanaele/{kanal}/anmeldung", Need::In(Permission::Connect), Page::LoginSent),
    get("/verwaltung/{ort}/plattform/{weg}", Need::In(Permission::Connect), Page::LoginForm),
    post("/verwaltung/{ort}/plattform/{weg}", Need::In(Permission::Connect), Page::LoginSent),
    post("/verwaltung/{ort}/anmeldung/{nr}", Need::In(Permission::Connect), Page::AccountChosen),
    get("/verwaltung/{ort}/entwuerfe", Need::In(Permission::Read), Page::Drafts),
    get("/verwaltung/{ort}/entwuerfe/neu", Need::In(Permission::Write), Page::DraftNew),
    with_pictures("/verwaltung/{ort}/entwuerfe/neu", Need::In(Permission::Write), Page::DraftBegun),
    get("/verwaltung/{ort}/entwuerfe/{nr}", Need::In(Permission::Read), Page::Draft),
    post("/verwaltung/{ort}/entwuerfe/{nr}", Need::In(Permission::Publish), Page::DraftDecided),
    get("/verwaltung/{ort}/entwuerfe/{nr}/bearbeiten", Need::In(Permission::Write), Page::DraftEdit),
    with_pictures("/verwaltung/{ort}/entwuerfe/{nr}/bearbeiten", Need::In(Permission::Write), Page::DraftEdited),
    get("/verwaltung/{ort}/entwuerfe/{nr}/bild/{platz}", Need::In(Permission::Read), Page::DraftPicture),
    post("/verwaltung/{ort}/entwuerfe/{nr}/abgeben", Need::In(Permission::Write), Page::DraftHandedIn),
    post("/verwaltung/{ort}/entwuerfe/{nr}/loeschen", Need::In(Permission::Write), Page::DraftDeleted),
    get("/verwaltung/{ort}/eingang/{vorgang}/antworten-fediverse", Need::In(Permission::Cases), Page::RemoteAnswer),
    post("/verwaltung/{ort}/eingang/{vorgang}/antworten-fediverse", Need::In(Permission::Reply), Page::RemoteAnswered),
    post(
        "/verwaltung/{ort}/eingang/{vorgang}/antworten-fediverse/stumm",
        Need::In(Permission::Reply),
        Page::RemoteMuted,
    ),
    post(
        "/verwaltung/{ort}/eingang/{vorgang}/antworten-fediverse/{antwort}",
        Need::In(Permission::Reply),
        Page::RemoteAnswerChanged,
    ),
    get("/verwaltung/{ort}/team", Need::In(Permission::Team), Page::Team),
    post("/verwaltung/{ort}/team", Need::In(Permission::Invite), Page::TeamInvited),
    post("/verwaltung/{ort}/team/{person}", Need::In(Permission::Invite), Page::TeamEnded),
    get("/verwaltung/{ort}/team/{person}", Need::In(Permission::Team), Page::TeamPerson),
    post("/verwaltung/{ort}/team/{person}/rolle", Need::In(Permission::Invite), Page::RoleLimited),
    post("/verwaltung/{ort}/team/{person}/vertretung", Need::In(Permission::Invite), Page::SubstituteSet),
    get("/verwaltung/{ort}/freigaberegeln", Need::In(Permission::Team), Page::ApprovalRules),
    post("/verwaltung/{ort}/freigaberegeln", Need::In(Permission::Invite), Page::ApprovalRulesSent),
    get("/verwaltung/{ort}/agentur", Need::In(Permission::Team), Page::Agency),
    post("/verwaltung/{ort}/agentur/beenden", Need::In(Permission::Invite), Page::AgencyEnded),
    post("/verwaltung/{ort}/agentur/ohne-freigabe", Need::In(Permission::Invite), Page::AgencyPass),
    get("/verwaltung/{ort}/protokoll", Need::In(Permission::Log), Page::Log),
    get("/verwaltung/{ort}/protokoll.csv", Need::In(Permission::Log), Page::LogSheet),
    get("/verwaltung/{ort}/warnung", Need::In(Permission::Warn), Page::WarningForm),
    post("/verwaltung/{ort}/warnung", Need::In(Permission::Warn), Page::WarningSent),
    get("/verwaltung/{ort}/warnung/{beitrag}", Need::In(Permission::Read), Page::Warning),
    post("/verwaltung/{ort}/warnung/{beitrag}", Need::In(Permission::Warn), Page::WarningChanged),
    get("/verwaltung/{ort}/warnung-wartet/{nr}", Need::In(Permission::Warn), Page::WarningWaits),
    post("/verwaltung/{ort}/warnung-wartet/{nr}", Need::In(Permission::Warn), Page::WarningAnswered),
    get("/verwaltung/{ort}/bildbeschreibungen", Need::In(Permission::Edit), Page::Descriptions),
    post("/verwaltung/{ort}/bildbeschreibungen", Need::In(Permission::Edit), Page::DescriptionSaved),
    get("/verwaltung/{ort}/eingang", Need::In(Permission::Cases), Page::Cases),
    get("/verwaltung/{ort}/eingang/{vorgang}", Need::In(Permission::Cases), Page::Case),
    post("/verwaltung/{ort}/eingang/{vorgang}", Need::In(Permission::Reply), Page::CaseSent),
    post("/verwaltung/{ort}/eingang/{vorgang}/entfernen", Need::In(Permission::Remove), Page::CaseRemoved),
    post("/verwaltung/{ort}/eingang/{vorgang}/sperren", Need::In(Permission::Reply), Page::CaseBlocked),
    get("/verwaltung/{ort}/eingang-sperren", Need::In(Permission::Cases), Page::Blocks),
    post("/verwaltung/{ort}/eingang-sperren/{sperre}", Need::In(Permission::Reply), Page::BlockLifted),
    get("/verwaltung/{ort}/bild/{datei}", Need::In(Permission::Read), Page::Picture),
];

/// Every address there is.
#[must_use]
pub fn doors() -> &'static [Route] {
    ROUTES
}

/// What stands at the `{…}` of an address.
pub(super) type Params = Vec<(&'static str, String)>;

/// What a request meets.
#[derive(Debug)]
pub(super) enum Found {
    Door(&'static Route, Params),
    /// There is such an address, but not to be asked like this.
    OtherMethod(&'static str),
    Nothing,
}

/// Looks an address up. HEAD is asked like GET.
pub(super) fn find(method: &Method, path: &str) -> Found {
    let wanted = if *method == Method::HEAD { Method::GET } else { method.clone() };
    let mut other = None;
    for route in ROUTES {
        let Some(params) = fit(route.path, path) else { continue };
        if route.method == wanted {
            return Found::Door(route, params);
        }
        other = other.or(Some(if route.method == Method::GET { "GET, HEAD" } else { "POST" }));
    }
    other.map_or(Found::Nothing, Found::OtherMethod)
}

fn fit(pattern: &'static str, path: &str) -> Option<Params> {
    let (mut wanted, mut given) = (pattern.split('/'), path.split('/'));
    let mut params = Vec::new();
    loop {
        match (wanted.next(), given.next()) {
            (None, None) => return Some(params),
            (Some(wanted), Some(given)) => match wanted.strip_prefix('{').and_then(|name| name.strip_suffix('}')) {
                Some(name) if !given.is_empty() => params.push((name, percent_decoded(given)?)),
                None if wanted == given => {}
                _ => return None,
            },
            _ => return None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(method: &Method, path: &str) -> Option<(Page, Params)> {
        match find(method, path) {
            Found::Door(route, params) => Some((route.page, params)),
            _ => None,
        }
    }

    #[test]
    fn the_first_address_that_fits_is_taken() {
        assert_eq!(page(&Method::GET, "/verwaltung").unwrap().0, Page::Towns);
        assert_eq!(page(&Method::GET, "/verwaltung/anmelden").unwrap().0, Page::SignIn);
        let (found, params) = page(&Method::GET, "/verwaltung/stadt.localhost%3A8080").unwrap();
        assert_eq!((found, params), (Page::Overview, vec![("ort", "stadt.localhost:8080".to_owned())]));
        assert_eq!(page(&Method::HEAD, "/verwaltung/a.de/kanaele/neu").unwrap().0, Page::ChannelNew);
        for nothing in ["/verwaltung/", "/verwaltung/a.de/", "/verwaltung/a.de/x", "/verwaltung/%ff", "/verwaltung/a%2"]
        {
            assert!(matches!(find(&Method::GET, nothing), Found::Nothing), "{nothing}");
        }
        assert!(matches!(find(&Method::PUT, "/verwaltung"), Found::OtherMethod("GET, HEAD")));
        assert!(
            matches!(find(&Method::GET, "/verwaltung/abmelden"), Found::Door(route, _) if route.page == Page::Overview)
        );
    }

    #[test]
    fn whatever_changes_something_is_a_post_and_needs_somebody() {
        for route in doors() {
            let open = route.path.contains("einrichten")
                || route.path.contains("einladung")
                || route.path.contains("anmelden");
            assert!(route.method == Method::GET || route.method == Method::POST);
            let open = open || matches!(route.page, Page::Style | Page::Manifest | Page::Sign | Page::PasskeyScript);
            assert!(route.need != Need::Nothing || open, "{}", route.path);
            assert_eq!(matches!(route.need, Need::In(_)), route.path.contains("{ort}"), "{}", route.path);
        }
    }
}
