CREATE TABLE entry (id BIGINT PRIMARY KEY, stream BIGINT NOT NULL, seq BIGINT NOT NULL, body TEXT, hash BYTEA,
    UNIQUE (stream, seq));
