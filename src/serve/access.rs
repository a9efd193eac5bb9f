//! Who may ask: Host, Origin, token. Pure functions over a request's headers; `routes` calls [`Access::admit`] before
//! anything is looked up. The page itself holds no data and needs no token, everything below `/api/` does where one is set.

use std::net::{IpAddr, SocketAddr};

use axum::http::{HeaderMap, Method, StatusCode, header};
use sha2::{Digest, Sha256};

/// What a request must show.
#[derive(Debug, Clone)]
pub struct Access {
    address: SocketAddr,
    names: Vec<String>,
    token: Option<[u8; 32]>,
}

/// Why a request was turned away: a status and a word for the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refused {
    /// HTTP status.
    pub status: StatusCode,
    /// Stable word: `wrong-host`, `foreign-origin`, `token-missing`, `token-wrong`.
    pub why: &'static str,
}

const fn refused(status: StatusCode, why: &'static str) -> Refused {
    Refused { status, why }
}

const FOREIGN: Refused = refused(StatusCode::FORBIDDEN, "foreign-origin");

impl Access {
    /// Access to a server at `address`; `names` are further host names it may be called by (a proxy's, without port).
    pub fn new(address: SocketAddr, names: Vec<String>, token: Option<&str>) -> Self {
        Self {
            address,
            names: names.into_iter().map(|n| n.to_ascii_lowercase()).collect(),
            token: token.map(|t| Sha256::digest(t.as_bytes()).into()),
        }
    }

    /// Whether a token is asked.
    pub const fn needs_token(&self) -> bool {
        self.token.is_some()
    }

    /// Admits a request or says why not.
    pub fn admit(&self, method: &Method, path: &str, headers: &HeaderMap) -> Result<(), Refused> {
        self.admit_site(path, headers)?;
        // What changes something is sent by our own script, which says so; a form cannot set this header.
        if method != Method::GET && method != Method::HEAD && !headers.contains_key("x-chushen") {
            return Err(FOREIGN);
        }
        if path.starts_with("/api/") {
            self.token(headers)?;
        }
        Ok(())
    }

    /// Admits what was sent to a name of ours, and by no page of another site.
    pub fn admit_site(&self, path: &str, headers: &HeaderMap) -> Result<(), Refused> {
        let host = self
            .host(headers)
            .ok_or(refused(StatusCode::MISDIRECTED_REQUEST, "wrong-host"))?;
        self.same_origin(path, headers, &host)
    }

    /// The Host header, if it is one of ours. A page of somebody else whose name was turned to our address (DNS rebinding)
    /// still sends that name, so names must be known; an address in figures cannot be turned.
    fn host(&self, headers: &HeaderMap) -> Option<String> {
        let mut all = headers.get_all(header::HOST).iter();
        let host = all.next()?.to_str().ok()?.to_ascii_lowercase();
        if all.next().is_some() {
            return None;
        }
        let (name, port) = split(&host)?;
        if self.names.iter().any(|n| n == name) {
            return Some(host);
        }
        let bare = name.trim_start_matches('[').trim_end_matches(']');
        let ours = match bare.parse::<IpAddr>() {
            Ok(ip) if self.address.ip().is_loopback() => ip.is_loopback(),
            Ok(_) => true,
            Err(_) => name == "localhost",
        };
        (ours && port.unwrap_or(80) == self.address.port()).then_some(host)
    }

    /// Refuses what another site's page asks for. A browser says so twice: `Origin`, and `Sec-Fetch-Site` (Fetch Metadata,
    /// W3C). A top-level visit to the page may come from anywhere, as from a link in a mail.
    fn same_origin(&self, path: &str, headers: &HeaderMap, host: &str) -> Result<(), Refused> {
        let text = |name| headers.get(name).map(|v| v.to_str().unwrap_or("?"));
        if let Some(origin) = text("origin") {
            let origin = origin.to_ascii_lowercase();
            let plain = origin.strip_prefix("http://");
            // Behind a proxy that speaks TLS under a name we were told.
            let secure = origin
                .strip_prefix("https://")
                .filter(|o| split(o).is_some_and(|(n, _)| self.names.iter().any(|m| m == n)));
            if plain.or(secure) != Some(host) {
                return Err(FOREIGN);
            }
        }
        match text("sec-fetch-site") {
            None | Some("same-origin" | "none") => {}
            Some(_)
                if path == "/"
                    && text("sec-fetch-mode") == Some("navigate")
                    && text("sec-fetch-dest") == Some("document") => {}
            Some(_) => return Err(FOREIGN),
        }
        Ok(())
    }

    /// Compares digests, so that the time taken tells nothing of the token.
    fn token(&self, headers: &HeaderMap) -> Result<(), Refused> {
        let Some(want) = self.token else { return Ok(()) };
        let given = headers
            .get(header::AUTHORIZATION)
            .and_then(|v| v.to_str().ok())
            .and_then(|v| v.strip_prefix("Bearer "))
            .ok_or(refused(StatusCode::UNAUTHORIZED, "token-missing"))?;
        let given: [u8; 32] = Sha256::digest(given.as_bytes()).into();
        let differ = given.iter().zip(want).fold(0u8, |d, (a, b)| d | (a ^ b));
        if differ == 0 {
            Ok(())
        } else {
            Err(refused(StatusCode::UNAUTHORIZED, "token-wrong"))
        }
    }
}

