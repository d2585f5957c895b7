using FluentMigrator;

namespace Relay.Migrations.Versions;

[Migration(2026_11_22_22_00_01, "pool, static_mapping, host, upstream")]
public sealed class M20261122220001Configuration : EngineMigration
{
    public override void Up()
    {
        Both("""
            CREATE TABLE pool (
                name     text NOT NULL PRIMARY KEY CONSTRAINT "pool.name is not empty" CHECK (name <> ''),
                kind     text NOT NULL DEFAULT 'phantom6' CONSTRAINT "pool.kind is phantom6 or nat64" CHECK (kind IN ('phantom6', 'nat64')),
                prefix   text NOT NULL UNIQUE CONSTRAINT "pool.prefix is a network such as fd00:1::/64, lower case" CHECK ({network:prefix}),
                listener text CONSTRAINT "pool.listener is a listener's name or null" CHECK (listener <> ''),
                CONSTRAINT "the prefix of a phantom6 pool is a /64" CHECK (kind <> 'phantom6' OR prefix LIKE '%::/64')
            ) {strict}
            """);
        Both("""
            CREATE TABLE static_mapping (
                idx    {int} NOT NULL PRIMARY KEY CONSTRAINT "static_mapping.idx is 0 to 4294967295" CHECK (idx BETWEEN 0 AND 4294967295),
                domain text NOT NULL CONSTRAINT "static_mapping.domain is a lower-case name, no final dot" CHECK ({name:domain})
            ) {strict}
            """);
        Both("""
            CREATE TABLE host (
                domain  text NOT NULL CONSTRAINT "host.domain is a lower-case name, no final dot" CHECK ({name:domain}),
                address text NOT NULL CONSTRAINT "host.address is an IPv4 or IPv6 address, lower case" CHECK ({address:address}),
                PRIMARY KEY (domain, address)
            ) {strict}
            """);
        Both("""
            CREATE TABLE upstream (
                name           text NOT NULL PRIMARY KEY CONSTRAINT "upstream.name is not empty" CHECK (name <> ''),
                kind           text NOT NULL CONSTRAINT "upstream.kind is direct, socks5, http or unix" CHECK (kind IN ('direct', 'socks5', 'http', 'unix')),
                address        text CONSTRAINT "upstream.address is not empty" CHECK (address <> ''),
                port           {int} CONSTRAINT "upstream.port is 1 to 65535" CHECK (port BETWEEN 1 AND 65535),
                username       text,
                password       text,
                source_v4      text CONSTRAINT "upstream.source_v4 is an IPv4 address" CHECK ({address:source_v4} AND source_v4 NOT LIKE '%:%'),
                source_v6      text CONSTRAINT "upstream.source_v6 is an IPv6 address, lower case" CHECK ({address:source_v6} AND source_v6 LIKE '%:%'),
                device         text CONSTRAINT "upstream.device is a network device, 1 to 15 bytes" CHECK (length(device) BETWEEN 1 AND 15),
                mark           {int} CONSTRAINT "upstream.mark is 0 to 4294967295" CHECK (mark BETWEEN 0 AND 4294967295),
                netns          text CONSTRAINT "upstream.netns is a network namespace" CHECK (netns <> ''),
                proxy_protocol text CONSTRAINT "upstream.proxy_protocol is v1 or v2" CHECK (proxy_protocol IN ('v1', 'v2')),
                CONSTRAINT "an upstream of kind direct has no address, port or username"
                    CHECK (kind <> 'direct' OR (address IS NULL AND port IS NULL AND username IS NULL)),
                CONSTRAINT "an upstream that is not direct needs an address" CHECK (kind = 'direct' OR address IS NOT NULL),
                CONSTRAINT "an upstream of kind unix needs a path from / as its address" CHECK (kind <> 'unix' OR substr(address, 1, 1) = '/'),
                CONSTRAINT "an address needs a port, a path has none" CHECK (address IS NULL OR (substr(address, 1, 1) = '/') = (port IS NULL)),
                CONSTRAINT "upstream.password needs a username" CHECK (password IS NULL OR username IS NOT NULL)
            ) {strict}
            """);
    }
}
