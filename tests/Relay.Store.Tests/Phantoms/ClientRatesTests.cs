using CsCheck;
using Microsoft.Extensions.Time.Testing;
using Relay.Store.Model;
using Relay.Store.Phantoms;
using Xunit;

namespace Relay.Store.Tests.Phantoms;

public sealed class ClientRatesTests
{
    private static readonly NetAddress One = NetAddress.Parse("192.0.2.1"), Other = NetAddress.Parse("192.0.2.2");

    private readonly FakeTimeProvider time = new();

    [Fact]
    public void A_client_has_a_burst_and_then_its_rate()
    {
        ClientRates rates = Of(perClient: 2, all: 1000);
        Assert.Equal(20, Taken(rates, One, 100));
        Assert.Equal(RateExcess.OfClient, rates.Take(One));
        Assert.Equal(RateExcess.None, rates.Take(Other));
        time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(6, Taken(rates, One, 100));
        time.Advance(TimeSpan.FromDays(1));
        Assert.Equal(20, Taken(rates, One, 100));
    }

    [Fact]
    public void All_together_have_one_too_and_a_client_over_its_own_takes_nothing_from_it()
    {
        ClientRates rates = Of(perClient: 1, all: 2);
        Assert.Equal(10, Taken(rates, One, 1000));
        Assert.Equal(10, Taken(rates, Other, 1000));
        Assert.Equal(RateExcess.OfAll, rates.Take(NetAddress.Parse("192.0.2.3")));
    }

    [Fact]
    public void What_is_given_back_can_be_taken_again_but_no_more()
    {
        ClientRates rates = Of(perClient: 1, all: 1000);
        Assert.Equal(10, Taken(rates, One, 10));
        rates.GiveBack(One);
        Assert.Equal(1, Taken(rates, One, 10));
        time.Advance(TimeSpan.FromDays(1));
        rates.GiveBack(One);
        Assert.Equal(10, Taken(rates, One, 100));
    }

    [Fact]
    public void Who_is_exempt_is_bounded_by_the_rate_of_all() => Assert.Equal(50, Taken(Of(perClient: 1, all: 5, exempt: One), One, 1000));

    [Fact]
    public void However_they_come_no_more_are_taken_than_burst_and_rate_allow() =>
        Gen.Select(Gen.Int[0, 3000], Gen.Int[1, 40]).Array[1, 60].Sample(steps =>
        {
            FakeTimeProvider clock = new();
            ClientRates rates = new(perClient: 3, all: 1000, burstSeconds: 10, static _ => false, clock);
            double milliseconds = 0;
            int taken = 0;
            foreach ((int pause, int wanted) in steps)
            {
                clock.Advance(TimeSpan.FromMilliseconds(pause));
                milliseconds += pause;
                taken += Taken(rates, One, wanted);
            }
            return taken <= 30 + 3 * milliseconds / 1000;
        });

    private ClientRates Of(int perClient, int all, NetAddress? exempt = null) => new(perClient, all, burstSeconds: 10, client => client == exempt, time);

    private static int Taken(ClientRates rates, NetAddress client, int wanted) => Enumerable.Range(0, wanted).Count(_ => rates.Take(client) == RateExcess.None);
}
