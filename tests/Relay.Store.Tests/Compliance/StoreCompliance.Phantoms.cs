using System.Data.Common;
using Relay.Store.Model;
using Relay.TestKit;
using Xunit;

namespace Relay.Store.Tests.Compliance;

public abstract partial class StoreCompliance
{
    private static readonly NetAddress Asker = NetAddress.Parse("192.0.2.9");

    [Fact]
    public async Task A_name_keeps_its_phantom_after_a_restart()
    {
        DomainName name = DomainName.Parse("demo.test");
        RelayStore first = await OpenAsync();
        Assert.False(first.Phantoms.TryGet(name, out _));
        Phantom phantom = await first.Phantoms.AssignAsync(name, Cancellation);
        Assert.True(first.Phantoms.TryGet(name, out Phantom cached));
        Assert.True(first.Phantoms.TryGet(phantom, out DomainName back));
        Assert.Equal((phantom, name), (cached, back));

        RelayStore second = await OpenAsync();
        Assert.False(second.Phantoms.TryGet(phantom, out _));
        Assert.Equal(name, await second.Phantoms.FindAsync(phantom, Cancellation));
        Assert.Equal(phantom, await second.Phantoms.AssignAsync(name, Cancellation));
    }

    [Fact]
    public async Task The_newest_names_are_known_from_the_start()
    {
        DomainName[] names = [.. Enumerable.Range(0, 5).Select(i => DomainName.Parse($"n{i}.test"))];
        RelayStore first = await OpenAsync();
        foreach (DomainName name in names)
            _ = await first.Phantoms.AssignAsync(name, Cancellation);
        RelayStore second = await OpenAsync(knownAtStart: 3);
        await UntilAsync(() => second.Phantoms.TryGet(names[2], out _));
        foreach (DomainName name in names[2..])
        {
            Assert.True(second.Phantoms.TryGet(name, out Phantom known));
            Assert.Equal(await first.Phantoms.AssignAsync(name, Cancellation), known);
        }
        Assert.False(second.Phantoms.TryGet(names[1], out _));
        // And what the other process gives is known soon.
        DomainName later = DomainName.Parse("later.test");
        Phantom given = await first.Phantoms.AssignAsync(later, Cancellation);
        await UntilAsync(() => second.Phantoms.TryGet(later, out _));
        Assert.True(second.Phantoms.TryGet(later, out Phantom learnt));
        Assert.Equal(given, learnt);
    }

    [Fact]
    public async Task A_wrong_tag_is_nobodys()
    {
        RelayStore store = await OpenAsync();
        Phantom phantom = await store.Phantoms.AssignAsync(DomainName.Parse("demo.test"), Cancellation);
        Phantom wrong = phantom with { Tag = phantom.Tag ^ 1 };
        Assert.False(store.Phantoms.TryGet(wrong, out _));
        Assert.Null(await store.Phantoms.FindAsync(wrong, Cancellation));
        Assert.Null(await (await OpenAsync()).Phantoms.FindAsync(wrong, Cancellation));
    }

    [Fact]
    public async Task A_probe_of_the_next_id_does_not_break_the_next_name()
    {
        RelayStore prober = await OpenAsync();
        RelayStore assigner = await OpenAsync();
        Assert.Null(await prober.Phantoms.FindAsync(new Phantom(1, 0), Cancellation));
        Phantom phantom = await assigner.Phantoms.AssignAsync(DomainName.Parse("next.test"), Cancellation);
        Assert.Equal(1, phantom.Id);
        Assert.Equal("next.test", (await prober.Phantoms.FindAsync(phantom, Cancellation))?.Value);
    }

    [Fact]
    public async Task Many_askers_in_two_processes_get_one_phantom_a_name()
    {
        RelayStore[] both = [await OpenAsync(), await OpenAsync()];
        DomainName[] names = [.. Enumerable.Range(0, 300).Select(i => DomainName.Parse($"n{i}.test"))];
        (DomainName Name, Phantom Phantom)[] answers = await Task.WhenAll(
            from store in both from round in Enumerable.Range(0, 4) from name in names
            select Task.Run(async () => (name, await store.Phantoms.AssignAsync(name, Cancellation))));
        Assert.Equal(names.Length, answers.Distinct().Count());
        Assert.Equal(names.Length, answers.Select(answer => answer.Phantom.Id).Distinct().Count());
    }

