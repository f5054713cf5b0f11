//! One connection to a broker, from the handshake to its end. It is never mended, but made anew: what
//! was under way when it broke is lost to its pipes, and sent again by the nodes.

use std::sync::Arc;
use std::time::Duration;

use async_nats::jetstream::message::PublishMessage;
use async_nats::jetstream::{self, Context};
use async_nats::{Client, Event, Subscriber};
use bytes::Bytes;
use futures_util::StreamExt;
use tokio::task::JoinHandle;
use tokio::time::timeout;

use super::access::Access;
use super::exchange::Exchange;
use super::hearing::Hearing;
use super::message::{HEAD, MAX_PIECE};
use super::pipe::{Publish, Taken};
use super::stream::listen;
use crate::carry::BrokerAddress;
use crate::names::PartnerName;

/// The oldest server that is spoken to; earlier ones let peers past their permissions.
const OLDEST: (u32, u32) = (2, 14);
/// A broker that says nothing for so long is gone.
const SILENCE: Duration = Duration::from_millis(2_500);
/// A connection to a broker.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) exchange: Arc<Exchange>,
    pub(super) outlet: Arc<Outlet>,
    /// The most bytes of a pipe in one message.
    pub(super) most: usize,
    listening: JoinHandle<()>,
}

impl Drop for Line {
    fn drop(&mut self) {
        self.exchange.end("the connection to the broker was given up");
        self.listening.abort();
    }
}

impl Line {
    /// Connects, and listens for what is addressed to `me`.
    pub(super) async fn open(
        address: &BrokerAddress,
        me: &PartnerName,
        access: &Access,
        patience: Duration,
        hearing: Hearing,
    ) -> Result<Line, String> {
        let exchange = Exchange::new();
        let client = connect(address, me, access, patience, &exchange).await?;
        is_of_use(&client)?;
        let most = client.max_payload().min(MAX_PIECE + HEAD).checked_sub(HEAD);
        let most = most.filter(|most| *most >= 512);
        let most = most.ok_or("the broker takes no messages of 512 bytes: raise max_payload")?;
        let context = jetstream::ContextBuilder::new().timeout(patience * 2).build(client.clone());
        let opened = listen(&context, &client, me).await;
        let subscriber = opened.map_err(|why| exchange.explained(&why))?;
        let outlet = Arc::new(Outlet { context, exchange: Arc::clone(&exchange) });
        let heard =
            run(client, subscriber, hearing, Arc::clone(&exchange), Arc::clone(&outlet), most);
        let listening = tokio::spawn(heard);
        Ok(Line { exchange, outlet, most, listening })
    }
}

async fn connect(
    address: &BrokerAddress,
    me: &PartnerName,
    access: &Access,
    patience: Duration,
    exchange: &Arc<Exchange>,
) -> Result<Client, String> {
    let options = access.options(address, me.as_str(), patience).await?;
    let (told, at) = (Arc::downgrade(exchange), address.clone());
    let options = options.event_callback(move |event| {
        if let Some(exchange) = told.upgrade() {
            hear_of(&exchange, &event, &at);
        }
        std::future::ready(())
    });
    // The scheme is for us: whether TLS is spoken is said by the options.
    let connecting = options.connect(address.host_and_port());
    match timeout(patience * 2, connecting).await {
        Ok(Ok(client)) => Ok(client),
        Ok(Err(error)) => Err(format!("it cannot be reached: {}", plain(&error.to_string()))),
        Err(_) => Err("it does not answer".to_owned()),
    }
}

/// What the broker says about the connection.
fn hear_of(exchange: &Exchange, event: &Event, address: &BrokerAddress) {
    match event {
        Event::Disconnected | Event::Closed => {
            exchange.end(&exchange.explained(&format!("the connection to {address} broke")));
        }
        Event::ServerError(error) => exchange.complain(plain(&error.to_string())),
        Event::SlowConsumer(_) => exchange.end("more came from the broker than could be taken"),
        _ => {}
    }
}

/// Words of a broker, fit to be shown.
pub(super) fn plain(words: &str) -> String {
    words.chars().filter(|c| !c.is_control()).take(200).collect()
}

fn is_of_use(client: &Client) -> Result<(), String> {
    let info = client.server_info();
    let (major, minor) = OLDEST;
    if version(&info.version).is_none_or(|version| version < OLDEST) {
        let version = plain(&info.version);
        return Err(format!(
            "it runs nats-server {version}, and {major}.{minor} or later is needed: install one from nats.io"
        ));
    }
    if !info.jetstream {
        return Err("JetStream is off there: add `jetstream {}` to its configuration".to_owned());
    }
    Ok(())
}

/// Major and minor of a version. (The client's own reading of it panics on numbers of twenty digits.)
fn version(text: &str) -> Option<(u32, u32)> {
    let mut numbers = text.trim_start_matches('v').split('.');
    Some((numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?))
}

/// Hears what the broker delivers, until the connection is over.
async fn run(
    client: Client,
    mut subscriber: Subscriber,
    hearing: Hearing,
    exchange: Arc<Exchange>,
    outlet: Arc<Outlet>,
    most: usize,
) {
    let why = loop {
        let message = tokio::select! {
            why = exchange.over() => break why,
            message = timeout(SILENCE, subscriber.next()) => message,
        };
        let Ok(message) = message else { break "the broker fell silent".to_owned() };
        let Some(message) = message else { break "the broker hung up".to_owned() };
        match message.status {
            None => hearing.hear(&exchange, &outlet, most, &message.subject, &message.payload),
            Some(async_nats::StatusCode::IDLE_HEARTBEAT) => beat(&client, &message).await,
            Some(_) => {
                let said = plain(&message.description.unwrap_or_default());
                break format!("the broker stopped delivering: {said}");
            }
        }
    };
    exchange.end(&why);
}

/// Tells a broker that waits for it that we still keep up.
async fn beat(client: &Client, message: &async_nats::Message) {
    let stalled = message.headers.as_ref().and_then(|headers| headers.get("Nats-Consumer-Stalled"));
    let stalled = stalled.map(|subject| subject.as_str().to_owned());
    let wanted = message.reply.as_ref().map(ToString::to_string).or(stalled);
    if let Some(subject) = wanted {
        // Should it not get there, the broker falls silent, and that is noticed.
        let _ = client.publish(subject, Bytes::new()).await;
    }
}

/// Where our messages go.
#[derive(Debug)]
pub(super) struct Outlet {
    context: Context,
    exchange: Arc<Exchange>,
}

impl Publish for Outlet {
    async fn publish(&self, subject: String, message: Bytes) -> Result<Taken, String> {
        let publish = PublishMessage::build().payload(message);
        let sent = self.context.send_publish(subject, publish).await;
        let sent = sent.map_err(|error| plain(&error.to_string()))?;
        let exchange = Arc::clone(&self.exchange);
        Ok(Box::pin(async move {
            let Err(error) = sent.await else { return Ok(()) };
            let why = format!("the broker did not take a message: {}", plain(&error.to_string()));
            // Its stream may be gone; all is made anew.
            exchange.end(&exchange.explained(&why));
            Err(exchange.ended().unwrap_or(why))
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_as_numbers() {
        assert!(version("2.9.10") < Some(OLDEST));
        for newer in ["2.14.0", "v2.14.1-RC.1", "2.101.0", "3.0.0"] {
            assert!(version(newer) >= Some(OLDEST), "{newer}");
        }
        for none in ["", "two", "2", "99999999999999999999.0.0", "-2.14"] {
            assert_eq!(version(none), None, "{none}");
        }
    }
}
