using Relay.Store.Audit;
using Xunit;

namespace Relay.Store.Tests.Audit;

public sealed class ErrorScrubberTests
{
    [Theory]
    [InlineData("no rule matches", "no rule matches")]
    [InlineData("the name server 192.0.2.53:53 answered ServFail", "the name server … answered ServFail")]
    [InlineData("upstream tor cannot be reached: its name proxy.example.net does not resolve", "upstream tor cannot be reached: its name … does not resolve")]
    [InlineData("2001:db8::1 belongs to the relay's host or to no other (2001:db8::/32).", "… belongs to the relay's host or to no other (…).")]
    [InlineData("no way to secret, or SECRET.", "no way to …, or ….")]
    [InlineData("[2001:db8::1]:443 and ::1: refused", "[…]:443 and …: refused")]
    [InlineData("the store /var/lib/urelay/urelay.db cannot be used: it failed a moment ago", "the store /var/lib/urelay/urelay.db cannot be used: it failed a moment ago")]
    [InlineData("waited 2.5 s", "waited 2.5 s")]
    public void Names_and_addresses_go_and_the_rest_stays(string error, string left) => Assert.Equal(left, ErrorScrubber.Scrub(error, "secret", null));
}
