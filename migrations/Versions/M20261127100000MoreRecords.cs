using FluentMigrator;
using Relay.Migrations.Checks;

namespace Relay.Migrations.Versions;

/// <summary>Records that alias all names below one, and those of keys and places.</summary>
[Migration(2026_11_27_10_00_00, "dns_record: CERT, DNAME, DS, LOC")]
public sealed class M20261127100000MoreRecords : TableMigration
{
    private const string Target = "a lower-case name, such as www.example.com, with or without a final dot";

    public override void Up() => Checked("dns_record", [
        .. DnsRecordChecks.OfManyTypes
            .Replacing("dns_record.type is", new Check(
                "dns_record.type is A, AAAA, CAA, CERT, CNAME, DNAME, DS, HINFO, HTTPS, LOC, MX, NAPTR, NS, OPENPGPKEY, PTR, SMIMEA, SOA, SRV, SSHFP, SVCB, TLSA, TXT, URI, or TYPE and a number", """
                NEW.type IN ('A', 'AAAA', 'CAA', 'CERT', 'CNAME', 'DNAME', 'DS', 'HINFO', 'HTTPS', 'LOC', 'MX', 'NAPTR', 'NS', 'OPENPGPKEY', 'PTR', 'SMIMEA', 'SOA', 'SRV', 'SSHFP',
                    'SVCB', 'TLSA', 'TXT', 'URI')
                OR (NEW.type LIKE 'TYPE_%' AND NEW.type = upper(NEW.type))
                """))
            .Replacing("dns_record.content of type CNAME, NS or PTR", new Check(
                $"dns_record.content of type CNAME, DNAME, NS or PTR is {Target}", "NEW.type NOT IN ('CNAME', 'DNAME', 'NS', 'PTR') OR {is_target:NEW.content}")),
        new("dns_record.type DNAME is for all names below its own: write its name without the wildcard", "NEW.type <> 'DNAME' OR NEW.name NOT LIKE '*.%'"),
    ]);
}
