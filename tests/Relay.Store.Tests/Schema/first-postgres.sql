-- The schema of 2026-11-23, the first, with rows in every table, some of which later checks refuse: pg_dump --inserts

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

CREATE SCHEMA urelay;

CREATE FUNCTION urelay.configuration_changed() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'urelay', 'pg_temp'
    AS $$
BEGIN
    INSERT INTO revision AS r (txid, changes) VALUES (pg_current_xact_id()::text::bigint, 1) ON CONFLICT (txid) DO UPDATE SET changes = r.changes + 1;
    RETURN NULL;
END $$;

CREATE FUNCTION urelay.phantom_fixed() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN RAISE EXCEPTION 'id, tag and domain of a phantom never change, nor are all ids used again: their addresses are out'; END $$;

CREATE FUNCTION urelay.phantom_id_is_new() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'urelay', 'pg_temp'
    AS $$
DECLARE drawn bigint := 0;
BEGIN
    IF NEW.id > coalesce(pg_sequence_last_value('phantom_id_seq'::regclass), 0) THEN
        PERFORM setval('phantom_id_seq', NEW.id);
        RETURN NEW;
    END IF;
    BEGIN
        drawn := currval('phantom_id_seq');
    EXCEPTION WHEN object_not_in_prerequisite_state THEN
        NULL; -- None was drawn in this session.
    END;
    IF NEW.id <> drawn THEN
        RAISE EXCEPTION 'ids of phantoms are never used again: leave the id out';
    END IF;
    RETURN NEW;
END $$;

SET default_tablespace = '';

SET default_table_access_method = heap;

CREATE TABLE urelay.connection (
    id bigint NOT NULL,
    worker bigint NOT NULL,
    listener text NOT NULL,
    transport text NOT NULL,
    client_address text NOT NULL,
    client_port bigint NOT NULL,
    asked_address text,
    asked_port bigint NOT NULL,
    domain text,
    learnt_by text,
    rule_id bigint,
    address_rule_id bigint,
    rewrites text,
    target_domain text,
    target_address text,
    target_port bigint,
    upstream text,
    remote_address text,
    remote_port bigint,
    bytes_up bigint DEFAULT 0 NOT NULL,
    bytes_down bigint DEFAULT 0 NOT NULL,
    accepted_at timestamp with time zone NOT NULL,
    dialed_at timestamp with time zone,
    ended_at timestamp with time zone,
    outcome text DEFAULT 'open'::text NOT NULL,
    error text,
    revision bigint NOT NULL
);

CREATE VIEW urelay.connection_report AS
 SELECT to_char((connection.accepted_at AT TIME ZONE 'UTC'::text), 'YYYY-MM-DD'::text) AS day,
    to_char((connection.accepted_at AT TIME ZONE 'UTC'::text), 'HH24'::text) AS hour,
    (EXTRACT(epoch FROM (clock_timestamp() - connection.accepted_at)))::bigint AS age_s,
    (round((EXTRACT(epoch FROM (connection.dialed_at - connection.accepted_at)) * (1000)::numeric)))::bigint AS dial_ms,
    (round((EXTRACT(epoch FROM (connection.ended_at - connection.accepted_at)) * (1000)::numeric)))::bigint AS duration_ms,
    connection.id,
    connection.worker,
    connection.listener,
    connection.transport,
    connection.client_address,
    connection.client_port,
    connection.asked_address,
    connection.asked_port,
    connection.domain,
    connection.learnt_by,
    connection.rule_id,
    connection.address_rule_id,
    connection.rewrites,
    connection.target_domain,
    connection.target_address,
    connection.target_port,
    connection.upstream,
    connection.remote_address,
    connection.remote_port,
    connection.bytes_up,
    connection.bytes_down,
    connection.accepted_at,
    connection.dialed_at,
    connection.ended_at,
    connection.outcome,
    connection.error,
    connection.revision
   FROM urelay.connection;

