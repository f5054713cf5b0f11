//! The ships that are worth a look, and those that only seem so.

use cordon_core::geodesy::displaced;
use cordon_core::{Knots, Mmsi, Position, Span, Time};

use super::{at, hours};
use crate::identity::{Identity, identity};
use crate::orders::{Manner, Order, Spot};
use crate::random::Random;
use crate::ship::{Class, Ship};
use crate::truth::{Event, EventKind};

const fn minutes(minutes: i64) -> Span {
    Span::from_minutes(minutes)
}

/// Ships and events, as they are added.
pub(super) struct Cast {
    start: Time,
    seed: u64,
    ships: Vec<Ship>,
    events: Vec<Event>,
    numbers: u32,
}

impl Cast {
    pub(super) fn new(start: Time, seed: u64) -> Cast {
        Cast { start, seed, ships: Vec::new(), events: Vec::new(), numbers: 0 }
    }

    pub(super) fn into_parts(self) -> (Vec<Ship>, Vec<Event>) {
        (self.ships, self.events)
    }

    /// Numbers of its own for the making of the next ship.
    pub(super) fn random(&self) -> Random {
        Random::new(!self.seed, u64::from(self.numbers))
    }

    /// Add a ship. The MMSI that it gets comes back, and the ship itself for more.
    pub(super) fn ship(
        &mut self,
        class: Class,
        ship_type: u8,
        size: (u16, u8),
        destination: &'static str,
        from: Position,
        orders: Vec<Order>,
    ) -> (Mmsi, &mut Ship) {
        let identity = self.identity(ship_type, size, destination);
        let mmsi = identity.mmsi;
        let ship = Ship::new(self.numbers, self.seed, class, identity, from, orders);
        self.ships.push(ship);
        let last = self.ships.len() - 1;
        (mmsi, &mut self.ships[last])
    }

    fn identity(&mut self, ship_type: u8, size: (u16, u8), destination: &'static str) -> Identity {
        self.numbers += 1;
        identity(self.numbers, ship_type, size, destination)
    }

    fn event(
        &mut self,
        kind: EventKind,
        (from, until): (Span, Option<Span>),
        position: Position,
        mmsis: Vec<Mmsi>,
        what: &'static str,
    ) {
        let start = self.start + from;
        let end = until.map(|until| self.start + until);
        self.events.push(Event { kind, start, end, position, mmsis, what: what.to_owned() });
    }

    /// Two tankers side by side for three hours, adrift, across the first midnight that leaves them
    /// time to meet.
    pub(super) fn transfer_at_sea(&mut self) {
        let (from, until) = around_midnight(self.start);
        let place = at(32.45, 126.95);
        // Half a knot to the north-east.
        let spot = Spot { at: place, when: from, drift: (0.2, 0.15) };
        let beside = Spot { at: displaced(place, 70.0, -50.0), ..spot };
        let meet = from - minutes(45);
        let lie = |spot| Order::Hold(spot, until, Manner::Drifting);
        let sail = |lat, lon, speed| Order::Sail(at(lat, lon), Knots(speed));

        let south_west = vec![
            Order::Reach(at(32.43, 126.90), meet),
            lie(spot),
            sail(31.4, 125.9, 11.0),
            sail(29.0, 124.6, 11.0),
        ];
        let (a, _) = self.ship(Class::A, 80, (180, 32), "EX SEA", at(31.3, 125.2), south_west);
        let east = vec![
            Order::Reach(at(32.44, 127.01), meet),
            lie(beside),
            sail(31.6, 128.2, 10.0),
            sail(29.0, 128.0, 10.0),
        ];
        let (b, _) = self.ship(Class::A, 80, (120, 20), "EX FOR ORDERS", at(32.2, 128.8), east);
        let what = "two tankers adrift side by side, across midnight UTC";
        self.event(EventKind::Encounter, (from, Some(until)), place, vec![a, b], what);
    }

    /// A cargo ship switches off for nine hours where everybody else is heard.
    pub(super) fn goes_dark(&mut self) {
        let (from, until) = (hours(9), hours(18));
        let place = at(32.60, 126.30);
        let orders = vec![
            Order::Reach(place, from),
            Order::Reach(at(32.40, 127.20), until),
            Order::Sail(at(32.30, 128.10), Knots(11.0)),
            Order::Sail(at(30.00, 127.50), Knots(11.0)),
            Order::Sail(at(26.00, 126.20), Knots(11.0)),
        ];
        let (mmsi, ship) = self.ship(Class::A, 70, (150, 24), "EX NAHA", at(33.1, 124.9), orders);
        ship.silences.push((from, until));
        let what = "a cargo ship switches its transmitter off and appears again 45 miles on";
        self.event(EventKind::Gap, (from, Some(until)), place, vec![mmsi], what);
    }

    /// A ship vanishes, and six minutes later another MMSI and name go on from the same place.
    pub(super) fn changes_identity(&mut self) {
        let (from, until) = (hours(20), hours(20) + minutes(6));
        let place = at(32.65, 126.60);
        let orders = vec![
            Order::Reach(place, from),
            Order::Sail(at(33.00, 128.00), Knots(10.0)),
            Order::Sail(at(33.70, 128.60), Knots(10.0)),
            Order::Sail(at(34.60, 129.10), Knots(5.0)),
            Order::Sail(at(33.90, 128.60), Knots(5.0)),
        ];
        let size = (140, 22);
        let (old, _) = self.ship(Class::A, 79, size, "EX DONGHAE", at(31.2, 124.2), orders);
        let other = self.identity(79, size, "EX BUSAN");
        let new = other.mmsi;
        if let Some(ship) = self.ships.last_mut() {
            ship.identities.push((until, other));
            ship.silences.push((from, until));
        }
        let what = "a cargo ship takes another MMSI, name and call sign";
        self.event(EventKind::IdentityChange, (from, Some(until)), place, vec![old, new], what);
        let what = "the old identity is never heard again";
        self.event(EventKind::Gap, (from, None), place, vec![old], what);
    }

