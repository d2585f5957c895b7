using FluentMigrator;

namespace Relay.Migrations.Versions;

[Migration(2026_11_22_22_00_02, "rule")]
public sealed class M20261122220002Rule : EngineMigration
{
    public override void Up()
    {
        Both("""
            CREATE TABLE rule (
                id         {id},
                enabled    {bool} NOT NULL DEFAULT true CONSTRAINT "rule.enabled is true or false" CHECK (enabled IN (false, true)),
                priority   {int} NOT NULL DEFAULT 0,
                domain     text CONSTRAINT "rule.domain is x.y, .x.y, =x.y, regex:... or *, lower case" CHECK ({condition:domain}),
                network    text CONSTRAINT "rule.network is a network such as 192.0.2.0/24" CHECK ({network:network}),
                ports      text CONSTRAINT "rule.ports is a list such as 443 or 80,8000-8999" CHECK ({ports:ports}),
                client     text CONSTRAINT "rule.client is a network such as 192.0.2.0/24" CHECK ({network:client}),
                listener   text CONSTRAINT "rule.listener is a listener's name or null" CHECK (listener <> ''),
                transport  text CONSTRAINT "rule.transport is tcp or udp" CHECK (transport IN ('tcp', 'udp')),
                learnt_by  text CONSTRAINT "rule.learnt_by is phantom, literal, socks_name, ... (see docs)" CHECK (learnt_by IN (
                    'phantom', 'static', 'substitution', 'nat64', 'window', 'literal', 'socks_name', 'socks_address', 'http', 'sni', 'host', 'proxy')),
                action     text NOT NULL DEFAULT 'relay' CONSTRAINT "rule.action is relay or block" CHECK (action IN ('relay', 'block')),
                answer     text CONSTRAINT "rule.answer is not empty" CHECK (answer <> ''),
                to_domain  text CONSTRAINT "rule.to_domain is not empty" CHECK (to_domain <> ''),
                to_network text CONSTRAINT "rule.to_network is not empty" CHECK (to_network <> ''),
                to_address text CONSTRAINT "rule.to_address is an IPv4 or IPv6 address, lower case" CHECK ({address:to_address}),
                to_port    {int} CONSTRAINT "rule.to_port is 1 to 65535" CHECK (to_port BETWEEN 1 AND 65535),
                upstream   text CONSTRAINT "rule.upstream is not empty" CHECK (upstream <> ''),
                resolver   text CONSTRAINT "rule.resolver is not empty" CHECK (resolver <> ''),
                resolve    text CONSTRAINT "rule.resolve is remote or [46]_{weak,strong,only}" CHECK (resolve IN (
                    'remote', '6_weak', '6_strong', '6_only', '4_weak', '4_strong', '4_only')),
                own_host   {bool} NOT NULL DEFAULT false CONSTRAINT "rule.own_host is true or false" CHECK (own_host IN (false, true)),
                comment    text,
                CONSTRAINT "rule.answer says how a block is answered: action = block" CHECK (answer IS NULL OR action = 'block'),
                CONSTRAINT "rule.own_host needs a network" CHECK (NOT own_host OR network IS NOT NULL)
            ) {strict}
            """);
        Both("CREATE INDEX rule_upstream ON rule (upstream)");
        Postgres("""
            ALTER TABLE rule ADD CONSTRAINT "rule.upstream is the name of a row of upstream"
                FOREIGN KEY (upstream) REFERENCES upstream (name)
            """);
        // Foreign keys are off in a user's sqlite3 shell.
        Sqlite("""
            CREATE TRIGGER rule_upstream_insert BEFORE INSERT ON rule
            WHEN NEW.upstream IS NOT NULL AND NOT EXISTS (SELECT 1 FROM upstream WHERE name = NEW.upstream)
            BEGIN SELECT RAISE(ABORT, 'rule.upstream is the name of a row of upstream: insert that row first'); END
            """);
        Sqlite("""
            CREATE TRIGGER rule_upstream_update BEFORE UPDATE OF upstream ON rule
            WHEN NEW.upstream IS NOT NULL AND NOT EXISTS (SELECT 1 FROM upstream WHERE name = NEW.upstream)
            BEGIN SELECT RAISE(ABORT, 'rule.upstream is the name of a row of upstream: insert that row first'); END
            """);
        Sqlite("""
            CREATE TRIGGER upstream_in_use_delete BEFORE DELETE ON upstream
            WHEN EXISTS (SELECT 1 FROM rule WHERE upstream = OLD.name)
            BEGIN SELECT RAISE(ABORT, 'a row of rule names this upstream: change or delete that rule first'); END
            """);
        Sqlite("""
            CREATE TRIGGER upstream_in_use_update BEFORE UPDATE OF name ON upstream
            WHEN NEW.name <> OLD.name AND EXISTS (SELECT 1 FROM rule WHERE upstream = OLD.name)
            BEGIN SELECT RAISE(ABORT, 'a row of rule names this upstream: change or delete that rule first'); END
            """);
    }
}