CREATE TABLE urelay.host (
    domain text NOT NULL,
    address text NOT NULL,
    CONSTRAINT "host.address is an IPv4 or IPv6 address, lower case" CHECK ((host((address)::inet) = address)),
    CONSTRAINT "host.domain is a lower-case name, no final dot" CHECK (((length(domain) <= 253) AND (domain ~ '^[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*$'::text)))
);

CREATE VIEW urelay.live_connection AS
 SELECT (EXTRACT(epoch FROM (clock_timestamp() - connection.accepted_at)))::bigint AS age_s,
    connection.id,
    connection.worker,
    connection.listener,
    connection.transport,
    connection.client_address,
    connection.client_port,
    connection.asked_address,
    connection.asked_port,
    connection.domain,
    connection.learnt_by,
    connection.rule_id,
    connection.address_rule_id,
    connection.rewrites,
    connection.target_domain,
    connection.target_address,
    connection.target_port,
    connection.upstream,
    connection.remote_address,
    connection.remote_port,
    connection.bytes_up,
    connection.bytes_down,
    connection.accepted_at,
    connection.dialed_at,
    connection.ended_at,
    connection.outcome,
    connection.error,
    connection.revision
   FROM urelay.connection
  WHERE (connection.outcome = 'open'::text);

CREATE TABLE urelay.phantom (
    id bigint NOT NULL,
    tag bigint DEFAULT (((('x'::text || substr((gen_random_uuid())::text, 1, 6)))::bit(24))::integer & 4194303) NOT NULL,
    domain text NOT NULL,
    created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    used_at timestamp with time zone,
    CONSTRAINT "phantom.domain is a lower-case name, no final dot" CHECK (((length(domain) <= 253) AND (domain ~ '^[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*$'::text))),
    CONSTRAINT "phantom.id is 1 to 1099511627775 (40 bits)" CHECK (((id >= 1) AND (id <= '1099511627775'::bigint))),
    CONSTRAINT "phantom.tag is 0 to 4194303 (22 bits)" CHECK (((tag >= 0) AND (tag <= 4194303)))
);

CREATE TABLE urelay.pool (
    name text NOT NULL,
    kind text DEFAULT 'phantom6'::text NOT NULL,
    prefix text NOT NULL,
    listener text,
    CONSTRAINT "pool.kind is phantom6 or nat64" CHECK ((kind = ANY (ARRAY['phantom6'::text, 'nat64'::text]))),
    CONSTRAINT "pool.listener is a listener's name or null" CHECK ((listener <> ''::text)),
    CONSTRAINT "pool.name is not empty" CHECK ((name <> ''::text)),
    CONSTRAINT "pool.prefix is a network such as fd00:1::/64, lower case" CHECK (((prefix = ((prefix)::cidr)::text) OR (prefix = host(((prefix)::cidr)::inet)))),
    CONSTRAINT "the prefix of a phantom6 pool is a /64" CHECK (((kind <> 'phantom6'::text) OR (prefix ~~ '%::/64'::text)))
);

CREATE VIEW urelay.phantom_address AS
 SELECT phantom.domain,
    pool.name AS pool,
    host(((pool.prefix)::inet + ((((1)::bigint << 62) | (phantom.id << 22)) | phantom.tag))) AS address
   FROM (urelay.phantom
     CROSS JOIN urelay.pool)
  WHERE (pool.kind = 'phantom6'::text);

ALTER TABLE urelay.phantom ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME urelay.phantom_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    MAXVALUE 1099511627775
    CACHE 1
);

CREATE TABLE urelay.problem (
    table_name text NOT NULL,
    row_key text NOT NULL,
    message text NOT NULL,
    since timestamp with time zone DEFAULT clock_timestamp() NOT NULL
);

CREATE TABLE urelay.revision (
    txid bigint NOT NULL,
    changes bigint NOT NULL
);

