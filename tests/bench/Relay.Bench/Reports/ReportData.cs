using System.Globalization;
using Relay.Migrations;

namespace Relay.Bench.Reports;

/// <summary>
/// An audit of 30 days as SQL: two workers, 300 clients, 50,000 names. Few names and few clients have most of the flows (powers of a number from 0 to 1), one flow in twenty
/// does not end in order, one in thirty was tried at two addresses, one in a thousand is open. Beside it a phantom for each twenty flows, one in three never used.
/// </summary>
internal static class ReportData
{
    public const int Days = 30;

    public static string Sql(Engine engine, long rows)
    {
        string age = $"{Days} * 86400.0 * ({rows} - n) / {rows}", named = $"{Days} * 86400.0 * ({rows / 20} - n) / {rows / 20}";
        string At(string secondsAgo) => engine == Engine.Sqlite ? $"strftime('%Y-%m-%d %H:%M:%f000', 'now', '-' || ({secondsAgo}) || ' seconds')" : $"now() - interval '1 second' * ({secondsAgo})";
        string Numbers(long last) => string.Create(CultureInfo.InvariantCulture, $"WITH RECURSIVE number (n) AS (SELECT CAST(1 AS bigint) UNION ALL SELECT n + 1 FROM number WHERE n < {last})");
        return $$"""
            INSERT INTO worker (name) VALUES ('gate1'), ('gate2');
            INSERT INTO rule (domain, comment) VALUES ('a.test', 'one'), ('b.test', 'two'), ('c.test', 'three');
            INSERT INTO phantom (domain, created_at, used_at)
            {{Numbers(rows / 20)}} SELECT 'host' || n || '.example.com', {{At(named)}}, CASE WHEN n % 3 > 0 THEN {{At(named)}} END FROM number;
            INSERT INTO connection (id, worker, listener, transport, client_address, client_port, asked_address, asked_port, domain, learnt_by, rule_id,
                target_domain, target_address, target_port, upstream, remote_address, remote_port, bytes_up, bytes_down,
                accepted_at, dialing_at, dialed_at, ended_at, outcome, error, revision, attempts)
            {{Numbers(rows)}},
            drawn AS (
                SELECT n, 1 + n % 2 AS worker, n * 2654435761 % 4294967296 / 4294967296.0 AS a, n * 2246822519 % 4294967296 / 4294967296.0 AS b,
                    n * 3266489917 % 4294967296 / 4294967296.0 AS c, {{age}} AS age, n * 7919 % 1000 AS fate
                FROM number),
            flow AS (
                SELECT n, worker, a, b, c, age, CAST(50000 * a * a * a * a AS integer) AS name, CAST(300 * b * b AS integer) AS client, 0.003 + 0.4 * c * c * c * c * c * c AS dial,
                    CASE WHEN fate < 950 THEN 'ok' WHEN fate < 965 THEN 'reset_by_client' WHEN fate < 975 THEN 'blocked' WHEN fate < 985 THEN 'refused' WHEN fate < 992 THEN 'name_not_found'
                        WHEN fate < 998 THEN 'timeout' WHEN fate < 999 THEN 'unknown_phantom' ELSE 'open' END AS outcome
                FROM drawn)
            SELECT worker * 68719476736 + n, worker, 'transparent', 'tcp', '10.1.' || (client / 250) || '.' || (client % 250 + 1), 1024 + n % 60000,
                'fd75:7265:6c61:7900:4000:0:' || name || ':1', 443,
                CASE WHEN outcome <> 'unknown_phantom' THEN 'host' || name || '.example.com' END, CASE WHEN outcome <> 'unknown_phantom' THEN 'phantom' END,
                CASE WHEN name % 4 > 0 THEN name % 4 END,
                'host' || name || '.example.com', '203.0.' || (name % 113) || '.' || (name % 250), 443, 'direct', '203.0.' || (name % 113) || '.' || (name % 250), 443,
                400 + CAST(2000 * c * c * c * c AS integer), 2000 + CAST(5000000 * b * b * b * b * b * b * b * b AS integer),
                {{At("age")}},
                CASE WHEN outcome IN ('ok', 'open', 'reset_by_client', 'refused', 'timeout') THEN {{At("age - 0.002")}} END,
                CASE WHEN outcome IN ('ok', 'open', 'reset_by_client') THEN {{At("age - 0.002 - dial")}} END,
                CASE WHEN outcome <> 'open' THEN {{At("age - dial - 0.05 - 600 * a * a * a * a * a * a")}} END,
                outcome, CASE outcome WHEN 'refused' THEN 'connection refused' WHEN 'timeout' THEN 'no answer within 30 s' END, 1,
                CASE WHEN n % 30 = 0 THEN '[{"address":"2001:db8::1","upstream":"direct","started_at":"2026-11-25 07:00:00.000000","ms":250,"outcome":"called_off"},'
                    || '{"address":"203.0.1.1","upstream":"direct","started_at":"2026-11-25 07:00:00.250000","ms":5,"outcome":"ok"}]' END
            FROM flow;
            """;
    }
}
