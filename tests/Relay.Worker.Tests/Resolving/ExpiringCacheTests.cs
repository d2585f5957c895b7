using Relay.Store.Model;
using Relay.Worker.Resolving;
using Xunit;

namespace Relay.Worker.Tests.Resolving;

public sealed class ExpiringCacheTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void Entries_end_with_their_TTL()
    {
        ExpiringCache<DomainName, string> cache = new(10);
        cache.Put(Name(1), "value", 0, Second);
        Assert.True(cache.TryGet(Name(1), 999, out _));
        Assert.False(cache.TryGet(Name(1), 1000, out _));
        Assert.Equal(0, cache.Count);
        cache.Put(Name(1), "value", 0, TimeSpan.Zero);
        Assert.Equal(0, cache.Count);
    }

    [Fact]
    public void It_never_holds_more_than_it_may_and_the_longest_known_leaves()
    {
        ExpiringCache<DomainName, string> cache = new(10);
        for (int i = 0; i < 1000; i++)
            cache.Put(Name(i), "value", i, Second);
        Assert.Equal(10, cache.Count);
        Assert.False(cache.TryGet(Name(989), 1000, out _));
        Assert.True(cache.TryGet(Name(990), 1000, out _));
    }

    [Fact]
    public void A_name_that_is_renewed_stays()
    {
        ExpiringCache<DomainName, string> cache = new(3);
        for (int i = 0; i < 100; i++)
            cache.Put(Name(1), "value", i, Second);
        Assert.True(cache.TryGet(Name(1), 100, out _));
    }

    private static DomainName Name(int i) => DomainName.Parse($"n{i}.test");
}
