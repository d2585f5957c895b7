using Relay.Worker.Relaying;
using Relay.Worker.Tests.Loops;
using Xunit;

namespace Relay.Worker.Tests.Relaying;

public sealed class PipePoolTests(LoopFixture fixture) : IClassFixture<LoopFixture>
{
    [Fact]
    public async Task There_are_no_more_than_the_limit_and_a_returned_one_is_lent_again() => await fixture.On(() =>
    {
        using PipePool pool = new(fixture.Loop, limit: 2, kept: 1);
        Pipe first = pool.Rent()!, second = pool.Rent()!;
        Assert.Null(pool.Rent());
        pool.Return(first);
        Assert.Same(first, pool.Rent());
        Assert.Null(pool.Rent());
        pool.Return(first);
        pool.Return(second);
        return 0;
    });

    [Fact]
    public async Task One_that_is_not_kept_makes_room_for_another() => await fixture.On(() =>
    {
        using PipePool pool = new(fixture.Loop, limit: 1, kept: 0);
        Pipe first = pool.Rent()!;
        pool.Return(first);
        Pipe second = pool.Rent()!;
        Assert.NotSame(first, second);
        pool.Return(second);
        return 0;
    });

    [Fact]
    public async Task One_that_still_holds_bytes_is_not_lent_again() => await fixture.On(() =>
    {
        using PipePool pool = new(fixture.Loop, limit: 1, kept: 1);
        Pipe first = pool.Rent()!;
        first.Held = 1;
        pool.Return(first);
        Pipe second = pool.Rent()!;
        Assert.NotSame(first, second);
        pool.Return(second);
        return 0;
    });

    [Fact]
    public async Task Without_a_limit_above_none_there_is_none() => await fixture.On(() =>
    {
        using PipePool pool = new(fixture.Loop, limit: 0, kept: 1);
        Assert.Null(pool.Rent());
        return 0;
    });
}
