//! Connections and the life of the server: silent callers are let go, a stop waits for what was begun.

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::sync::{Semaphore, watch};

use super::gate::Gate;
use super::store::Store;
use super::tokens::Tokens;
use super::{ApiError, App, Options, callback, figures, routes, work};
use crate::run::Setup;
use crate::serve::access::Access;

/// Stack of a thread that reviews.
const STACK: usize = 16 << 20;
/// Threads for files and for documents that wait for their turn, besides those that answer.
const BLOCKING: usize = 256;
/// Pause between two looks for cases that have lain long enough.
const SWEEP: Duration = Duration::from_mins(1);
/// Bytes of the headers of a request.
const HEADERS: usize = 64 << 10;

/// Opens the server and answers until the process is asked to end (Ctrl-C, SIGTERM); then finishes what was begun. `ready` is told the
/// address once it listens.
pub fn serve(options: Options, setup: Setup, ready: impl FnOnce(SocketAddr)) -> Result<(), ApiError> {
    if !options.address.ip().is_loopback() && options.tokens.is_none() {
        return Err(ApiError::TokensNeeded(options.address));
    }
    let wrong = |source| ApiError::Listen {
        address: options.address,
        source,
    };
    let listener = TcpListener::bind(options.address).map_err(wrong)?;
    listener.set_nonblocking(true).map_err(wrong)?;
    let address = listener.local_addr().map_err(wrong)?;
    let app = Arc::new(App {
        store: Store::open(&options.state)?,
        tokens: Tokens::open(options.tokens.as_deref())?,
        gate: Arc::new(Gate::new(options.a_minute, options.uploads)),
        access: Access::new(address, options.names.clone(), None),
        figures: figures::Figures::default(),
        changed: watch::Sender::new(0),
        stopping: AtomicBool::new(false),
        options,
        setup,
    });
    let (stop, stopped) = watch::channel(false);
    let heard = Arc::clone(&app);
    // A handler may be there already where the server is part of a larger program; that program stops it then.
    let _ = ctrlc::set_handler(move || {
        if heard.stopping.swap(true, Ordering::SeqCst) {
            #[expect(clippy::exit, reason = "asked twice: end now; what was accepted is on disk")]
            std::process::exit(130);
        }
        heard.store.stop();
        let _ = stop.send(true);
    });
    let threads = begin(&app)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .max_blocking_threads(BLOCKING)
        .thread_stack_size(STACK)
        .enable_io()
        .enable_time()
        .build()
        .map_err(ApiError::Threads)?;
    runtime.block_on(async {
        if let Some(callbacks) = app.options.callbacks.clone() {
            tokio::spawn(callback::tell_all(Arc::clone(&app), callbacks));
        }
        let listener = tokio::net::TcpListener::from_std(listener).map_err(ApiError::Threads)?;
        ready(address);
        accept(&app, listener, stopped).await;
        Ok::<(), ApiError>(())
    })?;
    let until = Instant::now() + app.options.grace;
    // What is not finished by then is read anew at the next start.
    while threads.iter().any(|t| !t.is_finished()) && Instant::now() < until {
        std::thread::sleep(Duration::from_millis(20));
    }
    runtime.shutdown_timeout(Duration::from_secs(1));
    Ok(())
}

/// Begins the threads that review, and the one that takes out what has lain long enough.
fn begin(app: &Arc<App>) -> Result<Vec<std::thread::JoinHandle<()>>, ApiError> {
    let thread = |name: String| std::thread::Builder::new().name(name).stack_size(STACK);
    let swept = Arc::downgrade(app);
    thread("sweep".to_owned())
        .spawn(move || {
            while let Some(app) = swept.upgrade() {
                sweep(&app);
                drop(app);
                std::thread::sleep(SWEEP);
            }
        })
        .map_err(ApiError::Threads)?;
    (0..app.options.jobs.max(1))
        .map(|n| {
            let app = Arc::clone(app);
            thread(format!("case-{n}"))
                .spawn(move || work::read_cases(&app))
                .map_err(ApiError::Threads)
        })
        .collect()
}

fn sweep(app: &App) {
    for (id, owner) in app.store.older_than(app.options.keep) {
        match app.store.remove(&id, &owner) {
            Ok(documents) => documents
                .unwrap_or_default()
                .iter()
                .for_each(|d| app.setup.kept.forget(d)),
            Err(e) => (app.options.remark)(&format!("{} cannot be taken out: {e}", id.as_str())),
        }
    }
}

/// Answers connections until told to stop; then lets those end that are answered.
async fn accept(app: &Arc<App>, listener: tokio::net::TcpListener, mut stopped: watch::Receiver<bool>) {
    let router: Router = routes::router(Arc::clone(app));
    let room = Arc::new(Semaphore::new(app.options.connections));
    let graceful = GracefulShutdown::new();
    loop {
        let next = async {
            let permit = Arc::clone(&room).acquire_owned().await;
            (permit, listener.accept().await)
        };
        let (permit, stream) = tokio::select! {
            next = next => next,
            _ = stopped.changed() => break,
        };
        let (Ok(permit), Ok((stream, _))) = (permit, stream) else {
            // Out of files, say: others end soon.
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(app.options.silence)
            .max_buf_size(HEADERS)
            .serve_connection(TokioIo::new(stream), TowerToHyperService::new(router.clone()));
        let watched = graceful.watch(connection);
        tokio::spawn(async move {
            // A caller who went away or spoke nonsense has had its answer.
            let _ = watched.await;
            drop(permit);
        });
    }
    drop(listener);
    // Callers that are still answered then lose their connection; their cases are on disk.
    let _ = tokio::time::timeout(app.options.grace, graceful.shutdown()).await;
}
