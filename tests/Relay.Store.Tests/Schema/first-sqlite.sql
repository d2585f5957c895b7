-- The schema of 2026-11-23, the first, with rows in every table, some of which later checks refuse: sqlite3 .dump
PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE IF NOT EXISTS "schema_version" ("version" INTEGER NOT NULL, "applied_at" DATETIME, "description" TEXT);
INSERT INTO schema_version VALUES(20261122220001,'2026-11-25 05:54:22','pool, static_mapping, host, upstream');
INSERT INTO schema_version VALUES(20261122220002,'2026-11-25 05:54:22','rule');
INSERT INTO schema_version VALUES(20261122220003,'2026-11-25 05:54:22','phantom');
INSERT INTO schema_version VALUES(20261122220004,'2026-11-25 05:54:22','worker, connection, live_connection');
INSERT INTO schema_version VALUES(20261122220005,'2026-11-25 05:54:22','problem, revision');
INSERT INTO schema_version VALUES(20261122220006,'2026-11-25 05:54:22','the default pool, the upstream direct, the search path');
INSERT INTO schema_version VALUES(20261122231500,'2026-11-25 05:54:22','connection_report');
INSERT INTO schema_version VALUES(20261123000000,'2026-11-25 05:54:22','store');
CREATE TABLE pool (
    name     text NOT NULL PRIMARY KEY CONSTRAINT "pool.name is not empty" CHECK (name <> ''),
    kind     text NOT NULL DEFAULT 'phantom6' CONSTRAINT "pool.kind is phantom6 or nat64" CHECK (kind IN ('phantom6', 'nat64')),
    prefix   text NOT NULL UNIQUE CONSTRAINT "pool.prefix is a network such as fd00:1::/64, lower case" CHECK (prefix NOT GLOB '*[^0-9a-f.:/]*' AND (prefix GLOB '*:*' OR prefix GLOB '?*.?*.?*.?*') AND prefix NOT GLOB '*/' AND prefix NOT GLOB '*/*/*'),
    listener text CONSTRAINT "pool.listener is a listener's name or null" CHECK (listener <> ''),
    CONSTRAINT "the prefix of a phantom6 pool is a /64" CHECK (kind <> 'phantom6' OR prefix LIKE '%::/64')
) STRICT;
INSERT INTO pool VALUES('default','phantom6','fd75:7265:6c61:7900::/64',NULL);
INSERT INTO pool VALUES('nat','nat64','64:ff9b:1::/96','lan');
CREATE TABLE static_mapping (
    idx    INTEGER NOT NULL PRIMARY KEY CONSTRAINT "static_mapping.idx is 0 to 4294967295" CHECK (idx BETWEEN 0 AND 4294967295),
    domain text NOT NULL CONSTRAINT "static_mapping.domain is a lower-case name, no final dot" CHECK (domain <> '' AND length(domain) <= 253 AND domain NOT GLOB '*[^a-z0-9_.-]*' AND domain NOT GLOB '.*' AND domain NOT GLOB '*.' AND domain NOT GLOB '*..*')
) STRICT;
INSERT INTO static_mapping VALUES(42,'printer.test');
CREATE TABLE host (
    domain  text NOT NULL CONSTRAINT "host.domain is a lower-case name, no final dot" CHECK (domain <> '' AND length(domain) <= 253 AND domain NOT GLOB '*[^a-z0-9_.-]*' AND domain NOT GLOB '.*' AND domain NOT GLOB '*.' AND domain NOT GLOB '*..*'),
    address text NOT NULL CONSTRAINT "host.address is an IPv4 or IPv6 address, lower case" CHECK (address NOT GLOB '*[^0-9a-f.:]*' AND (address GLOB '*:*' OR address GLOB '?*.?*.?*.?*')),
    PRIMARY KEY (domain, address)
) STRICT;
INSERT INTO host VALUES('intranet.test','192.0.2.1');
INSERT INTO host VALUES('intranet.test','2001:db8::1');
CREATE TABLE upstream (
    name           text NOT NULL PRIMARY KEY CONSTRAINT "upstream.name is not empty" CHECK (name <> ''),
    kind           text NOT NULL CONSTRAINT "upstream.kind is direct, socks5, http or unix" CHECK (kind IN ('direct', 'socks5', 'http', 'unix')),
    address        text CONSTRAINT "upstream.address is not empty" CHECK (address <> ''),
    port           INTEGER CONSTRAINT "upstream.port is 1 to 65535" CHECK (port BETWEEN 1 AND 65535),
    username       text,
    password       text,
    source_v4      text CONSTRAINT "upstream.source_v4 is an IPv4 address" CHECK (source_v4 NOT GLOB '*[^0-9a-f.:]*' AND (source_v4 GLOB '*:*' OR source_v4 GLOB '?*.?*.?*.?*') AND source_v4 NOT LIKE '%:%'),
    source_v6      text CONSTRAINT "upstream.source_v6 is an IPv6 address, lower case" CHECK (source_v6 NOT GLOB '*[^0-9a-f.:]*' AND (source_v6 GLOB '*:*' OR source_v6 GLOB '?*.?*.?*.?*') AND source_v6 LIKE '%:%'),
    device         text CONSTRAINT "upstream.device is a network device, 1 to 15 bytes" CHECK (length(device) BETWEEN 1 AND 15),
    mark           INTEGER CONSTRAINT "upstream.mark is 0 to 4294967295" CHECK (mark BETWEEN 0 AND 4294967295),
    netns          text CONSTRAINT "upstream.netns is a network namespace" CHECK (netns <> ''),
    proxy_protocol text CONSTRAINT "upstream.proxy_protocol is v1 or v2" CHECK (proxy_protocol IN ('v1', 'v2')),
    CONSTRAINT "an upstream of kind direct has no address, port or username"
        CHECK (kind <> 'direct' OR (address IS NULL AND port IS NULL AND username IS NULL)),
    CONSTRAINT "an upstream that is not direct needs an address" CHECK (kind = 'direct' OR address IS NOT NULL),
    CONSTRAINT "an upstream of kind unix needs a path from / as its address" CHECK (kind <> 'unix' OR substr(address, 1, 1) = '/'),
    CONSTRAINT "an address needs a port, a path has none" CHECK (address IS NULL OR (substr(address, 1, 1) = '/') = (port IS NULL)),
    CONSTRAINT "upstream.password needs a username" CHECK (password IS NULL OR username IS NOT NULL)
) STRICT;
INSERT INTO upstream VALUES('direct','direct',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO upstream VALUES('office','socks5','proxy.test',1080,'relay','secret',NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO upstream VALUES('second line','direct',NULL,NULL,NULL,NULL,'198.51.100.7',NULL,NULL,NULL,NULL,NULL);
CREATE TABLE rule (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    enabled    INTEGER NOT NULL DEFAULT true CONSTRAINT "rule.enabled is true or false" CHECK (enabled IN (false, true)),
    priority   INTEGER NOT NULL DEFAULT 0,
    domain     text CONSTRAINT "rule.domain is x.y, .x.y, =x.y, regex:... or *, lower case" CHECK (domain = '*' OR domain GLOB 'regex:?*' OR (CASE WHEN substr(domain, 1, 1) IN ('.', '=') THEN substr(domain, 2) ELSE domain END <> '' AND length(CASE WHEN substr(domain, 1, 1) IN ('.', '=') THEN substr(domain, 2) ELSE domain END) <= 253 AND CASE WHEN substr(domain, 1, 1) IN ('.', '=') THEN substr(domain, 2) ELSE domain END NOT GLOB '*[^a-z0-9_.-]*' AND CASE WHEN substr(domain, 1, 1) IN ('.', '=') THEN substr(domain, 2) ELSE domain END NOT GLOB '.*' AND CASE WHEN substr(domain, 1, 1) IN ('.', '=') THEN substr(domain, 2) ELSE domain END NOT GLOB '*.' AND CASE WHEN substr(domain, 1, 1) IN ('.', '=') THEN substr(domain, 2) ELSE domain END NOT GLOB '*..*')),
    network    text CONSTRAINT "rule.network is a network such as 192.0.2.0/24" CHECK (network NOT GLOB '*[^0-9a-f.:/]*' AND (network GLOB '*:*' OR network GLOB '?*.?*.?*.?*') AND network NOT GLOB '*/' AND network NOT GLOB '*/*/*'),
    ports      text CONSTRAINT "rule.ports is a list such as 443 or 80,8000-8999" CHECK (ports GLOB '[0-9]*' AND ports GLOB '*[0-9]' AND ports NOT GLOB '*[^0-9,-]*' AND ports NOT GLOB '*[,-][,-]*' AND ports NOT GLOB '*[0-9][0-9][0-9][0-9][0-9][0-9]*' AND ports NOT GLOB '*[7-9][0-9][0-9][0-9][0-9]*' AND ports NOT GLOB '*6[6-9][0-9][0-9][0-9]*' AND ports NOT GLOB '*65[6-9][0-9][0-9]*' AND ports NOT GLOB '*655[4-9][0-9]*' AND ports NOT GLOB '*6553[6-9]*'),
    client     text CONSTRAINT "rule.client is a network such as 192.0.2.0/24" CHECK (client NOT GLOB '*[^0-9a-f.:/]*' AND (client GLOB '*:*' OR client GLOB '?*.?*.?*.?*') AND client NOT GLOB '*/' AND client NOT GLOB '*/*/*'),
    listener   text CONSTRAINT "rule.listener is a listener's name or null" CHECK (listener <> ''),
    transport  text CONSTRAINT "rule.transport is tcp or udp" CHECK (transport IN ('tcp', 'udp')),
    learnt_by  text CONSTRAINT "rule.learnt_by is phantom, literal, socks_name, ... (see docs)" CHECK (learnt_by IN (
        'phantom', 'static', 'substitution', 'nat64', 'window', 'literal', 'socks_name', 'socks_address', 'http', 'sni', 'host', 'proxy')),
    action     text NOT NULL DEFAULT 'relay' CONSTRAINT "rule.action is relay or block" CHECK (action IN ('relay', 'block')),
    answer     text CONSTRAINT "rule.answer is not empty" CHECK (answer <> ''),
    to_domain  text CONSTRAINT "rule.to_domain is not empty" CHECK (to_domain <> ''),
    to_network text CONSTRAINT "rule.to_network is not empty" CHECK (to_network <> ''),
    to_address text CONSTRAINT "rule.to_address is an IPv4 or IPv6 address, lower case" CHECK (to_address NOT GLOB '*[^0-9a-f.:]*' AND (to_address GLOB '*:*' OR to_address GLOB '?*.?*.?*.?*')),
    to_port    INTEGER CONSTRAINT "rule.to_port is 1 to 65535" CHECK (to_port BETWEEN 1 AND 65535),
    upstream   text CONSTRAINT "rule.upstream is not empty" CHECK (upstream <> ''),
    resolver   text CONSTRAINT "rule.resolver is not empty" CHECK (resolver <> ''),
    resolve    text CONSTRAINT "rule.resolve is remote or [46]_{weak,strong,only}" CHECK (resolve IN (
        'remote', '6_weak', '6_strong', '6_only', '4_weak', '4_strong', '4_only')),
    own_host   INTEGER NOT NULL DEFAULT false CONSTRAINT "rule.own_host is true or false" CHECK (own_host IN (false, true)),
    comment    text,
    CONSTRAINT "rule.answer says how a block is answered: action = block" CHECK (answer IS NULL OR action = 'block'),
    CONSTRAINT "rule.own_host needs a network" CHECK (NOT own_host OR network IS NOT NULL)
) STRICT;
INSERT INTO rule VALUES(1,1,0,'office.test',NULL,NULL,NULL,NULL,NULL,NULL,'relay',NULL,NULL,NULL,NULL,NULL,'office',NULL,'remote',0,NULL);
INSERT INTO rule VALUES(2,1,0,'old.test',NULL,'00080',NULL,NULL,NULL,NULL,'relay',NULL,'Not A Name',NULL,NULL,NULL,NULL,'of no table',NULL,0,NULL);
INSERT INTO rule VALUES(3,1,0,'ads.test',NULL,NULL,NULL,NULL,NULL,NULL,'block','nonsense',NULL,NULL,NULL,NULL,NULL,NULL,NULL,0,NULL);
CREATE TABLE phantom (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    tag        INTEGER NOT NULL DEFAULT (random() & 4194303),
    domain     TEXT NOT NULL UNIQUE,
    created_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%d %H:%M:%f000', 'now')),
    used_at    TEXT,
    CONSTRAINT "phantom.id is 1 to 1099511627775 (40 bits)" CHECK (id BETWEEN 1 AND 1099511627775),
CONSTRAINT "phantom.tag is 0 to 4194303 (22 bits)" CHECK (tag BETWEEN 0 AND 4194303),
CONSTRAINT "phantom.domain is a lower-case name, no final dot" CHECK (domain <> '' AND length(domain) <= 253 AND domain NOT GLOB '*[^a-z0-9_.-]*' AND domain NOT GLOB '.*' AND domain NOT GLOB '*.' AND domain NOT GLOB '*..*')
) STRICT;
INSERT INTO phantom VALUES(1,77,'demo.test','2026-11-25 05:54:23.071000',NULL);
CREATE TABLE worker (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    name       text NOT NULL,
    started_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%d %H:%M:%f000', 'now')),
    seen_at    TEXT NOT NULL DEFAULT (strftime('%Y-%m-%d %H:%M:%f000', 'now'))
) STRICT;
INSERT INTO worker VALUES(1,'first','2026-11-25 05:54:23.078000','2026-11-25 05:54:23.078000');
CREATE TABLE connection (
    id              INTEGER NOT NULL PRIMARY KEY,
    worker          INTEGER NOT NULL,
    listener        text NOT NULL,
    transport       text NOT NULL,
    client_address  text NOT NULL,
    client_port     INTEGER NOT NULL,
    asked_address   text,
    asked_port      INTEGER NOT NULL,
    domain          text,
    learnt_by       text,
    rule_id         INTEGER,
    address_rule_id INTEGER,
    rewrites        text,
    target_domain   text,
    target_address  text,
    target_port     INTEGER,
    upstream        text,
    remote_address  text,
    remote_port     INTEGER,
    bytes_up        INTEGER NOT NULL DEFAULT 0,
    bytes_down      INTEGER NOT NULL DEFAULT 0,
    accepted_at     TEXT NOT NULL,
    dialed_at       TEXT,
    ended_at        TEXT,
    outcome         text NOT NULL DEFAULT 'open',
    error           text,
    revision        INTEGER NOT NULL
) STRICT;
INSERT INTO connection VALUES(68719476737,1,'socks','tcp','192.0.2.9',40000,NULL,443,'demo.test',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,0,0,'2026-11-22 22:00:00.000000',NULL,NULL,'ok',NULL,1);
CREATE TABLE problem (
    table_name text NOT NULL,
    row_key    text NOT NULL,
    message    text NOT NULL,
    since      TEXT NOT NULL DEFAULT (strftime('%Y-%m-%d %H:%M:%f000', 'now')),
    PRIMARY KEY (table_name, row_key, message)
) STRICT;
INSERT INTO problem VALUES('rule','2','to_domain is not supported by this version: write NULL','2026-11-25 05:54:23.086000');
CREATE TABLE revision (txid INTEGER NOT NULL PRIMARY KEY, changes INTEGER NOT NULL) STRICT;
INSERT INTO revision VALUES(0,14);
CREATE TABLE store (id text NOT NULL PRIMARY KEY CHECK (length(id) = 32)) STRICT;
INSERT INTO store VALUES('4b50552a34e3f05d3c956a396c021383');
DELETE FROM sqlite_sequence;
INSERT INTO sqlite_sequence VALUES('rule',4);
INSERT INTO sqlite_sequence VALUES('phantom',1);
INSERT INTO sqlite_sequence VALUES('worker',1);
CREATE UNIQUE INDEX "schema_version_version" ON "schema_version" ("version" ASC);
CREATE INDEX rule_upstream ON rule (upstream);
CREATE TRIGGER rule_upstream_insert BEFORE INSERT ON rule
WHEN NEW.upstream IS NOT NULL AND NOT EXISTS (SELECT 1 FROM upstream WHERE name = NEW.upstream)
BEGIN SELECT RAISE(ABORT, 'rule.upstream is the name of a row of upstream: insert that row first'); END;
CREATE TRIGGER rule_upstream_update BEFORE UPDATE OF upstream ON rule
WHEN NEW.upstream IS NOT NULL AND NOT EXISTS (SELECT 1 FROM upstream WHERE name = NEW.upstream)
BEGIN SELECT RAISE(ABORT, 'rule.upstream is the name of a row of upstream: insert that row first'); END;
CREATE TRIGGER upstream_in_use_delete BEFORE DELETE ON upstream
WHEN EXISTS (SELECT 1 FROM rule WHERE upstream = OLD.name)
BEGIN SELECT RAISE(ABORT, 'a row of rule names this upstream: change or delete that rule first'); END;
CREATE TRIGGER upstream_in_use_update BEFORE UPDATE OF name ON upstream
WHEN NEW.name <> OLD.name AND EXISTS (SELECT 1 FROM rule WHERE upstream = OLD.name)
BEGIN SELECT RAISE(ABORT, 'a row of rule names this upstream: change or delete that rule first'); END;
CREATE TRIGGER phantom_fixed BEFORE UPDATE ON phantom
WHEN NEW.id <> OLD.id OR NEW.tag <> OLD.tag OR NEW.domain <> OLD.domain
BEGIN SELECT RAISE(ABORT, 'id, tag and domain of a phantom never change: its address is out'); END;
CREATE TRIGGER phantom_id_is_new BEFORE INSERT ON phantom
WHEN NEW.id > 0 AND NEW.id <= (SELECT seq FROM sqlite_sequence WHERE name = 'phantom')
BEGIN SELECT RAISE(ABORT, 'ids of phantoms are never used again: leave the id out'); END;
CREATE VIEW phantom_address AS
WITH spelt AS (
    SELECT domain, name AS pool,
        ':' || head || substr(':0:0:0:0', 1, 2 * (4 - groups)) || printf(':%x:%x:%x:%x:',
            0x4000 | (id >> 26), (id >> 10) & 0xffff, ((id & 0x3ff) << 6) | (tag >> 16), tag & 0xffff) AS text
    FROM phantom, (
        SELECT name, head, CASE WHEN head = '' THEN 0 ELSE 1 + length(head) - length(replace(head, ':', '')) END AS groups
        FROM (SELECT name, substr(prefix, 1, length(prefix) - 5) AS head FROM pool WHERE kind = 'phantom6'))),
zeros AS (
    SELECT domain, pool, text, CASE
        WHEN instr(text, ':0:0:0:0:') THEN ':0:0:0:0:' WHEN instr(text, ':0:0:0:') THEN ':0:0:0:' WHEN instr(text, ':0:0:') THEN ':0:0:' END AS run
    FROM spelt)
SELECT domain, pool, CASE WHEN run IS NULL THEN trim(text, ':') ELSE
    ltrim(substr(text, 1, instr(text, run) - 1), ':') || '::' || rtrim(substr(text, instr(text, run) + length(run)), ':') END AS address
FROM zeros;
CREATE INDEX connection_accepted_at ON connection (accepted_at);
CREATE INDEX connection_domain ON connection (domain);
CREATE INDEX connection_client ON connection (client_address);
CREATE INDEX connection_open ON connection (worker) WHERE outcome = 'open';
CREATE VIEW live_connection AS
SELECT CAST((julianday('now') - julianday(accepted_at)) * 86400 AS INTEGER) AS age_s, connection.* FROM connection WHERE outcome = 'open';
CREATE TRIGGER pool_changed_insert AFTER INSERT ON pool
BEGIN UPDATE revision SET changes = changes + 1; END;
CREATE TRIGGER pool_changed_update AFTER UPDATE ON pool
BEGIN UPDATE revision SET changes = changes + 1; END;
CREATE TRIGGER pool_changed_delete AFTER DELETE ON pool
BEGIN UPDATE revision SET changes = changes + 1; END;
CREATE TRIGGER static_mapping_changed_insert AFTER INSERT ON static_mapping
BEGIN UPDATE revision SET changes = changes + 1; END;
CREATE TRIGGER static_mapping_changed_update AFTER UPDATE ON static_mapping
BEGIN UPDATE revision SET changes = changes + 1; END;
CREATE TRIGGER static_mapping_changed_delete AFTER DELETE ON static_mapping
BEGIN UPDATE revision SET changes = changes + 1; END;
CREATE TRIGGER host_changed_insert AFTER INSERT ON host
BEGIN UPDATE revision SET changes = changes + 1; END;
CREATE TRIGGER host_changed_update AFTER UPDATE ON host
BEGIN UPDATE revision SET changes = changes + 1; END;
CREATE TRIGGER host_changed_delete AFTER DELETE ON host
BEGIN UPDATE revision SET changes = changes + 1; END;
CREATE TRIGGER upstream_changed_insert AFTER INSERT ON upstream
BEGIN UPDATE revision SET changes = changes + 1; END;
CREATE TRIGGER upstream_changed_update AFTER UPDATE ON upstream
BEGIN UPDATE revision SET changes = changes + 1; END;
CREATE TRIGGER upstream_changed_delete AFTER DELETE ON upstream
BEGIN UPDATE revision SET changes = changes + 1; END;
CREATE TRIGGER rule_changed_insert AFTER INSERT ON rule
BEGIN UPDATE revision SET changes = changes + 1; END;
CREATE TRIGGER rule_changed_update AFTER UPDATE ON rule
BEGIN UPDATE revision SET changes = changes + 1; END;
CREATE TRIGGER rule_changed_delete AFTER DELETE ON rule
BEGIN UPDATE revision SET changes = changes + 1; END;
CREATE VIEW connection_report AS
SELECT
    substr(accepted_at, 1, 10) AS day,
    substr(accepted_at, 12, 2) AS hour,
    CAST((julianday('now') - julianday(accepted_at)) * 86400 AS INTEGER) AS age_s,
    CAST(round((julianday(dialed_at) - julianday(accepted_at)) * 86400000) AS INTEGER) AS dial_ms,
    CAST(round((julianday(ended_at) - julianday(accepted_at)) * 86400000) AS INTEGER) AS duration_ms,
    connection.*
FROM connection;
COMMIT;
