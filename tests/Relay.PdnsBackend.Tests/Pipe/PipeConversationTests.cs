using System.Text;
using Microsoft.Extensions.Time.Testing;
using Relay.PdnsBackend.Answering;
using Relay.PdnsBackend.Serving;
using Relay.Store.Model;
using Relay.Store;
using Relay.TestKit;
using Xunit;

namespace Relay.PdnsBackend.Tests.Pipe;

public sealed class PipeConversationTests
{
    private const string Soa = "DATA\t0\t1\t.\tIN\tSOA\t1\t1\ta.urelay.invalid. hostmaster.urelay.invalid. 1 3600 600 86400 1";
    private const string Ns = "DATA\t0\t1\t.\tIN\tNS\t300\t1\ta.urelay.invalid";

    private readonly MemoryPhantoms phantoms = new();
    private readonly RecordingLog log = new();
    private readonly FakeTimeProvider time = new();
    private Snapshot? snapshot = TestSnapshots.Of();

    [Theory]
    [InlineData("HELO\t1", "OK\turelay-pdns")]
    [InlineData("HELO\t5", "OK\turelay-pdns")]
    [InlineData("HELO\t0", "FAIL")]
    [InlineData("HELO\t6", "FAIL")]
    [InlineData("HELO\t-1", "FAIL")]
    [InlineData("Q\ta.test\tIN\tANY\t1\t::1\t::1\t::1/128", "FAIL")]
    [InlineData("nonsense", "FAIL")]
    public async Task Starts_with_the_version(string line, string expected) => Assert.Equal([expected], await TalkAsync(line));

    [Fact]
    public async Task Goes_on_after_a_version_it_does_not_speak() =>
        Assert.Equal(["FAIL", "FAIL", "OK\turelay-pdns", "END"], await TalkAsync("HELO\t6", "PING", "HELO\t5", "PING"));

    [Theory]
    [InlineData(".", "SOA", Soa)]
    [InlineData(".", "NS", Ns)]
    [InlineData(".", "ANY", Soa + "\n" + Ns)]
    [InlineData("example.test", "SOA", null)]
    [InlineData("example.test", "NS", null)]
    [InlineData("known.test", "SOA", null)]
    [InlineData("known.test", "A", null)]
    [InlineData("known.test", "TXT", null)]
    [InlineData("known.test", "CAA", null)]
    [InlineData("*.test", "ANY", null)]
    [InlineData("*", "ANY", null)]
    [InlineData("x.invalid", "ANY", null)]
    [InlineData("_dmarc.known.test", "ANY", "DATA\t0\t1\t_dmarc.known.test\tIN\tHINFO\t1\t1\t\"RFC8482\" \"\"")]
    [InlineData("a\\.b\\032.test", "ANY", "DATA\t0\t1\ta\\.b\\032.test\tIN\tHINFO\t1\t1\t\"RFC8482\" \"\"")]
    public async Task Answers_without_a_new_phantom(string name, string type, string? expected)
    {
        phantoms.Add("known.test");
        string[] answer = await AskAsync(name, type);
        Assert.Equal(expected is null ? ["END"] : [.. expected.Split('\n'), "END"], answer);
        Assert.Equal(1, phantoms.Count);
    }

    [Theory]
    [InlineData("ANY")]
    [InlineData("AAAA")]
    public async Task A_name_gets_its_phantom_and_is_spelt_as_asked(string type)
    {
        string[] answer = await AskAsync("WWW.Example.TEST", type);
        Phantom phantom = await phantoms.AssignAsync(DomainName.Parse("www.example.test"), TestContext.Current.CancellationToken);
        Assert.Equal([$"DATA\t0\t1\tWWW.Example.TEST\tIN\tAAAA\t300\t1\t{PoolAddress.Of(TestSnapshots.DefaultPool.Prefix, phantom)}", "END"], answer);
        Assert.Equal(1, phantoms.Count);
    }