CREATE TABLE urelay.rule (
    id bigint NOT NULL,
    enabled boolean DEFAULT true NOT NULL,
    priority bigint DEFAULT 0 NOT NULL,
    domain text,
    network text,
    ports text,
    client text,
    listener text,
    transport text,
    learnt_by text,
    action text DEFAULT 'relay'::text NOT NULL,
    answer text,
    to_domain text,
    to_network text,
    to_address text,
    to_port bigint,
    upstream text,
    resolver text,
    resolve text,
    own_host boolean DEFAULT false NOT NULL,
    comment text,
    CONSTRAINT "rule.action is relay or block" CHECK ((action = ANY (ARRAY['relay'::text, 'block'::text]))),
    CONSTRAINT "rule.answer is not empty" CHECK ((answer <> ''::text)),
    CONSTRAINT "rule.answer says how a block is answered: action = block" CHECK (((answer IS NULL) OR (action = 'block'::text))),
    CONSTRAINT "rule.client is a network such as 192.0.2.0/24" CHECK (((client = ((client)::cidr)::text) OR (client = host(((client)::cidr)::inet)))),
    CONSTRAINT "rule.domain is x.y, .x.y, =x.y, regex:... or *, lower case" CHECK (((domain = '*'::text) OR (domain ~ '^regex:.'::text) OR ((length(regexp_replace(domain, '^[.=]'::text, ''::text)) <= 253) AND (regexp_replace(domain, '^[.=]'::text, ''::text) ~ '^[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*$'::text)))),
    CONSTRAINT "rule.enabled is true or false" CHECK ((enabled = ANY (ARRAY[false, true]))),
    CONSTRAINT "rule.learnt_by is phantom, literal, socks_name, ... (see docs)" CHECK ((learnt_by = ANY (ARRAY['phantom'::text, 'static'::text, 'substitution'::text, 'nat64'::text, 'window'::text, 'literal'::text, 'socks_name'::text, 'socks_address'::text, 'http'::text, 'sni'::text, 'host'::text, 'proxy'::text]))),
    CONSTRAINT "rule.listener is a listener's name or null" CHECK ((listener <> ''::text)),
    CONSTRAINT "rule.network is a network such as 192.0.2.0/24" CHECK (((network = ((network)::cidr)::text) OR (network = host(((network)::cidr)::inet)))),
    CONSTRAINT "rule.own_host is true or false" CHECK ((own_host = ANY (ARRAY[false, true]))),
    CONSTRAINT "rule.own_host needs a network" CHECK (((NOT own_host) OR (network IS NOT NULL))),
    CONSTRAINT "rule.ports is a list such as 443 or 80,8000-8999" CHECK ((ports ~ '^([0-5]?[0-9]{1,4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])(-([0-5]?[0-9]{1,4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]))?(,([0-5]?[0-9]{1,4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])(-([0-5]?[0-9]{1,4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]))?)*$'::text)),
    CONSTRAINT "rule.resolve is remote or [46]_{weak,strong,only}" CHECK ((resolve = ANY (ARRAY['remote'::text, '6_weak'::text, '6_strong'::text, '6_only'::text, '4_weak'::text, '4_strong'::text, '4_only'::text]))),
    CONSTRAINT "rule.resolver is not empty" CHECK ((resolver <> ''::text)),
    CONSTRAINT "rule.to_address is an IPv4 or IPv6 address, lower case" CHECK ((host((to_address)::inet) = to_address)),
    CONSTRAINT "rule.to_domain is not empty" CHECK ((to_domain <> ''::text)),
    CONSTRAINT "rule.to_network is not empty" CHECK ((to_network <> ''::text)),
    CONSTRAINT "rule.to_port is 1 to 65535" CHECK (((to_port >= 1) AND (to_port <= 65535))),
    CONSTRAINT "rule.transport is tcp or udp" CHECK ((transport = ANY (ARRAY['tcp'::text, 'udp'::text]))),
    CONSTRAINT "rule.upstream is not empty" CHECK ((upstream <> ''::text))
);

