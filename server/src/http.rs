//! The few HTTP answers of a relay: one upgrade and four short texts. Never HTML (docs/protocol.md §8).

use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use axum::extract::ws::{WebSocket, WebSocketUpgrade};
use axum::extract::{Extension, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Router, middleware};
use tokio::time::timeout;
use wire::{ByeCode, Limits};

use crate::connection::{Guest, Shared, drive, is_set, say_and_leave, say_bye};
use crate::storage::{Answer, Write};
use crate::wakes::ConnectionId;

/// What the handlers share.
pub(crate) struct Relay {
    pub(crate) shared: Arc<Shared>,
    pub(crate) connections: AtomicU64,
    /// Whether a proxy on this machine says from where connections come.
    pub(crate) forwarded: bool,
    pub(crate) readiness: tokio::sync::Mutex<Option<(std::time::Instant, bool)>>,
}

/// The relay's routes.
pub(crate) fn router(relay: Arc<Relay>) -> Router {
    Router::new()
        .route(
            "/",
            get(async || {
                text(StatusCode::OK, "This is a relay. It has no web page; use the entre program.\n")
            }),
        )
        .route("/healthz", get(async || text(StatusCode::OK, "ok\n")))
        .route("/readyz", get(ready))
        .route("/v1/about", get(about))
        .route("/v1/stream", get(stream))
        .fallback(async || text(StatusCode::NOT_FOUND, "not found\n"))
        .layer(middleware::map_response(protect))
        .with_state(relay)
}

async fn stream(
    State(relay): State<Arc<Relay>>,
    Extension(guest): Extension<Guest>,
    headers: HeaderMap,
    upgrade: WebSocketUpgrade,
) -> Response {
    // Only browsers send this, and no web page has any business here.
    if headers.contains_key(header::ORIGIN) {
        return text(StatusCode::FORBIDDEN, "web pages may not connect to a relay\n");
    }
    let upgrade = upgrade.protocols([PROTOCOL]);
    if upgrade.selected_protocol().is_none() {
        return text(StatusCode::BAD_REQUEST, "this relay speaks the subprotocol entrenous.v1\n");
    }
    let named = if relay.forwarded { forwarded_for(&headers) } else { None };
    let welcome = named.is_none_or(|address| guest.place.comes_from(address)) && !guest.place.is_surplus;
    let frame_max = usize::try_from(relay.shared.terms.limits.frame_max).unwrap_or(usize::MAX);
    upgrade
        .read_buffer_size(SOCKET_BUFFER)
        .write_buffer_size(SOCKET_BUFFER)
        .max_write_buffer_size(frame_max.saturating_mul(2).saturating_add(SOCKET_BUFFER))
        .max_message_size(frame_max)
        .max_frame_size(frame_max)
        .on_upgrade(move |socket| serve(socket, relay, guest, welcome))
}

async fn serve(mut socket: WebSocket, relay: Arc<Relay>, guest: Guest, welcome: bool) {
    let shared = Arc::clone(&relay.shared);
    let mut cut = shared.cut.clone();
    if !welcome {
        return say_bye(&mut socket, ByeCode::Busy, shared.write_timeout).await;
    }
    let connection = ConnectionId(relay.connections.fetch_add(1, Ordering::Relaxed));
    // On the heap: an idle connection then costs what its state needs, not what the largest step needs.
    let driven = Box::pin(drive(&mut socket, shared, connection, guest.clone()));
    let makes_room = tokio::select! {
        () = driven => false,
        () = is_set(&mut cut) => false,
        () = guest.place.has_to_leave() => true,
    };
    if makes_room {
        say_and_leave(&mut socket, ByeCode::Busy).await;
    }
}

/// The address that the proxy added: the last one. What stands before it, the client may have written itself.
fn forwarded_for(headers: &HeaderMap) -> Option<IpAddr> {
    let last = headers.get_all("x-forwarded-for").iter().next_back()?.to_str().ok()?;
    last.rsplit(',').next()?.trim().parse().ok()
}

/// Whether the database takes writes. Asked at most every few seconds, as the question itself costs a commit.
async fn ready(State(relay): State<Arc<Relay>>) -> Response {
    let mut last = relay.readiness.lock().await;
    let known = last.filter(|(asked, _)| asked.elapsed() < READINESS_KEPT);
    let ready = match known {
        Some((_, ready)) => ready,
        None => {
            let answer = timeout(READINESS_PATIENCE, relay.shared.writer.ask(Write::Probe)).await;
            let ready = matches!(answer, Ok(Answer::Done));
            *last = Some((std::time::Instant::now(), ready));
            ready
        }
    };
    if ready {
        text(StatusCode::OK, "ready\n")
    } else {
        text(StatusCode::SERVICE_UNAVAILABLE, "the database does not take writes\n")
    }
}

async fn about(State(relay): State<Arc<Relay>>) -> Response {
    let Limits {
        frame_before_auth_max,
        frame_max,
        body_max,
        stream_bytes_max,
        stream_reserve,
        puts_in_flight_max,
        window_bytes,
        author_hourly_max,
        mailbox_slot_max,
        mailbox_seconds_max,
    } = relay.shared.terms.limits;
    let body = format!(
        concat!(
            "{{\"program\":\"entre-relay\",\"version\":\"{}\",\"protocol\":\"{}\",\"open\":{},\"limits\":{{",
            "\"frame_before_auth_max\":{},\"frame_max\":{},\"body_max\":{},\"stream_bytes_max\":{},",
            "\"stream_reserve\":{},\"puts_in_flight_max\":{},\"window_bytes\":{},\"author_hourly_max\":{},",
            "\"mailbox_slot_max\":{},\"mailbox_seconds_max\":{}}}}}\n"
        ),
        env!("CARGO_PKG_VERSION"),
        PROTOCOL,
        relay.shared.terms.open,
        frame_before_auth_max,
        frame_max,
        body_max,
        stream_bytes_max,
        stream_reserve,
        puts_in_flight_max,
        window_bytes,
        author_hourly_max,
        mailbox_slot_max,
        mailbox_seconds_max,
    );
    ([(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))], body).into_response()
}

fn text(status: StatusCode, line: &'static str) -> Response {
    (status, [(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"))], line)
        .into_response()
}

async fn protect(mut response: Response) -> Response {
    for (name, value) in PROTECTION {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    std::future::ready(response).await
}

const PROTOCOL: &str = "entrenous.v1";
/// The default of 128 KiB would be all that an idle connection costs.
const SOCKET_BUFFER: usize = 4096;
const READINESS_KEPT: Duration = Duration::from_secs(5);
const READINESS_PATIENCE: Duration = Duration::from_secs(1);
const PROTECTION: [(HeaderName, &str); 3] = [
    (header::CONTENT_SECURITY_POLICY, "default-src 'none'"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::CACHE_CONTROL, "no-store"),
];