/// Host and port of an authority; brackets stay around an IPv6 address.
fn split(authority: &str) -> Option<(&str, Option<u16>)> {
    let end = authority.rfind(']').map_or(0, |i| i + 1);
    match authority.get(end..)?.find(':') {
        None => Some((authority, None)),
        Some(i) => {
            let (name, port) = authority.split_at(end + i);
            Some((name, Some(port.get(1..)?.parse().ok()?)))
        }
    }
}

/// A token nobody guesses: 128 bits from the system, in hex.
pub fn fresh_token() -> Result<String, getrandom::Error> {
    let mut bytes = [0u8; 16];
    getrandom::fill(&mut bytes)?;
    Ok(bytes.iter().map(|b| format!("{b:02x}")).collect())
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn ask(access: &Access, method: &Method, path: &str, headers: &[(&'static str, &str)]) -> Result<(), &'static str> {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(*name, HeaderValue::from_str(value).unwrap());
        }
        access.admit(method, path, &map).map_err(|r| r.why)
    }

    fn loopback() -> Access {
        Access::new("127.0.0.1:8080".parse().unwrap(), Vec::new(), None)
    }

    #[test]
    fn only_our_own_names_are_answered() {
        let a = loopback();
        for host in ["127.0.0.1:8080", "localhost:8080", "LOCALHOST:8080", "[::1]:8080"] {
            assert_eq!(ask(&a, &Method::GET, "/", &[("host", host)]), Ok(()), "{host}");
        }
        for host in [
            "evil.example:8080",
            "127.0.0.1",
            "127.0.0.1:80",
            "10.0.0.1:8080",
            "localhost:8080x",
            "",
            "localhost.evil:8080",
        ] {
            assert_eq!(
                ask(&a, &Method::GET, "/", &[("host", host)]),
                Err("wrong-host"),
                "{host}"
            );
        }
        assert_eq!(ask(&a, &Method::GET, "/", &[]), Err("wrong-host"));
        let twice = [("host", "127.0.0.1:8080"), ("host", "127.0.0.1:8080")];
        assert_eq!(ask(&a, &Method::GET, "/", &twice), Err("wrong-host"));
    }

    #[test]
    fn an_outer_address_is_called_by_figures_or_known_names() {
        let a = Access::new("0.0.0.0:9000".parse().unwrap(), vec!["Desk.example".into()], Some("t"));
        for host in ["192.168.1.5:9000", "desk.example", "desk.example:443", "localhost:9000"] {
            assert_eq!(ask(&a, &Method::GET, "/", &[("host", host)]), Ok(()), "{host}");
        }
        assert_eq!(
            ask(&a, &Method::GET, "/", &[("host", "rebound.example:9000")]),
            Err("wrong-host")
        );
        let proxied = [("host", "desk.example"), ("origin", "https://desk.example")];
        assert_eq!(ask(&a, &Method::GET, "/", &proxied), Ok(()));
    }

    #[test]
    fn other_sites_are_refused() {
        let a = loopback();
        let host = ("host", "127.0.0.1:8080");
        for foreign in [
            ("origin", "http://evil.example"),
            ("origin", "null"),
            ("origin", "https://127.0.0.1:8080"),
            ("origin", "http://localhost:8080"),
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-site", "same-site"),
        ] {
            assert_eq!(
                ask(&a, &Method::GET, "/api/cases", &[host, foreign]),
                Err("foreign-origin"),
                "{foreign:?}"
            );
        }
        let link = [
            host,
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-mode", "navigate"),
            ("sec-fetch-dest", "document"),
        ];
        assert_eq!(ask(&a, &Method::GET, "/", &link), Ok(()));
        let frame = [
            host,
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-mode", "navigate"),
            ("sec-fetch-dest", "iframe"),
        ];
        assert_eq!(ask(&a, &Method::GET, "/", &frame), Err("foreign-origin"));
        assert_eq!(ask(&a, &Method::GET, "/api/cases", &link), Err("foreign-origin"));
        assert_eq!(ask(&a, &Method::POST, "/api/x", &[host]), Err("foreign-origin"));
        let own = [host, ("x-chushen", "1"), ("origin", "http://127.0.0.1:8080")];
        assert_eq!(ask(&a, &Method::POST, "/api/x", &own), Ok(()));
    }

    #[test]
    fn the_token_guards_the_data() {
        let a = Access::new("192.168.1.5:8080".parse().unwrap(), Vec::new(), Some("secret"));
        let host = ("host", "192.168.1.5:8080");
        assert_eq!(ask(&a, &Method::GET, "/", &[host]), Ok(()));
        assert_eq!(ask(&a, &Method::GET, "/api/cases", &[host]), Err("token-missing"));
        let wrong = [host, ("authorization", "Bearer secreT")];
        assert_eq!(ask(&a, &Method::GET, "/api/cases", &wrong), Err("token-wrong"));
        let right = [host, ("authorization", "Bearer secret")];
        assert_eq!(ask(&a, &Method::GET, "/api/cases", &right), Ok(()));
    }

    #[test]
    fn tokens_differ() {
        let (a, b) = (fresh_token().unwrap(), fresh_token().unwrap());
        assert_eq!((a.len(), a == b), (32, false));
    }
}