ALTER TABLE urelay.rule ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME urelay.rule_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE urelay.schema_version (
    version bigint NOT NULL,
    applied_at timestamp without time zone,
    description character varying(1024)
);

CREATE TABLE urelay.static_mapping (
    idx bigint NOT NULL,
    domain text NOT NULL,
    CONSTRAINT "static_mapping.domain is a lower-case name, no final dot" CHECK (((length(domain) <= 253) AND (domain ~ '^[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*$'::text))),
    CONSTRAINT "static_mapping.idx is 0 to 4294967295" CHECK (((idx >= 0) AND (idx <= '4294967295'::bigint)))
);

CREATE TABLE urelay.store (
    id text NOT NULL,
    CONSTRAINT store_id_check CHECK ((length(id) = 32))
);

CREATE TABLE urelay.upstream (
    name text NOT NULL,
    kind text NOT NULL,
    address text,
    port bigint,
    username text,
    password text,
    source_v4 text,
    source_v6 text,
    device text,
    mark bigint,
    netns text,
    proxy_protocol text,
    CONSTRAINT "an address needs a port, a path has none" CHECK (((address IS NULL) OR ((substr(address, 1, 1) = '/'::text) = (port IS NULL)))),
    CONSTRAINT "an upstream of kind direct has no address, port or username" CHECK (((kind <> 'direct'::text) OR ((address IS NULL) AND (port IS NULL) AND (username IS NULL)))),
    CONSTRAINT "an upstream of kind unix needs a path from / as its address" CHECK (((kind <> 'unix'::text) OR (substr(address, 1, 1) = '/'::text))),
    CONSTRAINT "an upstream that is not direct needs an address" CHECK (((kind = 'direct'::text) OR (address IS NOT NULL))),
    CONSTRAINT "upstream.address is not empty" CHECK ((address <> ''::text)),
    CONSTRAINT "upstream.device is a network device, 1 to 15 bytes" CHECK (((length(device) >= 1) AND (length(device) <= 15))),
    CONSTRAINT "upstream.kind is direct, socks5, http or unix" CHECK ((kind = ANY (ARRAY['direct'::text, 'socks5'::text, 'http'::text, 'unix'::text]))),
    CONSTRAINT "upstream.mark is 0 to 4294967295" CHECK (((mark >= 0) AND (mark <= '4294967295'::bigint))),
    CONSTRAINT "upstream.name is not empty" CHECK ((name <> ''::text)),
    CONSTRAINT "upstream.netns is a network namespace" CHECK ((netns <> ''::text)),
    CONSTRAINT "upstream.password needs a username" CHECK (((password IS NULL) OR (username IS NOT NULL))),
    CONSTRAINT "upstream.port is 1 to 65535" CHECK (((port >= 1) AND (port <= 65535))),
    CONSTRAINT "upstream.proxy_protocol is v1 or v2" CHECK ((proxy_protocol = ANY (ARRAY['v1'::text, 'v2'::text]))),
    CONSTRAINT "upstream.source_v4 is an IPv4 address" CHECK (((host((source_v4)::inet) = source_v4) AND (source_v4 !~~ '%:%'::text))),
    CONSTRAINT "upstream.source_v6 is an IPv6 address, lower case" CHECK (((host((source_v6)::inet) = source_v6) AND (source_v6 ~~ '%:%'::text)))
);

CREATE TABLE urelay.worker (
    id bigint NOT NULL,
    name text NOT NULL,
    started_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    seen_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL
);

ALTER TABLE urelay.worker ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME urelay.worker_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

INSERT INTO urelay.connection VALUES (68719476737, 1, 'socks', 'tcp', '192.0.2.9', 40000, NULL, 443, 'demo.test', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, '2026-11-22 22:00:00+00', NULL, NULL, 'ok', NULL, 1);

INSERT INTO urelay.host VALUES ('intranet.test', '192.0.2.1');
INSERT INTO urelay.host VALUES ('intranet.test', '2001:db8::1');

