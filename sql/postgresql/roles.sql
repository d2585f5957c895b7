-- Roles with least privilege. Run it in the relay's database as the owner of the schema, who needs CREATEROLE, or as a superuser: after the first
-- `urelay migrate`, and again after each upgrade, which may bring tables. It may be run at any time, and takes back what was granted to these roles otherwise.
--
--   psql -v ON_ERROR_STOP=1 -f sql/postgresql/roles.sql 'postgres://owner@db.example.com/urelay'
--
-- The roles cannot log in; people and programs are their members:
--
--   CREATE ROLE gateway1 LOGIN PASSWORD '…' IN ROLE urelay_worker;
--   CREATE ROLE pdns1    LOGIN PASSWORD '…' IN ROLE urelay_dns;
--   CREATE ROLE alice    LOGIN PASSWORD '…' IN ROLE urelay_administrator;
--   CREATE ROLE bob      LOGIN PASSWORD '…' IN ROLE urelay_auditor;
--
-- A member must own nothing here: the owner may do everything. `urelay migrate` and `urelay forget` are run as the owner.

BEGIN;

DO $$
DECLARE name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['urelay_worker', 'urelay_dns', 'urelay_administrator', 'urelay_auditor'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) THEN
            EXECUTE format('CREATE ROLE %I NOLOGIN', name);
        END IF;
    END LOOP;
END $$;

-- From nothing. Partitions of connection have no grants of their own: who may use connection reaches them through it, those that a worker's start makes too,
-- because the function that makes them runs as the owner.
REVOKE ALL ON ALL TABLES IN SCHEMA urelay FROM PUBLIC, urelay_worker, urelay_dns, urelay_administrator, urelay_auditor;
REVOKE ALL ON ALL SEQUENCES IN SCHEMA urelay FROM PUBLIC, urelay_worker, urelay_dns, urelay_administrator, urelay_auditor;
REVOKE ALL ON FUNCTION urelay.pass_phantom_ids, urelay.give_phantoms, urelay.connection_make_partition, urelay.connection_keep_partitions, urelay.connection_drop_partitions
    FROM PUBLIC, urelay_worker, urelay_dns, urelay_administrator, urelay_auditor;
REVOKE ALL ON SCHEMA urelay FROM PUBLIC;
GRANT USAGE ON SCHEMA urelay TO urelay_worker, urelay_dns, urelay_administrator, urelay_auditor;

-- Workers and DNS backends read the configuration, upstreams' passwords too, say what is wrong with it, and shorten the feed of changes.
GRANT SELECT ON urelay.pool, urelay.static_mapping, urelay.host, urelay.upstream, urelay.upstream_member, urelay.rule, urelay.substitution, urelay.ipv4_window, urelay.resolver, urelay.dns_zone, urelay.dns_record,
    urelay.revision, urelay.change, urelay.change_pruned, urelay.problem, urelay.store, urelay.schema_version TO urelay_worker, urelay_dns;
GRANT INSERT, DELETE ON urelay.problem TO urelay_worker, urelay_dns;
GRANT INSERT, UPDATE, DELETE ON urelay.revision TO urelay_worker, urelay_dns;
GRANT DELETE ON urelay.change TO urelay_worker, urelay_dns;
GRANT UPDATE ON urelay.change_pruned TO urelay_worker, urelay_dns;

-- They give new names their addresses: name and tag are theirs to say, the id is not.
GRANT SELECT ON urelay.phantom, urelay.retired_phantom, urelay.phantom_gone, urelay.phantom_id_seq TO urelay_worker, urelay_dns;
GRANT INSERT (domain, tag) ON urelay.phantom TO urelay_worker, urelay_dns;
GRANT EXECUTE ON FUNCTION urelay.pass_phantom_ids, urelay.give_phantoms TO urelay_worker, urelay_dns;

-- DNS backends say that they live, for migrations, and delete the rows of those that no longer do.
GRANT SELECT, DELETE ON urelay.dns_backend TO urelay_dns;
GRANT INSERT (name, process, schema_version), UPDATE (seen_at) ON urelay.dns_backend TO urelay_dns;

-- Workers note which names are used, and retire those that are not.
GRANT UPDATE (used_at), DELETE ON urelay.phantom TO urelay_worker;
GRANT INSERT, UPDATE (used_at), DELETE ON urelay.retired_phantom TO urelay_worker;
GRANT DELETE ON urelay.phantom_gone TO urelay_worker;

-- They write the audit, and with --audit-days remove what is old.
GRANT SELECT, INSERT, UPDATE, DELETE ON urelay.connection, urelay.audit_loss, urelay.worker TO urelay_worker;
GRANT EXECUTE ON FUNCTION urelay.connection_keep_partitions, urelay.connection_drop_partitions TO urelay_worker;

-- The administrator writes the configuration, ends phantoms, and does not see who asked for what.
GRANT SELECT, INSERT, UPDATE, DELETE ON urelay.pool, urelay.static_mapping, urelay.host, urelay.upstream, urelay.upstream_member, urelay.rule, urelay.substitution, urelay.ipv4_window, urelay.resolver, urelay.dns_zone,
    urelay.dns_record TO urelay_administrator;
GRANT SELECT ON urelay.phantom, urelay.retired_phantom, urelay.phantom_address, urelay.problem, urelay.worker, urelay.dns_backend, urelay.revision, urelay.change, urelay.store, urelay.schema_version
    TO urelay_administrator;
GRANT DELETE ON urelay.phantom TO urelay_administrator;
GRANT INSERT, DELETE ON urelay.retired_phantom TO urelay_administrator;

-- The auditor reads the audit and what it refers to, but for the passwords of upstreams, and writes nothing.
GRANT SELECT ON urelay.connection, urelay.live_connection, urelay.connection_report, urelay.connection_attempt, urelay.connection_partition, urelay.audit_loss, urelay.worker, urelay.dns_backend,
    urelay.rule, urelay.pool, urelay.static_mapping, urelay.host, urelay.upstream_member, urelay.phantom, urelay.retired_phantom, urelay.phantom_address, urelay.phantom_report,
    urelay.problem TO urelay_auditor;
GRANT SELECT (name, kind, address, port, source_v4, source_v6, any_source, device, mark, dscp, netns, proxy_protocol, via, choice, tls, tls_name, tls_ca, resolver) ON urelay.upstream TO urelay_auditor;

COMMIT;
