//! host-meta (RFC 6415): where WebFinger is, for servers that look here first.

use http::StatusCode;

use super::documents::{Document, Reader};
use crate::domain::body_html::escape;

/// How long it may be kept, in seconds.
const MAX_AGE_S: u32 = 86_400;

/// The XRD.
pub(super) fn document(reader: &Reader<'_>) -> Document {
    let template = reader.origin.absolute("/.well-known/webfinger?resource={uri}");
    let body = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<XRD xmlns=\"http://docs.oasis-open.org/ns/xri/xrd-1.0\">\n  \
         <Link rel=\"lrdd\" type=\"application/jrd+json\" template=\"{}\"/>\n</XRD>\n",
        escape(&template)
    );
    Document {
        status: StatusCode::OK,
        content_type: "application/xrd+xml",
        body,
        max_age_s: MAX_AGE_S,
        location: None,
        cors: true,
    }
}
