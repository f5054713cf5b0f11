-- What a node shares: partners, what waits for them, what they have, what came from them.

CREATE TABLE partner (
  no INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  card TEXT NOT NULL,
  address TEXT,
  active INTEGER NOT NULL,
  since TEXT NOT NULL,
  out_seq INTEGER NOT NULL DEFAULT 0,
  out_head BLOB NOT NULL DEFAULT (zeroblob(32)),
  acked INTEGER NOT NULL DEFAULT 0,
  acked_at INTEGER,
  ack BLOB,
  in_seq INTEGER NOT NULL DEFAULT 0,
  in_head BLOB NOT NULL DEFAULT (zeroblob(32)),
  in_at INTEGER,
  delivered INTEGER NOT NULL DEFAULT 0,
  greeted INTEGER NOT NULL DEFAULT 0
);

-- Objects that wait, one row for each partner and object; one row a slot where only the latest counts.
CREATE TABLE queue (
  no INTEGER PRIMARY KEY,
  partner INTEGER NOT NULL,
  priority INTEGER NOT NULL,
  slot TEXT,
  origin TEXT NOT NULL,
  kind TEXT NOT NULL,
  id TEXT NOT NULL,
  version INTEGER NOT NULL,
  at INTEGER NOT NULL,
  expires INTEGER NOT NULL,
  size INTEGER NOT NULL,
  proof BLOB NOT NULL,
  bytes BLOB NOT NULL
);
CREATE UNIQUE INDEX queue_slot ON queue (partner, slot) WHERE slot IS NOT NULL;
CREATE INDEX queue_order ON queue (partner, priority DESC, no);
CREATE INDEX queue_expires ON queue (expires);

-- Batches that were sent, or are about to be, and are not acknowledged.
CREATE TABLE batch (
  partner INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  size INTEGER NOT NULL,
  at INTEGER NOT NULL,
  bytes BLOB NOT NULL,
  PRIMARY KEY (partner, seq)
);

-- The links of both chains with each partner: 0 to them, 1 from them.
CREATE TABLE chain (
  partner INTEGER NOT NULL,
  inward INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  at INTEGER NOT NULL,
  header BLOB NOT NULL,
  hash BLOB NOT NULL,
  signature BLOB NOT NULL,
  PRIMARY KEY (partner, inward, seq)
) WITHOUT ROWID;

-- Acknowledgements of ours, kept until the partner has them.
CREATE TABLE ack_out (
  partner INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  bytes BLOB NOT NULL,
  PRIMARY KEY (partner, seq)
) WITHOUT ROWID;

-- Objects of partners. `slot` is the version where every version counts, and 0 where the latest does.
CREATE TABLE received (
  no INTEGER PRIMARY KEY,
  seen INTEGER NOT NULL,
  origin TEXT NOT NULL,
  kind TEXT NOT NULL,
  id TEXT NOT NULL,
  slot INTEGER NOT NULL,
  version INTEGER NOT NULL,
  time INTEGER NOT NULL,
  via TEXT NOT NULL,
  at INTEGER NOT NULL,
  expires INTEGER,
  state TEXT NOT NULL,
  proof BLOB,
  bytes BLOB,
  UNIQUE (origin, kind, id, slot)
);
CREATE INDEX received_seen ON received (seen);
CREATE INDEX received_expires ON received (expires) WHERE expires IS NOT NULL;

-- What its owner took back, ours and others'. `version`: that one and all before.
CREATE TABLE withdrawn (
  origin TEXT NOT NULL,
  kind TEXT NOT NULL,
  id TEXT NOT NULL,
  version INTEGER NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (origin, kind, id)
) WITHOUT ROWID;

-- Objects that their owner lets go on to a node.
CREATE TABLE consent (
  owner TEXT NOT NULL,
  object TEXT NOT NULL,
  to_node TEXT NOT NULL,
  PRIMARY KEY (owner, object, to_node)
) WITHOUT ROWID;

-- Who was given what: `source` is its name here, `id` the one it went by. What is taken back follows it.
CREATE TABLE given (
  origin TEXT NOT NULL,
  kind TEXT NOT NULL,
  source TEXT NOT NULL,
  partner INTEGER NOT NULL,
  id TEXT NOT NULL,
  PRIMARY KEY (origin, kind, source, partner, id)
) WITHOUT ROWID;

-- Receipts of partners for what they have forgotten.
CREATE TABLE purged (
  partner INTEGER NOT NULL,
  origin TEXT NOT NULL,
  kind TEXT NOT NULL,
  id TEXT NOT NULL,
  versions INTEGER NOT NULL,
  at INTEGER NOT NULL,
  ack BLOB NOT NULL
);

-- What was not taken, ours by them (0) or theirs by us (1), and what was given up (2, told in batch `told`).
CREATE TABLE lost (
  no INTEGER PRIMARY KEY,
  partner INTEGER NOT NULL,
  how INTEGER NOT NULL,
  kind TEXT NOT NULL,
  id TEXT NOT NULL,
  version INTEGER NOT NULL,
  at INTEGER NOT NULL,
  why TEXT NOT NULL,
  told INTEGER
);
CREATE INDEX lost_untold ON lost (partner) WHERE how = 2 AND told IS NULL;