    /// A freighter meets the pilot, anchors off Jeju, and leaves. The pilot cutter keeps its station.
    pub(super) fn calls_at_port(&mut self) {
        let station = at(33.595, 126.555);
        let keep = Order::Hold(Spot::fixed(station), hours(10_000), Manner::Drifting);
        let (pilot, _) = self.ship(Class::A, 50, (22, 6), "EX PILOTS", station, vec![keep]);

        let beside = Spot::fixed(displaced(station, 0.0, 120.0));
        let (boarding, boarded) = (hours(12), hours(12) + minutes(25));
        let (stop, leave) = (hours(13) + minutes(30), hours(20));
        let berth = at(33.532, 126.542);
        let orders = vec![
            Order::Sail(at(33.85, 127.50), Knots(9.0)),
            Order::Reach(at(33.61, 126.59), boarding - minutes(30)),
            Order::Hold(beside, boarded, Manner::Drifting),
            Order::Hold(Spot::fixed(berth), leave, Manner::Anchored),
            Order::Sail(at(33.65, 126.62), Knots(7.0)),
            Order::Sail(at(33.85, 127.50), Knots(11.0)),
            Order::Sail(at(34.50, 128.95), Knots(11.0)),
        ];
        let (mmsi, _) = self.ship(Class::A, 70, (95, 15), "EX JEJU", at(34.4, 128.8), orders);
        let what = "a coaster lies at anchor off Jeju";
        self.event(EventKind::PortVisit, (stop, Some(leave)), berth, vec![mmsi], what);
        let what = "a coaster beside a pilot cutter: near a port, and for minutes only";
        let pair = vec![mmsi, pilot];
        self.event(EventKind::LookAlike, (boarding, Some(boarded)), station, pair, what);
    }

    /// A refrigerated ship drifts for six hours, far from any shore and from anybody.
    pub(super) fn loiters(&mut self) {
        let (from, until) = (hours(6), hours(12) + minutes(30));
        let place = at(32.62, 125.85);
        let spot = Spot { at: place, when: from, drift: (0.3, 0.2) };
        let orders = vec![
            Order::Reach(place, from - minutes(10)),
            Order::Hold(spot, until, Manner::Drifting),
            Order::Sail(at(31.50, 127.20), Knots(10.0)),
            Order::Sail(at(29.00, 127.00), Knots(10.0)),
            Order::Sail(at(25.50, 126.30), Knots(10.0)),
        ];
        let (mmsi, _) = self.ship(Class::A, 70, (130, 18), "EX SEA", at(33.3, 125.0), orders);
        let what = "a refrigerated ship drifts for six hours, 37 miles from shore";
        self.event(EventKind::Loitering, (from, Some(until)), place, vec![mmsi], what);
    }

    /// As slow and as long, but in the lee of the island.
    pub(super) fn waits_near_shore(&mut self) {
        let (from, until) = (hours(5), hours(11));
        let place = at(33.12, 126.62);
        let orders = vec![
            Order::Reach(place, from - minutes(10)),
            Order::Hold(Spot::fixed(place), until, Manner::Anchored),
            Order::Sail(at(32.80, 127.40), Knots(9.0)),
            Order::Sail(at(33.80, 128.40), Knots(9.0)),
            Order::Sail(at(34.60, 129.10), Knots(5.0)),
            Order::Sail(at(33.90, 128.60), Knots(5.0)),
        ];
        let (mmsi, _) = self.ship(Class::A, 70, (100, 16), "EX ULSAN", at(32.9, 127.6), orders);
        let what = "a coaster waits for weather, 5 miles from shore";
        self.event(EventKind::LookAlike, (from, Some(until)), place, vec![mmsi], what);
    }

    /// Two trawlers pull one net: side by side for a day, but making way.
    pub(super) fn trawls_in_pair(&mut self) {
        let corners = [(32.95, 127.20), (32.75, 127.55), (33.10, 127.75), (33.20, 127.35)];
        let rounds = corners.iter().cycle().take(40);
        let orders = |east: f64| -> Vec<Order> {
            let beside = |&(lat, lon): &(f64, f64)| displaced(at(lat, lon), east, 0.0);
            rounds.clone().map(|corner| Order::Sail(beside(corner), Knots(3.4))).collect()
        };
        let from = at(33.15, 127.40);
        let mut mmsis = Vec::new();
        for east in [0.0, 400.0] {
            let start = displaced(from, east, 0.0);
            mmsis.push(self.ship(Class::A, 30, (34, 7), "", start, orders(east)).0);
        }
        let what = "two trawlers pull one net: close together, but under way";
        self.event(EventKind::LookAlike, (Span::ZERO, None), from, mmsis, what);
    }

    /// Silence of everybody at once is the receiver's, not the ships'.
    pub(super) fn outage(&mut self, (from, until): (Span, Span)) {
        let what = "the station on Jeju is out of order: everybody around falls silent together";
        self.event(EventKind::LookAlike, (from, Some(until)), at(33.36, 126.46), Vec::new(), what);
    }
}

/// Ninety-five minutes to both sides of the first midnight UTC at least ten hours off.
fn around_midnight(start: Time) -> (Span, Span) {
    let day = hours(24);
    let midnight = (start + hours(10)).floor(day) + day;
    let offset = midnight - start;
    (offset - minutes(95), offset + minutes(95))
}