    /// <summary>PowerDNS' own questions (SOA walks, NSEC3 bitmaps) come from 0.0.0.0.</summary>
    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("::")]
    public async Task PowerDNS_itself_gets_no_phantom(string client)
    {
        Assert.Equal(["DATA\t0\t1\ta.test\tIN\tHINFO\t1\t1\t\"RFC8482\" \"\"", "END"], await AskAsync("a.test", "ANY", client));
        Assert.Equal(0, phantoms.Count);
    }

    [Fact]
    public async Task A_phantom_points_to_its_name()
    {
        NetAddress address = PoolAddress.Of(TestSnapshots.DefaultPool.Prefix, phantoms.Add("known.test"));
        phantoms.IsCaching = false;
        string reverse = string.Join('.', address.Value.ToString("x32", null).Reverse()) + ".ip6.arpa";
        Assert.Equal([$"DATA\t0\t1\t{reverse}\tIN\tPTR\t300\t1\tknown.test", "END"], await AskAsync(reverse, "ANY"));
    }

    [Fact]
    public async Task What_cannot_be_listed_is_not_and_commands_end() =>
        Assert.Equal(
            ["OK\turelay-pdns", "FAIL", "urelay-pdns takes no commands; ask the tables, or urelay explain", "END", "FAIL", "END"],
            await TalkAsync("HELO\t5", "AXFR\t1\t.", "CMD\thelp", "what?", "PING"));

    [Fact]
    public async Task Each_answer_is_one_write()
    {
        using WriteCountingStream output = new();
        await RunAsync(output, "HELO\t5", Question(".", "ANY"), Question("a.test", "ANY"));
        Assert.Equal(3, output.Writes);
    }

    /// <summary>PowerDNS exits where a banner is late.</summary>
    [Fact]
    public void The_banner_waits_for_nothing()
    {
        using WriteCountingStream output = new();
        using MemoryStream input = new("HELO\t5\n"u8.ToArray());
        Backend Open()
        {
            Assert.Equal("OK\turelay-pdns\n", Encoding.ASCII.GetString(output.ToArray()));
            throw new EndOfStreamException("opened");
        }

        Assert.Throws<EndOfStreamException>(() => new LineLoop(new Lazy<Backend>(Open)).Run(input, output));
    }

    [Fact]
    public async Task No_snapshot_or_no_pool_is_a_failure()
    {
        snapshot = null;
        Assert.Equal(["FAIL"], await AskAsync(".", "ANY"));
        snapshot = TestSnapshots.Of([TestSnapshots.DefaultPool with { Listener = "another" }]);
        Assert.Equal(["FAIL"], await AskAsync(".", "ANY"));
        Assert.Contains(log.Lines, line => line.Contains("table pool", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_not_for_PowerDNS_is_told_once()
    {
        Pool pool = TestSnapshots.DefaultPool with { Forward = new HashSet<ushort> { 15 }, CheckExists = NameList.All };
        snapshot = TestSnapshots.Of([pool]);
        string[] answers = await TalkAsync("HELO\t5", Question("a.test", "ANY"), Question("b.test", "ANY"));
        Assert.StartsWith("DATA\t0\t1\ta.test\tIN\tAAAA\t", answers[1], StringComparison.Ordinal);
        Assert.StartsWith("table pool, row default: forward and check_exists are not for PowerDNS", Assert.Single(log.Lines), StringComparison.Ordinal);
    }

    /// <summary>After a FAIL to a SOA question PowerDNS waits for an END that must not follow any other FAIL.</summary>
    [Theory]
    [InlineData(".", Soa)]
    [InlineData("example.test", null)]
    public async Task A_SOA_question_never_fails(string name, string? expected)
    {
        snapshot = null;
        Assert.Equal(expected is null ? ["END"] : [expected, "END"], await AskAsync(name, "SOA"));
    }

    [Fact]
    public async Task A_database_that_is_gone_fails_new_names_only_and_is_told_once()
    {
        phantoms.Add("known.test");
        phantoms.Database = _ => throw new StoreUnavailableException("the database is gone");
        string[] answers = await TalkAsync("HELO\t5", Question("a.test", "ANY"), Question("b.test", "ANY"), Question("known.test", "ANY"));
        Assert.Equal(["FAIL", "FAIL"], answers[1..3]);
        Assert.StartsWith("DATA", answers[3], StringComparison.Ordinal);
        Assert.Single(log.Lines);
    }

    [Fact]
    public async Task A_bug_is_a_failure_and_not_an_end()
    {
        phantoms.Database = _ => throw new InvalidOperationException("bug");
        Assert.Equal(["OK\turelay-pdns", "FAIL", "END"], await TalkAsync("HELO\t5", Question("a.test", "ANY"), "PING"));
    }

    /// <summary>PowerDNS would kill us after two seconds; time passes only when the look-up has begun.</summary>
    [Fact]
    public async Task A_database_that_hangs_is_waited_for_less_than_a_second()
    {
        phantoms.Database = _ =>
        {
            time.Advance(BackendAnswers.Deadline);
            return new TaskCompletionSource().Task;
        };
        Assert.Equal(["FAIL"], await AskAsync("a.test", "ANY"));
        Assert.True(BackendAnswers.Deadline < TimeSpan.FromSeconds(1));
    }

    private async Task<string[]> AskAsync(string name, string type, string client = "192.0.2.1") =>
        (await TalkAsync("HELO\t5", Question(name, type, client)))[1..];

    private static string Question(string name, string type, string client = "192.0.2.1") => $"Q\t{name}\tIN\t{type}\t-1\t{client}\t192.0.2.53\t{client}/32";

    private async Task<string[]> TalkAsync(params string[] lines)
    {
        using WriteCountingStream output = new();
        await RunAsync(output, lines);
        return Encoding.ASCII.GetString(output.ToArray()).TrimEnd('\n').Split('\n');
    }

    private async Task RunAsync(Stream output, params string[] lines)
    {
        Backend backend = await Conversing.BackendAsync(phantoms, snapshot, log, time);
        using MemoryStream input = new(Encoding.ASCII.GetBytes(string.Concat(lines.Select(line => line + "\n"))));
        new LineLoop(new Lazy<Backend>(backend)).Run(input, output);
    }
}
