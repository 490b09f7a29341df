//! The HTTP side of the preview: loopback only, foreign hosts refused, streams that tell browsers to reload.
//!
//! Knows nothing of: pages; it asks [`Preview::answer`].

use std::io::{self, Write};
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tiny_http::{Header, Method, Request, Response, Server, StatusCode};

use super::{EVENTS, Preview};

/// Threads that answer requests: a browser opens about six connections.
const WORKERS: usize = 4;
/// How often silent streams are probed, so that those of closed tabs go.
const PING: Duration = Duration::from_secs(15);

type Streams = Arc<Mutex<Vec<Box<dyn Write + Send>>>>;

/// A listening preview.
pub struct PreviewServer {
    address: SocketAddr,
    streams: Streams,
}

impl PreviewServer {
    /// Listens on the loopback address; port 0 takes any free one.
    pub fn start(preview: &Arc<Preview>, port: u16) -> io::Result<PreviewServer> {
        let server = Server::http((Ipv4Addr::LOCALHOST, port)).map_err(io::Error::other)?;
        let address = server.server_addr().to_ip().ok_or_else(|| io::Error::other("no address"))?;
        let server = Arc::new(server);
        let streams = Streams::default();
        for _ in 0..WORKERS {
            let (server, preview, streams) = (Arc::clone(&server), Arc::clone(preview), Arc::clone(&streams));
            std::thread::spawn(move || {
                while let Ok(request) = server.recv() {
                    // A reader that went away is no fault of ours.
                    let answered = std::panic::AssertUnwindSafe(|| respond(request, &preview, &streams).ok());
                    // A fault of ours in one answer must not take the preview with it.
                    std::panic::catch_unwind(answered).ok();
                }
            });
        }
        let pinged = Arc::clone(&streams);
        std::thread::spawn(move || {
            loop {
                std::thread::sleep(PING);
                send(&pinged, ":\n\n");
            }
        });
        Ok(PreviewServer { address, streams })
    }

    /// The address it listens on.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Tells all browsers to reload.
    pub fn reload(&self) {
        send(&self.streams, "data: reload\n\n");
    }
}

fn send(streams: &Streams, message: &str) {
    let mut streams = streams.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    streams.retain_mut(|stream| stream.write_all(message.as_bytes()).and_then(|()| stream.flush()).is_ok());
}

fn respond(request: Request, preview: &Preview, streams: &Streams) -> io::Result<()> {
    let hosts: Vec<String> =
        request.headers().iter().filter(|header| header.field.equiv("Host")).map(|header| header.value.as_str().to_owned()).collect();
    if !matches!(hosts.as_slice(), [host] if is_local(host)) {
        // Another site's name that leads to this machine (DNS rebinding) must not read drafts.
        return request.respond(Response::from_string("This preview answers to localhost only.\n").with_status_code(StatusCode(403)));
    }
    if !matches!(request.method(), Method::Get | Method::Head) {
        return request.respond(Response::from_string("Only GET and HEAD.\n").with_status_code(StatusCode(405)));
    }
    if request.url() == EVENTS {
        return open_stream(request, streams);
    }
    let answer = preview.answer(request.url());
    let mut response = Response::from_data(answer.body).with_status_code(StatusCode(answer.status));
    let location = answer.location.unwrap_or_default();
    let mut headers = vec![("Content-Type", answer.content_type), ("Cache-Control", "no-store"), ("X-Content-Type-Options", "nosniff")];
    if !location.is_empty() {
        headers.push(("Location", &location));
    }
    for (name, value) in headers {
        if let Ok(header) = Header::from_bytes(name, value) {
            response.add_header(header);
        }
    }
    request.respond(response)
}

fn is_local(host: &str) -> bool {
    let name = host.rsplit_once(':').filter(|(_, port)| port.bytes().all(|b| b.is_ascii_digit())).map_or(host, |(name, _)| name);
    matches!(name, "localhost" | "127.0.0.1" | "[::1]")
}

/// Written by hand: the server's own encoder would hold small messages back.
fn open_stream(request: Request, streams: &Streams) -> io::Result<()> {
    let mut stream = request.into_writer();
    stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n:\n\n")?;
    stream.flush()?;
    streams.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push(stream);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::is_local;

    #[test]
    fn only_names_of_this_machine_are_answered() {
        for host in ["localhost", "localhost:4000", "127.0.0.1:4000", "[::1]:4000", "[::1]"] {
            assert!(is_local(host), "{host}");
        }
        for host in ["evil.example", "localhost.evil.example", "127.0.0.1.nip.io:4000", "localhost:4000@evil.example", ""] {
            assert!(!is_local(host), "{host}");
        }
    }
}
