using System.Net;
using System.Net.Sockets;
using Dapper;
using Npgsql;
using Relay.EndToEnd.Lab;
using Relay.TestKit;
using Relay.TestKit.Postgres;
using Xunit;

namespace Relay.EndToEnd.Operation;

/// <summary>The password of the store is nowhere but where it was written, whatever goes wrong.</summary>
public sealed class SecretTests(InternetSide internet)
{
    private const string Secret = "s3cret";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("postgres://relay:s3cret@127.0.0.1:1/relay")]
    [InlineData("postgres://relay:s3cret@no-such-host.invalid/relay")]
    [InlineData("postgres://relay:s3cret@127.0.0.1/relay?nonsense=1")]
    [InlineData("postgres://relay:s3cret@127.0.0.1:s3cret/relay")]
    [InlineData("postgres://relay:1/s3cret@127.0.0.1/relay")]
    [InlineData("postgres://relay:1#s3cret@127.0.0.1/relay")]
    [InlineData("postgres://relay:1?s3cret@127.0.0.1/relay")]
    [InlineData("pgsql://relay:s3cret@127.0.0.1/relay")]
    [InlineData("relay:s3cret@127.0.0.1/relay")]
    [InlineData("host=127.0.0.1 user=relay password=s3cret")]
    [InlineData("dbname=relay password=s3cret")]
    [InlineData("Host=127.0.0.1;Port=1;Username=relay;Password=s3cret;Database=relay")]
    [InlineData("Host=127.0.0.1;Passwort=s3cret")]
    [InlineData("Host=127.0.0.1;Port=s3cret")]
    [InlineData("Data Source=/proc/none/urelay.db;Password=s3cret")]
    public async Task No_error_tells_it(string location) => await AssertUntoldAsync(location);

    [Fact]
    public async Task Nor_a_refused_password_nor_failed_encryption()
    {
        await using OwnPostgres server = await OwnPostgres.StartAsync();
        string location = await LockedAsync(server, "another word");
        await AssertUntoldAsync(location, "password authentication failed");

        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        Task serving = NoTlsAsync(listener, ending.Token);
        await AssertUntoldAsync($"postgres://relay:{Secret}@{listener.LocalEndpoint}/relay?SSL%20Mode=Require&Timeout=3");
        await ending.CancelAsync();
        await serving;
    }

    [Fact]
    public async Task A_worker_leaves_it_in_no_row_no_file_no_line_and_no_child()
    {
        await using OwnPostgres server = await OwnPostgres.StartAsync();
        string location = await LockedAsync(server, Secret);
        using Urelay user = Urelay.As("root");
        string file = Path.Combine(user.Home, "store");
        await File.WriteAllTextAsync(file, location + "\n", Cancellation);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Assert.Equal(0, (await user.RunAsync("migrate", "--store-file", file)).Status);
        await using NpgsqlConnection administrator = new(location + ";Search Path=urelay;Pooling=False");
        await administrator.OpenAsync(Cancellation);
        await administrator.ExecuteAsync("INSERT INTO host (domain, address) VALUES ('demo.test', @address)", new { address = internet.Address4 });
        await administrator.ExecuteAsync("INSERT INTO rule (network, to_network) VALUES ('198.18.0.0/16', '203.0.113.0/24')");

        // The program's own view: arguments and environment of all it can see, and the file.
        ShellResult result = await user.BashAsync(
            $"curl -sS http://demo.test/; curl -s http://198.18.0.1/; cat /proc/[0-9]*/cmdline /proc/[0-9]*/environ {file} | tr '\\0' '\\n'; echo seen", "--store-file", file);
        Assert.StartsWith("hello\n", result.Output, StringComparison.Ordinal);
        Assert.EndsWith("seen\n", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, result.Output + result.Errors, StringComparison.Ordinal);

        using RunningProgram run = user.Start("run", "--store-file", file, "--listen", $"socks://127.77.{Environment.ProcessId & 255}.1:1080", "--metrics", $"127.77.{Environment.ProcessId & 255}.1:9464");
        await run.WaitForAsync(":1080\n");
        ShellResult status = await user.RunAsync("status", "--store-file", file);
        Assert.Equal(0, status.Status);
        string metrics = Shell.Run("curl", "-sS", $"http://127.77.{Environment.ProcessId & 255}.1:9464/metrics");
        string arguments = Shell.Run("sh", "-c", "tr '\\0' ' ' < /proc/$1/cmdline", "sh", $"{run.Id}");
        run.Signal("TERM");
        ShellResult ended = await run.EndAsync();
        Assert.DoesNotContain(Secret, status.Output + status.Errors + metrics + arguments + ended.Output + ended.Errors, StringComparison.Ordinal);

        Assert.NotEqual(0L, await administrator.ExecuteScalarAsync<long>("SELECT count(*) FROM connection WHERE outcome = 'ok'"));
        Assert.NotEqual(0L, await administrator.ExecuteScalarAsync<long>("SELECT count(*) FROM problem"));
        string rows = (await administrator.ExecuteScalarAsync<string>("SELECT database_to_xml(true, false, '')::text"))!;
        Assert.Contains("demo.test", rows, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, rows, StringComparison.Ordinal);
        // The file that we wrote, and no other.
        Assert.Equal(file + "\n", Shell.Run("grep", "-rl", Secret, user.Home));
    }

    [Fact]
    public async Task A_location_that_stands_in_a_wrong_place_is_not_repeated()
    {
        using Urelay user = Urelay.As("root");
        foreach (string[] arguments in (string[][])[["run", $"postgres://relay:{Secret}@db.test/relay"], ["migrate", $"Host=db.test;Password={Secret}"], ["status", "--stor", $"Host=x;Password='{Secret}'"]])
        {
            ShellResult result = await user.RunAsync(arguments);
            Assert.Equal(2, result.Status);
            Assert.DoesNotContain(Secret, result.Output + result.Errors, StringComparison.Ordinal);
        }
        Assert.DoesNotContain(Secret, (await user.RunAsync("run", "--help")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_password_may_come_from_a_file_of_passwords_or_the_environment()
    {
        await using OwnPostgres server = await OwnPostgres.StartAsync();
        string location = new NpgsqlConnectionStringBuilder(await LockedAsync(server, Secret)) { Password = null }.ConnectionString;
        using Urelay user = Urelay.As("root");
        string file = Path.Combine(user.Home, "pgpass");
        await File.WriteAllTextAsync(file, $"*:*:*:*:{Secret}\n", Cancellation);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Assert.Equal(1, (await user.RunAsync("migrate", "--store", location)).Status);
        Assert.Equal(0, (await user.RunAsync("migrate", "--store", $"{location};Passfile={file}")).Status);
        user.Environment["PGPASSWORD"] = Secret;
        ShellResult result = await user.BashAsync("env; echo seen", "--store", location);
        Assert.EndsWith("seen\n", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, result.Output + result.Errors, StringComparison.Ordinal);
        user.Environment.Remove("PGPASSWORD");
        user.Environment["PGPASSFILE"] = file;
        result = await user.BashAsync($"cat {file}; echo seen", "--store", location);
        Assert.EndsWith("seen\n", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, result.Output + result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_file_is_for_its_reader_alone_and_has_one_line()
    {
        using Urelay user = Urelay.As("root");
        string file = Path.Combine(user.Home, "store");
        foreach ((string text, UnixFileMode mode, string wrong) in ((string, UnixFileMode, string)[])
        [
            ($"postgres://relay:{Secret}@db.test/relay", UnixFileMode.UserRead | UnixFileMode.OtherRead, "can be read by everybody"),
            ($"postgres://relay:{Secret}@db.test/relay\n# comment", UnixFileMode.UserRead, "does not hold one line"),
            ("\n", UnixFileMode.UserRead, "does not hold one line"),
        ])
        {
            await File.WriteAllTextAsync(file, text, Cancellation);
            File.SetUnixFileMode(file, mode);
            ShellResult result = await user.RunAsync("migrate", "--store-file", file);
            Assert.Contains(wrong, Assert.Single(result.Errors.TrimEnd().Split('\n')), StringComparison.Ordinal);
            Assert.DoesNotContain(Secret, result.Errors, StringComparison.Ordinal);
            File.Delete(file);
        }
    }

    /// <summary>All commands, with a location that does not work.</summary>
    private static async Task AssertUntoldAsync(string location, string? about = null)
    {
        using Urelay user = Urelay.As("root");
        List<ShellResult> results = [];
        foreach (string[] command in (string[][])[["run", "--listen", "socks://127.0.0.1:1080"], ["migrate"], ["status"], ["forget", "--client", "192.0.2.1"]])
            results.Add(await user.RunAsync([.. command, "--store", location]));
        results.Add(await user.RunAsync("exec", "--store", location, "--", "true"));
        foreach (ShellResult result in results)
        {
            Assert.NotEqual(0, result.Status);
            Assert.Single(result.Errors.TrimEnd().Split('\n'));
        }
        // Its standard error is PowerDNS' log. It ends with its questions: they go on until it has said why it cannot answer.
        const string asking = """
            touch "$2"
            { printf 'HELO\t5\nQ\ta.test\tIN\tANY\t-1\t::2\t::1\t::2/128\n'; for _ in $(seq 600); do grep -q "$3" "$2" && break; sleep 0.1; done; } | "$0" --store "$1" 2>"$2"
            cat "$2" >&2
            """;
        ShellResult backend = await Shell.TryRunAsync("sh", ["-c", asking, Programs.Backend, location, Path.Combine(user.Home, "backend.log"), about ?? ""]);
        Assert.True(backend.Errors.Length > 0, backend.Output);
        results.Add(backend);
        foreach (ShellResult result in results)
            Assert.DoesNotContain(Secret, result.Output + result.Errors, StringComparison.Ordinal);
        if (about is not null)
            Assert.All(results.Where((_, i) => i != 2), result => Assert.Contains(about, result.Errors, StringComparison.Ordinal));
    }

    /// <summary>A database whose owner, relay, has a password, and must tell it.</summary>
    private static async Task<string> LockedAsync(OwnPostgres server, string password)
    {
        string location = await server.CreateDatabaseAsync();
        await using NpgsqlConnection superuser = new(location + ";Pooling=False");
        await superuser.OpenAsync(Cancellation);
        await superuser.ExecuteAsync($"""
            CREATE ROLE relay LOGIN PASSWORD '{password}';
            DO $$ BEGIN
                EXECUTE format('ALTER DATABASE %I OWNER TO relay', current_database());
                EXECUTE format('COPY (SELECT %L) TO %L', 'local all all scram-sha-256', current_setting('hba_file'));
                PERFORM pg_reload_conf();
            END $$
            """);
        NpgsqlConnectionStringBuilder locked = new(location) { Username = "relay", Password = Secret };
        // Until the new rules are in force.
        for (int tries = 0; ; tries++)
        {
            await using NpgsqlConnection stranger = new(new NpgsqlConnectionStringBuilder(location) { Username = "relay", Password = "no word", Pooling = false }.ConnectionString);
            try
            {
                await stranger.OpenAsync(Cancellation);
                Assert.True(tries < 1000, "the server lets in whoever comes");
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InvalidPassword)
            {
                return locked.ConnectionString;
            }
        }
    }

    /// <summary>Agrees to TLS (protocol-flow.html, SSLRequest), and then speaks something else.</summary>
    private static async Task NoTlsAsync(TcpListener listener, CancellationToken cancellation)
    {
        try
        {
            while (true)
            {
                using TcpClient client = await listener.AcceptTcpClientAsync(cancellation);
                byte[] request = new byte[8];
                await client.GetStream().ReadExactlyAsync(request, cancellation);
                await client.GetStream().WriteAsync("S this is no TLS at all"u8.ToArray(), cancellation);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return;
        }
    }
}
