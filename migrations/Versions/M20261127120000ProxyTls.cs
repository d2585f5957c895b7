using FluentMigrator;
using Relay.Migrations.Checks;

namespace Relay.Migrations.Versions;

/// <summary>TLS to proxies.</summary>
[Migration(2026_11_27_12_00_00, "upstream.tls")]
public sealed class M20261127120000ProxyTls : TableMigration
{
    public override void Up()
    {
        Both("ALTER TABLE upstream ADD COLUMN tls {bool} NOT NULL DEFAULT false CONSTRAINT \"upstream.tls is true or false\" CHECK (tls IN (false, true))");
        Both("ALTER TABLE upstream ADD COLUMN tls_name text");
        Both("ALTER TABLE upstream ADD COLUMN tls_ca text");
        Checked("upstream", [
            .. UpstreamChecks.OfWaysOut,
            new("upstream.tls is for kinds socks5 and http: only a proxy is spoken to", "NOT NEW.tls OR NEW.kind IN ('socks5', 'http')"),
            new("upstream.tls_name and upstream.tls_ca go with tls: write null, or set tls to true", "NEW.tls OR coalesce(NEW.tls_name, NEW.tls_ca) IS NULL"),
            new("upstream.tls_name is an address in canonical form, or a lower-case name without a final dot", "{is_address:NEW.tls_name} OR {is_name:NEW.tls_name}"),
            new("upstream.tls to a path needs a tls_name: the name that the proxy's certificate is for", "NOT NEW.tls OR NEW.tls_name IS NOT NULL OR NEW.address NOT LIKE '/%'"),
            new("upstream.tls_ca is the path, from /, of a PEM file", "{bytes:NEW.tls_ca} BETWEEN 2 AND 4095 AND {is_line:NEW.tls_ca} AND NEW.tls_ca LIKE '/%'"),
        ]);
    }
}
