-- The ledger is all there is: cases, items and tasks are read from it.
CREATE TABLE ledger (
    seq       INTEGER PRIMARY KEY,
    at        TEXT    NOT NULL,
    actor     TEXT    NOT NULL,
    case_no   INTEGER NOT NULL,
    case_seq  INTEGER NOT NULL,
    kind      TEXT    NOT NULL,
    body_json TEXT    NOT NULL,
    prev_hash TEXT    NOT NULL,
    case_prev TEXT    NOT NULL,
    hash      TEXT    NOT NULL,
    UNIQUE (case_no, case_seq)
) STRICT;

-- Ed25519 over the ledger's length and head.
CREATE TABLE checkpoint (
    seq       INTEGER PRIMARY KEY REFERENCES ledger (seq),
    hash      TEXT NOT NULL,
    key       TEXT NOT NULL,
    signature TEXT NOT NULL
) STRICT;

CREATE TRIGGER ledger_is_never_changed BEFORE UPDATE ON ledger
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER ledger_is_never_cut BEFORE DELETE ON ledger
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER checkpoints_are_never_changed BEFORE UPDATE ON checkpoint
BEGIN SELECT RAISE(ABORT, 'checkpoints are append-only'); END;
CREATE TRIGGER checkpoints_are_never_cut BEFORE DELETE ON checkpoint
BEGIN SELECT RAISE(ABORT, 'checkpoints are append-only'); END;
