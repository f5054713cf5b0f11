//! The stream of a broker that pipes run through, and the consumer of what is addressed to a node.

use std::time::Duration;

use async_nats::jetstream::consumer::{AckPolicy, DeliverPolicy, push};
use async_nats::jetstream::context::GetStreamErrorKind;
use async_nats::jetstream::stream::{Config, DiscardPolicy, Info, Stream};
use async_nats::jetstream::{Context, ErrorCode};
use async_nats::{Client, Subscriber};

use super::line::plain;
use super::route::{PREFIX, PipeId, STREAM, all_to};
use crate::names::PartnerName;

/// Where nothing is to be delivered, the broker says so this often.
const BEAT: Duration = Duration::from_millis(500);
/// What a stream that we make holds at most: what is not delivered by then is of no use any more.
const MOST_BYTES: i64 = 256 << 20;
const OLDEST_MESSAGE: Duration = Duration::from_mins(10);
/// A consumer whose node has gone is forgotten by the broker after so long.
const FORGOTTEN: Duration = Duration::from_secs(30);

/// Listens to all that is addressed to `me` from now on.
pub(super) async fn listen(
    context: &Context,
    client: &Client,
    me: &PartnerName,
) -> Result<Subscriber, String> {
    let stream = stream(context).await?;
    let inbox = client.new_inbox();
    // Before the consumer is, so that nothing it sends is missed.
    let subscriber = client.subscribe(inbox.clone()).await.map_err(|error| error.to_string())?;
    let consumer = push::Config {
        name: Some(format!("cordon-{me}-{}", PipeId::by_chance()?)),
        description: Some("a Cordon node listens".to_owned()),
        deliver_subject: inbox,
        deliver_policy: DeliverPolicy::New,
        ack_policy: AckPolicy::None,
        filter_subject: all_to(me),
        flow_control: true,
        idle_heartbeat: BEAT,
        memory_storage: true,
        inactive_threshold: FORGOTTEN,
        ..push::Config::default()
    };
    let made = stream.create_consumer(consumer).await;
    made.map_err(|error| format!("it lets us not listen: {}", plain(&error.to_string())))?;
    Ok(subscriber)
}

/// The stream; it is made if it is not there.
async fn stream(context: &Context) -> Result<Stream<Info>, String> {
    let subjects = format!("{PREFIX}.>");
    let there = match context.get_stream(STREAM).await {
        Ok(stream) => stream,
        Err(error) if is_absent(error.kind()) => {
            let config = Config {
                name: STREAM.to_owned(),
                description: Some("ciphertext between Cordon nodes".to_owned()),
                subjects: vec![subjects.clone()],
                max_bytes: MOST_BYTES,
                max_age: OLDEST_MESSAGE,
                discard: DiscardPolicy::Old,
                ..Config::default()
            };
            let made = context.create_stream(config).await;
            made.map_err(|e| {
                format!("the stream {STREAM} cannot be made: {}", plain(&e.to_string()))
            })?
        }
        Err(error) => {
            let why = plain(&error.to_string());
            return Err(format!("the stream {STREAM} cannot be looked at: {why}"));
        }
    };
    if !there.cached_info().config.subjects.contains(&subjects) {
        return Err(format!("the stream {STREAM} there does not hold the subjects {subjects}"));
    }
    Ok(there)
}

fn is_absent(kind: GetStreamErrorKind) -> bool {
    matches!(kind, GetStreamErrorKind::JetStream(error) if error.error_code() == ErrorCode::STREAM_NOT_FOUND)
}