INSERT INTO urelay.phantom OVERRIDING SYSTEM VALUE VALUES (1, 77, 'demo.test', '2026-11-25 05:54:24.927222+00', NULL);

INSERT INTO urelay.pool VALUES ('default', 'phantom6', 'fd75:7265:6c61:7900::/64', NULL);
INSERT INTO urelay.pool VALUES ('nat', 'nat64', '64:ff9b:1::/96', 'lan');

INSERT INTO urelay.problem VALUES ('rule', '2', 'to_domain is not supported by this version: write NULL', '2026-11-25 05:54:24.930881+00');

INSERT INTO urelay.revision VALUES (0, 1);
INSERT INTO urelay.revision VALUES (725, 2);
INSERT INTO urelay.revision VALUES (727, 1);
INSERT INTO urelay.revision VALUES (728, 1);
INSERT INTO urelay.revision VALUES (729, 1);
INSERT INTO urelay.revision VALUES (730, 1);
INSERT INTO urelay.revision VALUES (731, 1);
INSERT INTO urelay.revision VALUES (732, 1);
INSERT INTO urelay.revision VALUES (733, 1);
INSERT INTO urelay.revision VALUES (734, 1);
INSERT INTO urelay.revision VALUES (735, 1);
INSERT INTO urelay.revision VALUES (736, 1);

INSERT INTO urelay.rule VALUES (1, true, 0, 'office.test', NULL, NULL, NULL, NULL, NULL, NULL, 'relay', NULL, NULL, NULL, NULL, NULL, 'office', NULL, 'remote', false, NULL);
INSERT INTO urelay.rule VALUES (2, true, 0, 'old.test', NULL, '00080', NULL, NULL, NULL, NULL, 'relay', NULL, 'Not A Name', NULL, NULL, NULL, NULL, 'of no table', NULL, false, NULL);
INSERT INTO urelay.rule VALUES (3, true, 0, 'ads.test', NULL, NULL, NULL, NULL, NULL, NULL, 'block', 'nonsense', NULL, NULL, NULL, NULL, NULL, NULL, NULL, false, NULL);

INSERT INTO urelay.schema_version VALUES (20261122220001, '2026-11-25 05:54:24.681462', 'pool, static_mapping, host, upstream');
INSERT INTO urelay.schema_version VALUES (20261122220002, '2026-11-25 05:54:24.681462', 'rule');
INSERT INTO urelay.schema_version VALUES (20261122220003, '2026-11-25 05:54:24.681462', 'phantom');
INSERT INTO urelay.schema_version VALUES (20261122220004, '2026-11-25 05:54:24.681462', 'worker, connection, live_connection');
INSERT INTO urelay.schema_version VALUES (20261122220005, '2026-11-25 05:54:24.681462', 'problem, revision');
INSERT INTO urelay.schema_version VALUES (20261122220006, '2026-11-25 05:54:24.681462', 'the default pool, the upstream direct, the search path');
INSERT INTO urelay.schema_version VALUES (20261122231500, '2026-11-25 05:54:24.681462', 'connection_report');
INSERT INTO urelay.schema_version VALUES (20261123000000, '2026-11-25 05:54:24.681462', 'store');

INSERT INTO urelay.static_mapping VALUES (42, 'printer.test');

INSERT INTO urelay.store VALUES ('557523d646b04baebbe6eb19246db345');