    [Fact]
    public async Task Ids_are_never_used_again()
    {
        RelayStore store = await OpenAsync();
        Phantom old = await store.Phantoms.AssignAsync(DomainName.Parse("old.test"), Cancellation);
        await database.ExecuteAsync("DELETE FROM phantom");
        RelayStore later = await OpenAsync();
        Phantom renewed = await later.Phantoms.AssignAsync(DomainName.Parse("new.test"), Cancellation);
        Assert.True(renewed.Id > old.Id);
        Assert.Null(await later.Phantoms.FindAsync(old, Cancellation));
        foreach (string insert in (string[])["VALUES", $"{Overriding} VALUES"])
        {
            DbException e = await Assert.ThrowsAnyAsync<DbException>(() => database.ExecuteAsync($"INSERT INTO phantom (id, domain) {insert} ({old.Id}, 'evil.test')"));
            Assert.True(insert == "VALUES" || e.Message.Contains("never used again", StringComparison.Ordinal), e.Message);
        }
        await Assert.ThrowsAnyAsync<DbException>(() => database.ExecuteAsync("UPDATE phantom SET domain = 'evil.test'"));
    }

    [Fact]
    public async Task A_higher_id_of_an_import_is_passed()
    {
        RelayStore store = await OpenAsync();
        await database.ExecuteAsync($"INSERT INTO phantom (id, domain) {Overriding} VALUES (7, 'import.test')");
        await database.ExecuteAsync("DELETE FROM phantom");
        // On PostgreSQL the sequence moves on once more when its last id goes.
        Assert.InRange((await store.Phantoms.AssignAsync(DomainName.Parse("new.test"), Cancellation)).Id, 8, 9);
        DbException e = await Assert.ThrowsAnyAsync<DbException>(() => database.ExecuteAsync($"INSERT INTO phantom (id, domain) {Overriding} VALUES (7, 'evil.test')"));
        Assert.Contains("never used again", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_ids_left_nothing_is_assigned()
    {
        RelayStore store = await OpenAsync();
        Phantom known = await store.Phantoms.AssignAsync(DomainName.Parse("known.test"), Cancellation);
        await database.ExecuteAsync(UseUpIds);
        for (int i = 0; i < 3; i++)
            Assert.Equal(new AssignedPhantom(default, PhantomLimit.Ids), await store.Phantoms.AssignAsync(DomainName.Parse($"late{i}.test"), Asker, Cancellation));
        Assert.Equal(3, store.Phantoms.CountOf(PhantomLimit.Ids));
        // Names that have one keep it, also beside one that gets none, and the administrator is told.
        Assert.Equal(known, await (await OpenAsync()).Phantoms.AssignAsync(DomainName.Parse("known.test"), Cancellation));
        Assert.Contains("used up", await database.ScalarAsync<string>("SELECT message FROM problem WHERE table_name = 'phantom'"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("fd75:7265:6c61:7900::/64")]
    [InlineData("fd00::/64")]
    [InlineData("2001:db8:0:1::/64")]
    [InlineData("0:0:0:1::/64")]
    public async Task The_view_spells_addresses_as_the_relay_does(string prefix)
    {
        await OpenAsync();
        await database.ExecuteAsync($"UPDATE pool SET prefix = '{prefix}'");
        Phantom[] phantoms = [new(1, 0), new(2, 0x3fffff), new(1024, 0), new(1L << 26, 5), new(1L << 27, 0), new(1L << 36, 0x10000), new(Phantom.MaxId, 7)];
        foreach (Phantom phantom in phantoms)
            await database.ExecuteAsync($"INSERT INTO phantom (id, tag, domain) {Overriding} VALUES ({phantom.Id}, {phantom.Tag}, 'i{phantom.Id}.test')");
        foreach (Phantom phantom in phantoms)
        {
            string address = await database.ScalarAsync<string>($"SELECT address FROM phantom_address WHERE domain = 'i{phantom.Id}.test'");
            Assert.Equal(PoolAddress.Of(NetPrefix.Parse(prefix), phantom).ToString(), address);
        }
    }

    protected abstract string UseUpIds { get; }

    protected abstract string Overriding { get; }
}
