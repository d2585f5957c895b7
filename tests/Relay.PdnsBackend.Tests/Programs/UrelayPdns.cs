namespace Relay.PdnsBackend.Tests.Programs;

/// <summary>The program under test, built beside the tests.</summary>
internal static class UrelayPdns
{
    public static readonly string Path = System.IO.Path.Combine(AppContext.BaseDirectory, "urelay-pdns");
}