INSERT INTO urelay.upstream VALUES ('direct', 'direct', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO urelay.upstream VALUES ('office', 'socks5', 'proxy.test', 1080, 'relay', 'secret', NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO urelay.upstream VALUES ('second line', 'direct', NULL, NULL, NULL, NULL, '198.51.100.7', NULL, NULL, NULL, NULL, NULL);

INSERT INTO urelay.worker VALUES (1, 'first', '2026-11-25 05:54:24.927769+00', '2026-11-25 05:54:24.927769+00');

SELECT pg_catalog.setval('urelay.phantom_id_seq', 1, true);

SELECT pg_catalog.setval('urelay.rule_id_seq', 4, true);

SELECT pg_catalog.setval('urelay.worker_id_seq', 1, true);

ALTER TABLE ONLY urelay.connection
    ADD CONSTRAINT connection_pkey PRIMARY KEY (id);

ALTER TABLE ONLY urelay.host
    ADD CONSTRAINT host_pkey PRIMARY KEY (domain, address);

ALTER TABLE ONLY urelay.phantom
    ADD CONSTRAINT phantom_domain_key UNIQUE (domain);

ALTER TABLE ONLY urelay.phantom
    ADD CONSTRAINT phantom_pkey PRIMARY KEY (id);

ALTER TABLE ONLY urelay.pool
    ADD CONSTRAINT pool_pkey PRIMARY KEY (name);

ALTER TABLE ONLY urelay.pool
    ADD CONSTRAINT pool_prefix_key UNIQUE (prefix);

ALTER TABLE ONLY urelay.problem
    ADD CONSTRAINT problem_pkey PRIMARY KEY (table_name, row_key, message);

ALTER TABLE ONLY urelay.revision
    ADD CONSTRAINT revision_pkey PRIMARY KEY (txid);

ALTER TABLE ONLY urelay.rule
    ADD CONSTRAINT rule_pkey PRIMARY KEY (id);

ALTER TABLE ONLY urelay.static_mapping
    ADD CONSTRAINT static_mapping_pkey PRIMARY KEY (idx);

ALTER TABLE ONLY urelay.store
    ADD CONSTRAINT store_pkey PRIMARY KEY (id);

ALTER TABLE ONLY urelay.upstream
    ADD CONSTRAINT upstream_pkey PRIMARY KEY (name);

ALTER TABLE ONLY urelay.worker
    ADD CONSTRAINT worker_pkey PRIMARY KEY (id);

CREATE INDEX connection_accepted_at ON urelay.connection USING btree (accepted_at);

CREATE INDEX connection_client ON urelay.connection USING btree (client_address);

CREATE INDEX connection_domain ON urelay.connection USING btree (domain);

CREATE INDEX connection_open ON urelay.connection USING btree (worker) WHERE (outcome = 'open'::text);

CREATE INDEX rule_upstream ON urelay.rule USING btree (upstream);

CREATE UNIQUE INDEX schema_version_version ON urelay.schema_version USING btree (version);

CREATE TRIGGER host_changed AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON urelay.host FOR EACH STATEMENT EXECUTE FUNCTION urelay.configuration_changed();

CREATE TRIGGER phantom_fixed BEFORE UPDATE OF id, tag, domain ON urelay.phantom FOR EACH ROW WHEN (((new.id <> old.id) OR (new.tag <> old.tag) OR (new.domain <> old.domain))) EXECUTE FUNCTION urelay.phantom_fixed();

CREATE TRIGGER phantom_id_is_new BEFORE INSERT ON urelay.phantom FOR EACH ROW EXECUTE FUNCTION urelay.phantom_id_is_new();

CREATE TRIGGER phantom_kept BEFORE TRUNCATE ON urelay.phantom FOR EACH STATEMENT EXECUTE FUNCTION urelay.phantom_fixed();

CREATE TRIGGER pool_changed AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON urelay.pool FOR EACH STATEMENT EXECUTE FUNCTION urelay.configuration_changed();

CREATE TRIGGER rule_changed AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON urelay.rule FOR EACH STATEMENT EXECUTE FUNCTION urelay.configuration_changed();

CREATE TRIGGER static_mapping_changed AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON urelay.static_mapping FOR EACH STATEMENT EXECUTE FUNCTION urelay.configuration_changed();

CREATE TRIGGER upstream_changed AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON urelay.upstream FOR EACH STATEMENT EXECUTE FUNCTION urelay.configuration_changed();

ALTER TABLE ONLY urelay.rule
    ADD CONSTRAINT "rule.upstream is the name of a row of upstream" FOREIGN KEY (upstream) REFERENCES urelay.upstream(name);

