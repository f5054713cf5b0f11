//! Polygons in well-known binary (OGC 06-103r4, 8.2), as GeoPackage keeps them.

use super::Fault;

/// Collections within collections that are looked into.
const DEEPEST: usize = 8;

/// Polygons as rings of longitude and latitude.
pub(super) type Polygons = Vec<Vec<Vec<[f64; 2]>>>;

/// Every polygon of a geometry; points and lines are passed over. At most `most` corners.
pub(super) fn polygons(bytes: &[u8], most: usize) -> Result<Polygons, Fault> {
    let mut reader = Reader { rest: bytes, found: Vec::new(), room: most };
    reader.geometry(0)?;
    Ok(reader.found)
}

struct Reader<'a> {
    rest: &'a [u8],
    found: Polygons,
    room: usize,
}

#[derive(Clone, Copy)]
enum Order {
    Little,
    Big,
}

impl Reader<'_> {
    fn geometry(&mut self, depth: usize) -> Result<(), Fault> {
        if depth > DEEPEST {
            return Err(Fault::damaged("collections lie too deep in one another"));
        }
        let order = match self.take::<1>()? {
            [0] => Order::Big,
            [1] => Order::Little,
            _ => return Err(Fault::damaged("a geometry has no byte order")),
        };
        let kind = self.number(order)?;
        // ISO counts heights and measures in thousands, EWKB in the high bits.
        let (has_z, has_m) = (kind & 0x8000_0000 != 0, kind & 0x4000_0000 != 0);
        let plain = kind & 0x0FFF_FFFF;
        let more = match plain / 1000 {
            0 => usize::from(has_z) + usize::from(has_m),
            1 | 2 => 1,
            3 => 2,
            _ => return Err(Fault::damaged(format!("there is no geometry of kind {kind}"))),
        };
        let size = 16 + 8 * more;
        match plain % 1000 {
            1 => self.skip(1, size),
            2 => self.count(order).and_then(|count| self.skip(count, size)),
            3 => self.polygon(order, size),
            4..=7 => (0..self.count(order)?).try_for_each(|_| self.geometry(depth + 1)),
            _ => Err(Fault::damaged(format!(
                "geometry of kind {kind} is not read; only straight edges are"
            ))),
        }
    }

    fn polygon(&mut self, order: Order, size: usize) -> Result<(), Fault> {
        let mut rings = Vec::new();
        for _ in 0..self.count(order)? {
            let count = self.count(order)?;
            self.room = self.room.checked_sub(count).ok_or(Fault::Size)?;
            // The bytes must be there before room is made for them.
            let bytes = self.bytes(count.checked_mul(size).ok_or(Fault::Size)?)?;
            rings
                .push(bytes.chunks_exact(size).filter_map(|corner| place(corner, order)).collect());
        }
        if !rings.is_empty() {
            self.found.push(rings);
        }
        Ok(())
    }

    fn count(&mut self, order: Order) -> Result<usize, Fault> {
        Ok(self.number(order)? as usize)
    }

    fn number(&mut self, order: Order) -> Result<u32, Fault> {
        let bytes = self.take::<4>()?;
        Ok(match order {
            Order::Little => u32::from_le_bytes(bytes),
            Order::Big => u32::from_be_bytes(bytes),
        })
    }

    fn skip(&mut self, count: usize, size: usize) -> Result<(), Fault> {
        self.bytes(count.checked_mul(size).ok_or(Fault::Size)?).map(|_| ())
    }

    fn take<const N: usize>(&mut self) -> Result<[u8; N], Fault> {
        let (head, rest) = self.rest.split_first_chunk::<N>().ok_or_else(early)?;
        self.rest = rest;
        Ok(*head)
    }

    fn bytes(&mut self, count: usize) -> Result<&[u8], Fault> {
        let (head, rest) = self.rest.split_at_checked(count).ok_or_else(early)?;
        self.rest = rest;
        Ok(head)
    }
}

fn early() -> Fault {
    Fault::damaged("a geometry ends early")
}

fn place(corner: &[u8], order: Order) -> Option<[f64; 2]> {
    let (lon, rest) = corner.split_first_chunk::<8>()?;
    let (lat, _) = rest.split_first_chunk::<8>()?;
    Some([lon, lat].map(|bytes| match order {
        Order::Little => f64::from_le_bytes(*bytes),
        Order::Big => f64::from_be_bytes(*bytes),
    }))
}
