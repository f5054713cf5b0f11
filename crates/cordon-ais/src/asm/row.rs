//! Tables of fields, and writing what they describe.

use crate::bits::Bits;
use crate::json::legends::Legend;
use crate::json::object::{Object, Scale};
use crate::message::Payload;
use crate::text::Tail;

/// 1/1 000 min.
pub(super) const LON: Scale = Scale::per(60_000, 6).none(181 * 60_000);
pub(super) const LAT: Scale = Scale::per(60_000, 6).none(91 * 60_000);

/// What a field holds.
#[derive(Clone, Copy, Debug)]
pub(super) enum Kind {
    Unsigned(Scale),
    Signed(Scale),
    Flag,
    Text,
    /// Text to the end of the message.
    Tail,
    /// Month, day, hour, minute: 4, 5, 5 and 6 bits.
    MonthToMinute,
    /// Day, month, hour, minute: 5, 4, 5 and 6 bits.
    DayMonthToMinute,
    /// Day, hour, minute: 5, 5 and 6 bits.
    DayToMinute,
    /// A code, and beside it what it stands for.
    Coded(fn(i64) -> Legend),
    /// A code as sent, or scaled to what it stands for.
    Worded(fn(i64) -> Legend),
    /// Kind of identifier in 2 bits, then 42 bits of it.
    Identifier,
}

/// One field: its key, first bit (from the start of the payload or list element) and width.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row {
    pub(super) key: &'static str,
    pub(super) start: usize,
    pub(super) width: usize,
    pub(super) kind: Kind,
}

/// A plain number.
pub(super) const fn int(key: &'static str, start: usize, width: usize) -> Row {
    row(key, start, width, Kind::Unsigned(Scale::per(1, 0)))
}

pub(super) const fn row(key: &'static str, start: usize, width: usize, kind: Kind) -> Row {
    Row { key, start, width, kind }
}

/// Elements that follow one another to the end, or as often as a count says.
#[derive(Clone, Copy, Debug)]
pub(super) struct List {
    pub(super) key: &'static str,
    pub(super) start: usize,
    pub(super) width: usize,
    /// First bit and width of the field that counts them.
    pub(super) count: Option<(usize, usize)>,
    /// The fields of the element whose bits these are.
    pub(super) rows: fn(Payload<'_>) -> &'static [Row],
}

/// One application: whom it is for, its identifier, and its fields.
#[derive(Clone, Copy, Debug)]
pub struct Application {
    /// What it is for.
    pub title: &'static str,
    /// Carried by message 6 rather than 8.
    pub addressed: bool,
    /// Designated area codes that use it.
    pub dac: &'static [u16],
    /// Function identifier.
    pub fid: u8,
    pub(super) fits: fn(usize) -> bool,
    pub(super) rows: &'static [Row],
    pub(super) list: Option<List>,
}

impl Application {
    /// The integer, as sent, that stands under `key` in the JSON of this application.
    pub fn integer(&self, key: &str, payload: Payload<'_>) -> Option<i64> {
        let row = self.rows.iter().find(|row| row.key == key)?;
        match row.kind {
            Kind::Signed(_) => payload.i_opt(row.start, row.width),
            _ => payload.u_opt(row.start, row.width).map(u64::cast_signed),
        }
    }

    pub(super) fn write(&self, payload: Payload<'_>, o: &mut Object<'_>) {
        write_rows(self.rows, payload, o);
        if let Some(list) = &self.list {
            o.list(list.key, elements(list, payload), |&element, o| {
                write_rows((list.rows)(element), element, o);
            });
        }
    }
}

/// The elements that are wholly there.
fn elements<'a>(list: &List, payload: Payload<'a>) -> impl Iterator<Item = Payload<'a>> {
    let (start, width) = (list.start, list.width);
    let whole = payload.len().saturating_sub(start) / width;
    let count = list.count.map_or(whole, |(at, bits)| whole.min(payload.u(at, bits) as usize));
    (0..count).map(move |i| payload.part(start + width * i, width))
}

fn write_rows(rows: &[Row], payload: Payload<'_>, o: &mut Object<'_>) {
    for row in rows {
        row.write(payload, o);
    }
}

impl Row {
    fn write(&self, payload: Payload<'_>, o: &mut Object<'_>) {
        let Row { key, start, width, kind } = *self;
        let unsigned = || payload.u_opt(start, width).map(u64::cast_signed);
        match kind {
            Kind::Unsigned(scale) => o.quantity(key, unsigned(), scale),
            Kind::Signed(scale) => o.quantity(key, payload.i_opt(start, width), scale),
            Kind::Flag => o.flag(key, unsigned().map(|value| value != 0)),
            Kind::Text => o.name(key, text(payload, start, start + width)),
            Kind::Tail => o.text(key, text(payload, start, payload.len())),
            Kind::Coded(meaning) => o.legend(key, unsigned(), meaning),
            Kind::Worded(meaning) => o.worded(key, unsigned(), meaning),
            Kind::MonthToMinute => o.month_to_minute(key, fields(payload, start, [4, 5, 5, 6])),
            Kind::DayMonthToMinute => {
                let [day, month, hour, minute] = fields(payload, start, [5, 4, 5, 6]);
                o.month_to_minute(key, [month, day, hour, minute]);
            }
            Kind::DayToMinute => o.day_to_minute(key, fields(payload, start, [5, 5, 6])),
            Kind::Identifier => identifier(payload, start, o),
        }
    }
}

/// Small fields that follow one another.
fn fields<const N: usize>(
    payload: Payload<'_>,
    mut start: usize,
    widths: [usize; N],
) -> [Option<u8>; N] {
    widths.map(|width| {
        start += width;
        payload.u_opt(start - width, width).map(|value| value as u8)
    })
}

/// The characters between two bits, where one of them at least was sent.
fn text(
    payload: Payload<'_>,
    start: usize,
    end: usize,
) -> Option<impl Iterator<Item = char> + Clone + '_> {
    let (bits, first) = payload.parts();
    let field = Bits::new(bits.bytes(), bits.len().min(first + end));
    let there = field.len() >= first + start + 6;
    there.then(|| Tail::new(field, first + start).chars())
}

fn identifier(payload: Payload<'_>, start: usize, o: &mut Object<'_>) {
    const KINDS: [&str; 4] = ["mmsi", "imo", "callsign", "other"];
    let kind = payload.u(start, 2);
    let name = KINDS.get(kind as usize).copied().unwrap_or("other");
    o.legend("idtype", Some(kind.cast_signed()), |_| [name, ""]);
    match kind {
        0 | 1 => o.plain(name, format_args!("{}", payload.u(start + 2, 42))),
        _ => o.name(name, text(payload, start + 2, start + 44)),
    }
}
