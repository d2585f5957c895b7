namespace Relay.Worker.Isolation;

/// <summary>resolv.conf(5) of the program. By IPv4, which every resolver library can; and no domain is searched, so that a name is asked as it was typed.</summary>
internal static class ResolvConf
{
    public const string Path = "/etc/resolv.conf";

    public const string Text = $"""
        # Names are answered by urelay.
        nameserver {GateAddresses.Gate4}
        search .

        """;
}
